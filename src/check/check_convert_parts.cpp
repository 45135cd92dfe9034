#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>

// Lists and records into slots: keyframes of a track, vertices of a line.
namespace lsmap::check {

// A value that may be missing: its parts are converted where it is there.
std::optional<ir::ExprId> Checker::slot_of_present(ir::ExprId value, TypeId wanted,
                                                   const SlotPlace& place) {
    const TypeId inner = store().without_optional(type_of(value));
    const ir::VariableId it =
        program_.variables.add({"", inner, ir::VariableKind::binder, place.at});
    const std::optional<ir::ExprId> rest = slot_value(use(it, place.at), wanted, place);
    if (!rest || store().is_error(type_of(*rest))) {
        return rest;
    }
    return add({store().optional(type_of(*rest)), place.at, ir::Chain{value, it, *rest}},
               known(value));
}

std::optional<ir::ExprId> Checker::slot_list(ir::ExprId value, TypeId wanted,
                                             const SlotPlace& place) {
    const TypeId from = store().without_optional(type_of(value));
    const types::ListType to = *store().as<types::ListType>(wanted);
    if (const auto* polygon = store().as<types::PolygonType>(from)) {
        const TypeId point = store().intern(types::PointType{polygon->unit, polygon->variable});
        const TypeId points = store().list(point);
        ir::Convert made{};
        made.value = value;
        made.conversion = ir::Conversion::polygon_points;
        const bool may_miss = store().is_optional(type_of(value));
        value = add({may_miss ? store().optional(points) : points, place.at, std::move(made)},
                    Known{{}, known(value).origin});
        return slot_list(value, wanted, place);
    }
    const auto* list = store().as<types::ListType>(from);
    if (list == nullptr || (to.exactly && list->exactly != to.exactly)) {
        return std::nullopt;
    }
    if (list->element == to.element || list->exactly == 0U) {
        return value;
    }
    if (store().is_optional(type_of(value))) {
        return slot_of_present(value, wanted, place);
    }
    const TypeId element = list->element;
    if (store().is_optional(element) && !store().is_optional(to.element)) {
        return std::nullopt;
    }
    const auto exactly = list->exactly;
    const std::uint32_t least = exactly.value_or(list->at_least);
    const TypeId inner = store().without_optional(to.element);
    const auto list_of = [&](TypeId type, auto made) {
        const TypeId whole = store().intern(types::ListType{type, least, exactly});
        return add({whole, place.at, std::move(made)}, Known{{}, known(value).origin});
    };
    if (const auto* literal = std::get_if<ir::MakeList>(&node(value).node)) {
        const std::vector<ir::ExprId> elements = literal->elements;
        ir::MakeList made;
        for (const ir::ExprId each : elements) {
            const std::optional<ir::ExprId> converted =
                slot_value(each, inner, {place.control, place.object, place.slot, node(each).span});
            if (!converted || store().is_error(type_of(*converted))) {
                return converted;
            }
            made.elements.push_back(*converted);
        }
        return list_of(made.elements.empty() ? element : type_of(made.elements.front()), made);
    }
    // What a query gives is converted where it is made; other lists are gone through for it.
    ir::Query query;
    if (const auto* given = std::get_if<ir::Query>(&node(value).node)) {
        query = *given;
    } else {
        const ir::VariableId it =
            program_.variables.add({"", element, ir::VariableKind::binder, place.at});
        query.clauses.push_back({place.at, ir::For{ir::SourceKind::list, {it}, {value}, false}});
        query.element = use(it, place.at);
    }
    const std::optional<ir::ExprId> converted = slot_value(
        query.element, inner, {place.control, place.object, place.slot, node(query.element).span});
    if (!converted || store().is_error(type_of(*converted))) {
        return converted;
    }
    query.element = *converted;
    return list_of(type_of(*converted), std::move(query));
}

std::optional<ir::ExprId> Checker::slot_record(ir::ExprId value, TypeId wanted,
                                               const SlotPlace& place) {
    const TypeId from = store().without_optional(type_of(value));
    if (from == wanted) {
        return value;
    }
    const types::RecordType to = *store().as<types::RecordType>(wanted);
    const auto is_needed = [&](const types::Field& field) {
        return !store().is_optional(field.type);
    };
    const bool is_one_point = store().is<types::PointType>(from) &&
                              std::ranges::count_if(to.fields, is_needed) == 1 &&
                              store().is<types::PointType>(to.fields.front().type);
    const auto* record = store().as<types::RecordType>(from);
    if (record == nullptr && !is_one_point) {
        return std::nullopt;
    }
    if (store().is_optional(type_of(value))) {
        return slot_of_present(value, wanted, place);
    }
    const types::RecordType given = record == nullptr ? types::RecordType{} : *record;
    const auto* literal = std::get_if<ir::MakeRecord>(&node(value).node);
    const std::vector<ir::ExprId> parts =
        literal == nullptr ? std::vector<ir::ExprId>{} : literal->fields;
    types::RecordType type;
    ir::MakeRecord made;
    for (const types::Field& field : to.fields) {
        const auto same = std::ranges::find(given.fields, field.name, &types::Field::name);
        ir::ExprId part = value;
        if (record != nullptr && same != given.fields.end()) {
            const auto index = static_cast<std::uint32_t>(same - given.fields.begin());
            part = parts.empty() ? field_at(value, index, place.at) : parts[index];
        } else if (!is_needed(field)) {
            part = constant_node(field.type, data::missing_value(), place.at);
        } else if (record != nullptr) {
            sink_
                .emit(place.at, diag::wrong_type,
                      fmt::format("slot `{}` of control `{}`", place.slot,
                                  config().controls[place.control].name),
                      print(wanted), print(from))
                .at(described(value))
                .help(fmt::format("it has no `{}`", field.name));
            return error_node(place.at);
        }
        const std::string subject = fmt::format("`{}` in slot `{}` of control `{}`", field.name,
                                                place.slot, config().controls[place.control].name);
        const TypeId part_type = type_of(part);
        const Span at = node(part).span;
        if (is_needed(field) && store().is_optional(part_type)) {
            report_missing(part, store().without_optional(part_type), subject, at);
            return error_node(place.at);
        }
        const std::optional<ir::ExprId> converted =
            slot_value(part, store().without_optional(field.type),
                       {place.control, place.object, place.slot, at});
        part = converted ? *converted : require(part, field.type, subject, at);
        if (store().is_error(type_of(part))) {
            return error_node(place.at);
        }
        types::Field own = field;
        own.type = type_of(part);
        type.fields.push_back(std::move(own));
        made.fields.push_back(part);
    }
    return add({store().intern(std::move(type)), place.at, std::move(made)},
               Known{{}, known(value).origin});
}

}  // namespace lsmap::check
