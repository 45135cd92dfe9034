#include "builtins_call.hpp"

#include "base/overloaded.hpp"
#include "data/mask.hpp"

#include <fmt/format.h>

#include <algorithm>
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
    if (base == t.integer() || t.is<types::OffsetType>(type) || t.is<types::FrameType>(type) ||
        t.is<types::DateTimeType>(type)) {
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
    if (const auto* record = t.as<types::RecordType>(type)) {
        std::string out;
        for (std::size_t i = 0; i < record->fields.size(); ++i) {
            out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", record->fields[i].name,
                               show({record->fields[i].type, value.items[i]}));
        }
        return "{" + out + "}";
    }
    if (t.is<types::MaskType>(type)) {
        const raster::Mask mask = data::mask_of(value);
        return fmt::format("{}x{}: {}", mask.width, mask.height, fmt::join(mask.runs, " "));
    }
    const bool is_shape = t.is<types::BoxType>(type) || t.is<types::PolygonType>(type) ||
                          t.is<types::PointType>(type) || t.is<types::OboxType>(type) ||
                          t.is<types::SizeType>(type);
    return is_shape ? fmt::format("({})", fmt::join(value.numbers(), " "))
                    : fmt::format("{}", value.number);
}

namespace {

bool all_finite(std::span<const double> numbers) {
    return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}
bool is_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t size = lead < 0x80   ? 1
                                 : lead < 0xC2 ? 0
                                 : lead < 0xE0 ? 2
                                 : lead < 0xF0 ? 3
                                               : 4;
        if (size == 0 || lead > 0xF4 || i + size > text.size()) {
            return false;
        }
        for (std::size_t k = 1; k < size; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) {
                return false;
            }
        }
        i += size;
    }
    return true;
}
bool is_mask(const Value& value) {
    const raster::Mask mask = data::mask_of(value);
    std::uint64_t sum = 0;
    for (const raster::Run run : mask.runs) {
        sum += run;
    }
    return sum == mask.pixels();
}

}  // namespace

bool BuiltinCalls::is_in(const Value& value, TypeId type) const {
    if (const auto* optional = t.as<types::OptionalType>(type)) {
        return value.missing() || is_in(value, optional->inner);
    }
    if (!value.present()) {
        return false;
    }
    const auto has_box_order = [&] {
        return value.reals[0] <= value.reals[2] && value.reals[1] <= value.reals[3];
    };
    const auto is_number_list = [&](std::size_t size) {
        return value.size == size && all_finite(value.numbers());
    };
    return std::visit(
        Overloaded{
            [&](const types::BoolType&) { return true; },
            [&](const types::IntType&) { return true; },
            [&](const types::DateTimeType&) { return true; },
            [&](const types::OffsetType&) { return value.integer >= 0; },
            [&](const types::FrameType& f) { return value.integer >= f.base; },
            [&](const types::StringType&) { return is_utf8(value.str()); },
            [&](const types::IdType&) { return is_utf8(value.str()); },
            [&](const types::LiteralType& literal) {
                const auto* text = std::get_if<std::string>(&literal.value);
                return text != nullptr ? value.str() == *text
                                       : value.integer == std::get<std::int64_t>(literal.value);
            },
            [&](const types::UnionType& either) {
                return std::ranges::any_of(either.alternatives,
                                           [&](TypeId one) { return is_in(value, one); });
            },
            [&](const types::ScoreType& score) {
                return value.number >= 0 && value.number <= (score.percent ? 100 : 1);
            },
            [&](const types::NumberType&) { return std::isfinite(value.number); },
            [&](const types::LogitType&) { return std::isfinite(value.number); },
            [&](const types::LengthType&) { return std::isfinite(value.number); },
            [&](const types::TimeType&) { return std::isfinite(value.number); },
            [&](const types::AngleType&) { return std::isfinite(value.number); },
            [&](const types::PointType&) { return is_number_list(2); },
            [&](const types::SizeType&) { return is_number_list(2); },
            [&](const types::BoxType&) { return is_number_list(4) && has_box_order(); },
            [&](const types::OboxType&) {
                return is_number_list(8) ||
                       (is_number_list(5) && value.reals[2] >= 0 && value.reals[3] >= 0);
            },
            [&](const types::PolygonType&) {
                return value.size % 2 == 0 && all_finite(value.numbers());
            },
            [&](const types::MaskType&) { return is_mask(value); },
            [&](const types::SpanType& span) {
                return value.size == 2 && is_in(value.items[0], span.of) &&
                       is_in(value.items[1], span.of) &&
                       (t.is<types::TimeType>(span.of)
                            ? value.items[0].number <= value.items[1].number
                            : value.items[0].integer <= value.items[1].integer);
            },
            [&](const types::ListType& list) {
                return value.size >= types::fewest_elements(t, type) &&
                       (!list.exactly || value.size == *list.exactly) &&
                       std::ranges::all_of(value.list(), [&](const Value& item) {
                           return is_in(item, list.element);
                       });
            },
            [&](const types::RecordType& record) {
                bool fits = value.size == record.fields.size();
                for (std::size_t i = 0; fits && i < record.fields.size(); ++i) {
                    fits = is_in(value.items[i], record.fields[i].type);
                }
                return fits;
            },
            [&](const auto&) { return false; },  // no builtin gives one so far
        },
        t[type]);
}

}  // namespace lsmap::test
