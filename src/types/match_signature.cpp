#include "types/bindings.hpp"
#include "types/signature.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::types {
namespace {

// Which argument goes to which parameter.
struct Seat {
    std::size_t param;
    std::optional<std::size_t> argument;
};

std::variant<std::vector<Seat>, Mismatch> seats_of(const Signature& signature,
                                                   std::span<const Argument> arguments) {
    std::vector<std::optional<std::size_t>> of_param(signature.params.size());
    std::vector<std::size_t> rest;
    std::size_t next = 0;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::size_t param = next;
        if (!arguments[i].name.empty()) {
            const auto found =
                std::ranges::find(signature.params, arguments[i].name, &Signature::Param::name);
            if (found == signature.params.end()) {
                return Mismatch{i, "",
                                fmt::format("there is no parameter `{}`", arguments[i].name)};
            }
            param = static_cast<std::size_t>(found - signature.params.begin());
            if (of_param[param]) {
                return Mismatch{i, "", fmt::format("`{}` is given twice", arguments[i].name)};
            }
        } else if (next < signature.params.size() && signature.params[next].variadic) {
            rest.push_back(i);
            continue;
        } else if (next >= signature.params.size()) {
            const std::size_t most = signature.params.size();
            return Mismatch{i, "",
                            fmt::format("it takes {} argument{}", most, most == 1 ? "" : "s")};
        } else if (of_param[next]) {
            return Mismatch{i, "", fmt::format("`{}` is given twice", signature.params[next].name)};
        } else {
            ++next;
        }
        of_param[param] = i;
    }
    std::vector<Seat> seats;
    for (std::size_t p = 0; p < signature.params.size(); ++p) {
        const Signature::Param& param = signature.params[p];
        if (param.variadic) {
            if (of_param[p]) {
                seats.push_back({p, of_param[p]});
            }
            std::ranges::for_each(rest, [&](std::size_t i) { seats.push_back({p, i}); });
            continue;
        }
        if (!of_param[p] && !param.optional) {
            return Mismatch{{}, "", fmt::format("`{}` is not given", param.name)};
        }
        seats.push_back({p, of_param[p]});
    }
    return seats;
}

Mismatch wrong_type(const Signature::Param& param, std::size_t argument, TypeId actual,
                    Bindings& bindings, TypeStore& types) {
    const std::string wanted = types.print(bindings.instantiate(param.type));
    const auto* list = types.as<ListType>(actual);
    if (list != nullptr && types.is_optional(list->element) && types.is<ListType>(param.type)) {
        return {argument, wanted, fmt::format("elements of `{}` may be missing", param.name)};
    }
    if (types.is_optional(actual)) {
        return {argument, wanted,
                fmt::format("`{}` wants {}; this may be missing", param.name, wanted)};
    }
    const Constraint* constraint = bindings.open_constraint(param.type);
    const auto* variable = types.as<VariableType>(param.type);
    std::string what =
        variable != nullptr && constraint != nullptr ? std::string(constraint->words) : wanted;
    if (variable == nullptr && constraint != nullptr) {
        what = fmt::format("{}, {} being {}", wanted, constraint->variable, constraint->words);
    }
    return {argument, wanted,
            fmt::format("`{}` wants {}; this is {}", param.name, what, types.print(actual))};
}

}  // namespace

std::uint32_t fewest_elements(const TypeStore& types, TypeId list) {
    const auto* type = types.as<ListType>(list);
    return type == nullptr ? 0 : type->exactly.value_or(type->at_least);
}

std::variant<Match, Mismatch> match_signature(const Signature& signature,
                                              std::span<const Argument> arguments,
                                              bool present_if_not_empty, TypeStore& types) {
    auto found = seats_of(signature, arguments);
    if (auto* mismatch = std::get_if<Mismatch>(&found)) {
        return std::move(*mismatch);
    }
    const auto& seats = std::get<std::vector<Seat>>(found);
    Bindings bindings(types);
    bool has_error = false;
    // Bare literals last: they take the type that the others settle.
    for (const bool literals : {false, true}) {
        for (const Seat& seat : seats) {
            if (!seat.argument || arguments[*seat.argument].literal.has_value() != literals) {
                continue;
            }
            const Argument& argument = arguments[*seat.argument];
            const Signature::Param& param = signature.params[seat.param];
            if (argument.selector != param.selector) {
                const std::string_view wanted =
                    param.selector ? "a field, as `.score`" : "a value, not a field";
                return Mismatch{*seat.argument, "",
                                fmt::format("`{}` wants {}", param.name, wanted)};
            }
            has_error |= types.is_error(argument.type);
            const bool takes_missing = param.optional && !param.selector;
            const TypeId pattern = takes_missing ? types.optional(param.type) : param.type;
            const bool fits = literals
                                  ? bindings.fit_literal(pattern, *argument.literal, argument.type)
                                  : bindings.fit(pattern, argument.type);
            if (!fits) {
                return wrong_type(param, *seat.argument, argument.type, bindings, types);
            }
        }
    }
    const TypeId unbound = has_error ? types.error() : types.never();
    Match match{{}, bindings.instantiate(signature.result, unbound)};
    for (const Seat& seat : seats) {
        const Signature::Param& param = signature.params[seat.param];
        const TypeId type = bindings.instantiate(param.type, unbound);
        match.places.push_back(
            {seat.argument, param.selector ? types.list(type) : type, param.optional});
    }
    if (present_if_not_empty && !match.places.empty() && match.places[0].argument &&
        fewest_elements(types, arguments[*match.places[0].argument].type) > 0) {
        match.result = types.without_optional(match.result);
    }
    return match;
}

}  // namespace lsmap::types
