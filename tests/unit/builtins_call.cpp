#include "builtins_call.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lsmap::test {
namespace {

Typed converted(const Typed& from, TypeId to, BuiltinCalls& calls) {
    const types::TypeStore& t = calls.t;
    const TypeId wanted = t.without_optional(to);
    const auto* list = t.as<types::ListType>(wanted);
    const auto* from_list = t.as<types::ListType>(from.type);
    if (!from.value.present()) {
        return {to, from.value};
    }
    if (from.type == t.integer() && wanted == t.number()) {
        return calls.number(static_cast<double>(from.value.integer));
    }
    if (list != nullptr && from_list != nullptr && from_list->element != list->element) {
        const TypeId element = list->element, from_element = from_list->element;
        std::vector<Typed> items;
        for (const Value& item : from.value.list()) {
            items.push_back(converted({from_element, item}, element, calls));
        }
        return calls.list(element, items);
    }
    return {to, from.value};
}

}  // namespace

Typed BuiltinCalls::call_row(const builtins::Builtin& row, const std::vector<Typed>& args) {
    const types::Signature& signature = signatures.of(row.signature);
    std::vector<types::Argument> arguments;
    for (std::size_t i = 0; i < args.size(); ++i) {
        types::Argument argument{.type = args[i].type};
        const bool is_selector = i < signature.params.size() && signature.params[i].selector;
        const auto* values = t.as<types::ListType>(args[i].type);
        if (is_selector && values != nullptr) {  // given as the list of the field's values
            argument.type = values->element;
            argument.selector = true;
        }
        arguments.push_back(argument);
    }
    const auto matched = types::match_signature(signature, arguments, row.present_if_not_empty, t);
    if (const auto* mismatch = std::get_if<types::Mismatch>(&matched)) {
        throw mismatch->reason;
    }
    const auto& match = std::get<types::Match>(matched);
    std::vector<Value> values;
    std::vector<TypeId> argument_types;
    std::vector<const Value*> constants;
    for (const types::Match::Place& place : match.places) {
        argument_types.push_back(place.type);
        values.push_back(place.argument ? converted(args[*place.argument], place.type, *this).value
                                        : data::missing_value());
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        constants.push_back(argument_types[i] == t.string() && values[i].present() ? &values[i]
                                                                                   : nullptr);
    }
    std::unique_ptr<builtins::Prepared> prepared;
    if (row.prepare != nullptr) {
        std::string problem;
        prepared = row.prepare(constants, problem);
        if (!problem.empty()) {
            throw builtins::DataError{problem};
        }
    }
    builtins::CallContext context{arena,     t, argument_types, match.result, prepared.get(),
                                  file_path, 4};
    return {match.result, row.call(values, context)};
}

Typed BuiltinCalls::call(std::string_view name, const std::vector<Typed>& args) {
    std::string reason = "there is no builtin of that name";
    for (const builtins::Builtin* row : builtins::find(name)) {
        try {
            return call_row(*row, args);
        } catch (const std::string& misfit) {
            reason = misfit;
        }
    }
    throw reason;
}

std::string BuiltinCalls::error(std::string_view name, const std::vector<Typed>& args) {
    try {
        call(name, args);
    } catch (const builtins::DataError& data_error) {
        return data_error.message;
    }
    return "";
}

std::string BuiltinCalls::show(const Typed& typed) const {
    const Value& value = typed.value;
    const TypeId type = t.without_optional(typed.type);
    if (!value.present()) {
        return "missing";
    }
    const TypeId base = t.base_of_literal(type);
    if (base == t.integer() || t.is<types::OffsetType>(type)) {
        return fmt::format("{}", value.integer);
    }
    if (type == t.boolean()) {
        return value.boolean ? "true" : "false";
    }
    if (base == t.string()) {
        return fmt::format("\"{}\"", value.str());
    }
    if (const auto* span = t.as<types::SpanType>(type)) {
        return fmt::format("{}..{}", show({span->of, value.items[0]}),
                           show({span->of, value.items[1]}));
    }
    if (const auto* list = t.as<types::ListType>(type)) {
        std::string out;
        for (const Value& item : value.list()) {
            out += (out.empty() ? "" : ", ") + show({list->element, item});
        }
        return "[" + out + "]";
    }
    const bool is_shape = t.is<types::BoxType>(type) || t.is<types::PolygonType>(type) ||
                          t.is<types::PointType>(type);
    return is_shape ? fmt::format("({})", fmt::join(value.numbers(), " "))
                    : fmt::format("{}", value.number);
}

bool BuiltinCalls::is_in(const Value& value, TypeId type) const {
    if (const auto* optional = t.as<types::OptionalType>(type)) {
        return value.missing() || is_in(value, optional->inner);
    }
    if (!value.present()) {
        return false;
    }
    if (const auto* list = t.as<types::ListType>(type)) {
        bool fits = value.size >= types::fewest_elements(t, type);
        for (const Value& item : value.list()) {
            fits = fits && is_in(item, list->element);
        }
        return fits;
    }
    if (t.is<types::SpanType>(type)) {
        return value.size == 2 && 0 <= value.items[0].integer &&
               value.items[0].integer <= value.items[1].integer;
    }
    if (const auto* score = t.as<types::ScoreType>(type)) {
        return value.number >= 0 && value.number <= (score->percent ? 100 : 1);
    }
    const bool is_number = type == t.number() || t.is<types::LengthType>(type) ||
                           t.is<types::TimeType>(type) || t.is<types::AngleType>(type) ||
                           t.is<types::LogitType>(type);
    if (is_number) {
        return std::isfinite(value.number);
    }
    const std::size_t reals = t.is<types::BoxType>(type) ? 4 : t.is<types::PointType>(type) ? 2 : 0;
    if (reals != 0 || t.is<types::PolygonType>(type)) {
        bool fits = reals == 0 ? value.size % 2 == 0 : value.size == reals;
        for (const double number : value.numbers()) {
            fits = fits && std::isfinite(number);
        }
        return fits;
    }
    return true;
}

}  // namespace lsmap::test
