#include "ide/completer.hpp"

#include <fmt/format.h>

#include <algorithm>

// What strings say: labels, words of a type, files.
namespace lsmap::ide {

using check::Around;

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return out + "\"";
}

void Completer::strings() {
    if (!files()) {
        std::string patched(text_.substr(0, cursor_.byte));
        if (cursor_.string_is_open) {
            patched += "\"";
        }
        patched += text_.substr(cursor_.byte);
        found_ = sources_.analyse(std::move(patched), cursor_.byte);
        labels(false);
        literals(false);
    }
    // What follows of the string is replaced too.
    std::uint32_t end = cursor_.byte;
    while (end < text_.size() && text_[end] != '"' && text_[end] != '\n') {
        ++end;
    }
    if (!items_.empty() && !cursor_.string_is_open) {
        cursor_.byte = end;
    }
    for (CompletionItem& item : items_) {
        const bool is_whole = item.kind != ItemKind::folder;
        item.insert = item.label + (cursor_.string_is_open && is_whole ? "\"" : "");
    }
}

bool Completer::files() {
    struct Place {
        std::string_view before, extension;
    };
    static constexpr Place places[] = {{"config", ".xml"}, {"use", ".lsmap"}, {"file", ""}};
    const auto* place = std::ranges::find(places, cursor_.before, &Place::before);
    if (place == std::end(places)) {
        return false;
    }
    const std::string_view typed = text_.substr(cursor_.begin, cursor_.byte - cursor_.begin);
    const std::string_view folder = typed.substr(0, typed.rfind('/') + 1);  // npos + 1 is 0
    cursor_.begin += static_cast<std::uint32_t>(folder.size());
    for (const std::string& name : sources_.files(folder)) {
        const bool is_folder = name.ends_with('/');
        if (is_folder || name.ends_with(place->extension)) {
            add({.label = name,
                 .kind = is_folder ? ItemKind::folder : ItemKind::file,
                 .rank = is_folder ? std::uint8_t{2} : std::uint8_t{1}});
        }
    }
    return true;
}

void Completer::labels(bool with_quotes) {
    const Around* here = around();
    if (here == nullptr) {
        return;
    }
    std::vector<const labelstudio::Control*> owners = here->label_owners;
    if (const auto* config = found_->config(); here->expected && config != nullptr) {
        const types::TypeId inner = here->types->without_optional(*here->expected);
        const auto* list = here->types->as<types::ListType>(inner);
        const auto* label =
            here->types->as<types::LabelType>(list == nullptr ? inner : list->element);
        for (const std::uint32_t id :
             label == nullptr ? std::vector<std::uint32_t>() : label->controls) {
            if (id < config->controls.size()) {
                owners.push_back(&config->controls[labelstudio::ControlId{id}]);
            }
        }
    }
    for (const labelstudio::Control* owner : owners) {
        for (const labelstudio::LabelOption& option : owner->labels) {
            add({.label = with_quotes ? in_quotes(option.value) : option.value,
                 .detail = fmt::format("label of `{}`", owner->name),
                 .doc = option.alias.empty() || option.alias == option.value
                            ? ""
                            : fmt::format("Results carry `{}`.", option.alias),
                 .kind = ItemKind::enum_member,
                 .rank = 0});
        }
    }
}

void Completer::literals(bool with_quotes) {
    const Around* here = around();
    if (here == nullptr || !here->expected) {
        return;
    }
    const types::TypeId inner = here->types->without_optional(*here->expected);
    const auto* either = here->types->as<types::UnionType>(inner);
    const std::vector<types::TypeId> all =
        either == nullptr ? std::vector{inner} : either->alternatives;
    for (const types::TypeId one : all) {
        const auto* literal = here->types->as<types::LiteralType>(one);
        const auto* word = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
        if (word != nullptr) {
            add({.label = with_quotes ? in_quotes(*word) : *word,
                 .kind = ItemKind::enum_member,
                 .rank = 0});
        }
    }
}

}  // namespace lsmap::ide
