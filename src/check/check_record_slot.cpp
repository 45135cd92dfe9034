#include "base/nearest.hpp"
#include "check/checker.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>

// Records in slots whose fields the config names: the Buckets of a Ranker, the `outputs` of a
// ReactCode.
namespace lsmap::check {

using labelstudio::Control;

// Every field of a record for such a slot: its name is one of `names`, and what is written in its
// place fits. False: something was reported.
bool Checker::check_fields(ir::ExprId value, const types::RecordType& given,
                           const types::RecordType& wanted, const std::vector<std::string>& names,
                           const Control& control, std::string_view place, Span at) {
    const auto* made = std::get_if<ir::MakeRecord>(&node(value).node);
    const std::vector<ir::ExprId> parts =
        made == nullptr ? std::vector<ir::ExprId>{} : made->fields;
    bool all_fit = true;
    for (std::size_t i = 0; i < given.fields.size(); ++i) {
        const std::string& name = given.fields[i].name;
        const Span here = i < parts.size() ? node(parts[i]).span : at;
        const auto field = std::ranges::find(wanted.fields, name, &types::Field::name);
        if (std::ranges::find(names, name) == names.end() || field == wanted.fields.end()) {
            all_fit = false;
            auto& report = control.kind->part.empty()
                               ? sink_.emit(here, diag::unknown_react_output, name,
                                            std::string(control.kind->schema), control.name)
                               : sink_.emit(here, diag::unknown_part, control.name,
                                            std::string(control.kind->part), name);
            report.label(control.span, "the control").help(suggestion(name, names));
        } else if (i < parts.size() && !fits(type_of(parts[i]), field->type)) {
            all_fit = false;
            require(parts[i], field->type, fmt::format("`{}` in {}", name, place), here);
        }
    }
    return all_fit;
}

// A record or a map of lists of ids, by bucket.
ir::ExprId Checker::buckets(ir::ExprId value, TypeId wanted, const Control& control,
                            const std::string& slot, std::string_view place, Span at) {
    types::TypeStore& s = store();
    const TypeId from = s.without_optional(type_of(value));
    const TypeId ids = s.as<types::MapType>(wanted)->value;
    if (const auto* record = s.as<types::RecordType>(from)) {
        const types::RecordType given = *record;
        types::RecordType target = given;
        for (types::Field& field : target.fields) {
            field.type = s.is_optional(field.type) ? s.optional(ids) : ids;
        }
        if (!check_fields(value, given, target, control.parts, control, place, at)) {
            return error_node(at);
        }
        const ir::ExprId lists = require(value, s.intern(std::move(target)), place, at);
        return s.is_error(type_of(lists))
                   ? lists
                   : add({wanted, at,
                          ir::Convert{lists, ir::Conversion::record_to_map, 1, {}, {}, {}, {}}},
                         known(value));
    }
    if (const auto* map = s.as<types::MapType>(from)) {
        const auto* list = s.as<types::ListType>(map->value);
        const TypeId element = list == nullptr ? s.error() : s.base_of_literal(list->element);
        if (list != nullptr && (element == s.id() || element == s.string())) {
            ir::Expr same = node(value);  // ids and texts have one form
            same.type = wanted;
            return add(std::move(same), known(value));
        }
    }
    std::string help;
    for (const std::string& part : control.parts) {
        help += fmt::format("{}{}: …", help.empty() ? "" : ", ", part);
    }
    sink_.emit(at, diag::slot_wants, slot, control.name, "a list of ids for each of its buckets")
        .at(described(value))
        .label(control.span, fmt::format("it has `<{}>`s", control.kind->part))
        .help(fmt::format("write {{{}}}", help));
    return error_node(at);
}

// What a component stores, as JSON.
ir::ExprId Checker::stored_json(ir::ExprId value, TypeId wanted, const Control& control,
                                const std::string& slot, std::string_view place, Span at) {
    types::TypeStore& s = store();
    const TypeId from = s.without_optional(type_of(value));
    if (from == s.json()) {
        return value;
    }
    if (const auto* record = s.as<types::RecordType>(wanted)) {
        std::vector<std::string> names;
        for (const types::Field& field : record->fields) {
            names.push_back(field.name);
        }
        const auto* given = s.as<types::RecordType>(from);
        if (given != nullptr) {
            const types::RecordType fields = *given;
            const types::RecordType target = *record;
            if (!check_fields(value, fields, target, names, control, place, at)) {
                return error_node(at);
            }
        }
        value = require(value, wanted, place, at);
        if (s.is_error(type_of(value))) {
            return value;
        }
    } else if (!s.is<types::RecordType>(from) && !s.is<types::MapType>(from)) {
        sink_.emit(at, diag::slot_wants, slot, control.name, "a record: names and values")
            .at(described(value))
            .help("write {name: value}");
        return error_node(at);
    }
    return add({s.json(), at, ir::Convert{value, ir::Conversion::to_json, 1, {}, {}, {}, {}}},
               known(value));
}

std::optional<ir::ExprId> Checker::record_to_slot(ir::ExprId value, TypeId wanted,
                                                  const Control& control, const std::string& slot,
                                                  std::string_view place, Span at) {
    if (!control.parts.empty() && store().is<types::MapType>(wanted)) {
        return buckets(value, wanted, control, slot, place, at);
    }
    if (!control.kind->schema.empty()) {
        return stored_json(value, wanted, control, slot, place, at);
    }
    return std::nullopt;
}

}  // namespace lsmap::check
