#include "labelstudio/own_slots.hpp"

#include "diag/codes/config.hpp"
#include "labelstudio/output_schema.hpp"

#include <fmt/format.h>

namespace lsmap::labelstudio {
namespace {

void read_parts(const LabelingConfig& config, Control& control, diag::Sink& sink) {
    for (const ElementId child : config.elements[control.element].children) {
        const Element& part = config.elements[child];
        if (!same_name(part.tag, control.kind->part)) {
            continue;
        }
        const Attribute* name = part.attribute("name");
        if (name == nullptr || name->value.empty()) {
            sink.emit(part.tag_span, diag::missing_name, part.tag)
                .help("add `name=\"…\"`: it is the key of the result");
        } else {
            control.parts.push_back(name->value);
        }
    }
    if (!control.parts.empty()) {
        control.own_slots = control.kind->part_slots;
    }
}

void read_schema(const Attribute& schema, Control& control, diag::Sink& sink) {
    const std::optional<std::string> type = schema_type(schema.value);
    if (!type) {
        sink.emit(schema.value_span, diag::unreadable_schema, schema.name)
            .help("names with commas between them, or a JSON schema");
    } else if (!type->empty()) {
        const std::string_view slots = control.kind->slots;  // `{value: json}`
        control.own_slots = fmt::format("{}: {}}}", slots.substr(0, slots.find(':')), *type);
    }
}

}  // namespace

void read_slots(const LabelingConfig& config, Control& control, diag::Sink& sink) {
    if (!control.kind->part.empty()) {
        read_parts(config, control, sink);
    }
    const Attribute* schema =
        control.kind->schema.empty()
            ? nullptr
            : config.elements[control.element].attribute(control.kind->schema);
    if (schema != nullptr) {
        read_schema(*schema, control, sink);
    }
}

}  // namespace lsmap::labelstudio
