#include "labelstudio/targets.hpp"

#include "base/nearest.hpp"
#include "diag/codes/config.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::labelstudio {
namespace {

class Targets {
 public:
    Targets(LabelingConfig& config, diag::Sink& sink) : config_(config), sink_(sink) {}

    void run() {
        for (Control& control : config_.controls) {
            resolve_one(control);
        }
    }

 private:
    void resolve_one(Control& control) {
        const Element& element = config_.elements[control.element];
        const Attribute* to_name = element.attribute("toName");
        if (to_name == nullptr || to_name->value.empty()) {
            if (control.kind->is_own_object) {
                control.targets.push_back(
                    {control.name, control.span, config_.find_object(control.name)});
            } else if (control.kind->needs_to_name) {
                sink_.emit(control.span, diag::missing_to_name, element.tag)
                    .help(config_.objects.size() == 1
                              ? fmt::format("add `toName=\"{}\"`", config_.object_names().front())
                              : "add `toName=\"…\"` with the name of an object");
            }
            return;
        }
        split_to_name(control, *to_name);
        for (Target& target : control.targets) {
            target.object = config_.find_object(target.name);
            if (!target.object) {
                report_target(target);
            } else if (const Object& object = config_.objects[*target.object];
                       !form_on(*control.kind, *object.kind)) {
                report_mismatch(control, target, object);
            }
        }
        const bool compares_one =
            control.targets.size() != 2 || control.targets[0].name == control.targets[1].name;
        if (control.kind->compares_objects && compares_one) {
            sink_.emit(to_name->value_span, diag::pairwise_targets, element.tag)
                .help("name two objects with a comma between them: toName=\"left,right\"");
        }
    }

    void split_to_name(Control& control, const Attribute& to_name) {
        const std::string_view text = to_name.value;
        const bool has_places =
            to_name.value_span.size() == text.size();  // else entities stand in it
        bool is_clean = true;
        std::string mended;
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t comma = std::min(text.find(',', begin), text.size());
            std::size_t first = begin;
            std::size_t last = comma;
            while (first < last && text[first] == ' ') {
                ++first;
            }
            while (last > first && text[last - 1] == ' ') {
                --last;
            }
            is_clean &= first == begin && last == comma && first != last;
            if (first != last) {
                Target target{
                    std::string(text.substr(first, last - first)), to_name.value_span, {}};
                if (has_places) {
                    target.span.begin =
                        to_name.value_span.begin + static_cast<std::uint32_t>(first);
                    target.span.end = to_name.value_span.begin + static_cast<std::uint32_t>(last);
                }
                mended += (mended.empty() ? "" : ",") + target.name;
                control.targets.push_back(std::move(target));
            }
            begin = comma + 1;
        }
        if (!is_clean) {
            sink_.emit(to_name.value_span, diag::to_name_separator)
                .note("Label Studio takes a blank as a part of the name")
                .help(fmt::format("write `toName=\"{}\"`", mended))
                .fix(to_name.value_span, mended, diag::Safe::yes);
        }
    }

    void report_target(const Target& target) {
        for (const Element& element : config_.elements) {
            const Attribute* name = element.attribute("name");
            if (name != nullptr && name->value == target.name) {
                sink_.emit(target.span, diag::to_name_no_object, target.name, element.tag)
                    .label(element.tag_span, "it stands here")
                    .help(suggestion(target.name, config_.object_names()));
                return;
            }
        }
        sink_.emit(target.span, diag::to_name_nowhere, target.name)
            .help(suggestion(target.name, config_.object_names()));
    }

    void report_mismatch(const Control& control, const Target& target, const Object& object) {
        std::string takes;
        for (const std::string_view tag : control.kind->objects) {
            takes += fmt::format("{}`<{}>`", takes.empty() ? "" : ", ", tag);
        }
        sink_
            .emit(target.span, diag::object_mismatch, std::string(control.kind->tag),
                  std::string(object.kind->tag))
            .label(object.span, fmt::format("`{}` stands here", object.name))
            .note(control.kind->editor_checks_objects
                      ? "Label Studio's editor refuses this config"
                      : "Label Studio's editor does not show what is labelled so")
            .help(fmt::format("`<{}>` labels {}", control.kind->tag, takes));
    }

    LabelingConfig& config_;
    diag::Sink& sink_;
};

}  // namespace

void resolve_targets(LabelingConfig& config, diag::Sink& sink) { Targets(config, sink).run(); }

}  // namespace lsmap::labelstudio
