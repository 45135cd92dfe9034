#include "ide/config_file.hpp"

#include "ide/hover.hpp"

#include <algorithm>

namespace lsmap::ide {
namespace {

bool holds(Span around, std::uint32_t byte) { return around.begin <= byte && byte <= around.end; }

}  // namespace

ConfigFile::ConfigFile(std::string path, std::string text) {
    const FileId file = sources_.add(std::move(path), std::move(text));
    diag::Sink told_elsewhere;  // with the rules that use it
    config_ = labelstudio::read_config(sources_[file], file, told_elsewhere);
}

ConfigName ConfigFile::named(labelstudio::ElementId element) const {
    const labelstudio::Element& tag = config_.elements[element];
    const labelstudio::Attribute* name = tag.attribute("name");
    return {.tag = tag.span, .name = name == nullptr ? tag.tag_span : name->value_span};
}

std::vector<ConfigName> ConfigFile::names() const {
    std::vector<ConfigName> all;
    for (const labelstudio::Object& object : config_.objects) {
        all.push_back(named(object.element));
        all.back().object = &object;
    }
    for (const labelstudio::Control& control : config_.controls) {
        all.push_back(named(control.element));
        all.back().control = &control;
        for (const labelstudio::LabelOption& option : control.labels) {
            const auto tag = std::ranges::find_if(config_.elements, [&](const auto& element) {
                return element.span.begin <= option.span.begin &&
                       option.span.end <= element.span.end;
            });
            if (tag != config_.elements.end()) {
                all.push_back({.tag = tag->span,
                               .name = option.span,
                               .control = &control,
                               .option = &option});
            }
        }
    }
    std::ranges::stable_sort(all, {}, [](const ConfigName& name) { return name.tag.begin; });
    return all;
}

std::vector<ConfigName> ConfigFile::names_at(std::uint32_t byte) const {
    std::vector<ConfigName> all = names();
    std::erase_if(all, [&](const ConfigName& name) { return !holds(name.tag, byte); });
    // Of two tags that meet at `byte` the one that begins there.
    if (std::ranges::any_of(all, [&](const ConfigName& name) { return byte < name.tag.end; })) {
        std::erase_if(all, [&](const ConfigName& name) { return byte == name.tag.end; });
    }
    return all;
}

std::vector<ConfigName> ConfigFile::targets_at(std::uint32_t byte) const {
    std::vector<ConfigName> found;
    for (const labelstudio::Control& control : config_.controls) {
        for (const labelstudio::Target& target : control.targets) {
            if (target.object && holds(target.span, byte)) {
                const labelstudio::Object& object = config_.objects[*target.object];
                found.push_back(named(object.element));
                found.back().object = &object;
            }
        }
    }
    return found;
}

std::vector<OutlineEntry> outline(const ConfigFile& file) {
    std::vector<OutlineEntry> all;
    for (const ConfigName& name : file.names()) {
        if (name.option != nullptr) {
            // Within a control, which began before it; its last label ends it here.
            const auto around = std::ranges::find_if(all, [&](const OutlineEntry& entry) {
                return entry.name == name.control->name && entry.kind == OutlineKind::property;
            });
            if (around != all.end()) {
                around->span.end = std::max(around->span.end, name.tag.end);
                around->children.push_back(
                    {name.option->value, "", OutlineKind::enum_member, name.tag, name.name, {}});
            }
        } else if (name.control != nullptr) {
            all.push_back({name.control->name,
                           std::string(name.control->kind->tag),
                           OutlineKind::property,
                           name.tag,
                           name.name,
                           {}});
        } else {
            all.push_back({name.object->name,
                           std::string(name.object->kind->tag),
                           OutlineKind::object,
                           name.tag,
                           name.name,
                           {}});
        }
    }
    return all;
}

std::string config_text(const ConfigFile& file, const ConfigName& name) {
    if (name.option != nullptr) {
        return label_text(*name.control, name.option);
    }
    return name.control != nullptr ? control_text(file.sources(), file.config(), *name.control)
                                   : object_text(file.sources(), file.config(), *name.object);
}

}  // namespace lsmap::ide
