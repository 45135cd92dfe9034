#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/next_entry.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>
#include <set>

namespace lsmap::check {
namespace {

using Literals = ir::MatchArm::Literals;

struct MatchState {
    ir::ExprId subject;
    TypeId whole;  // without `?`
    bool may_be_missing;
    std::vector<TypeId> all;   // alternatives as the run-time value counts them
    std::vector<TypeId> left;  // those that no arm has taken
    bool missing_left;
    bool open_left = true;       // of ints, strings, …: some value is not taken
    std::set<std::string> seen;  // literal keys
    bool bool_seen[2] = {false, false};
};

std::vector<TypeId> alternatives_of(const types::TypeStore& store, TypeId type) {
    const auto* whole = store.as<types::UnionType>(type);
    return whole == nullptr ? std::vector{type} : whole->alternatives;
}

bool is_closed(const types::TypeStore& store, const std::vector<TypeId>& all) {
    return std::ranges::all_of(all, [&](TypeId t) { return store.is<types::LiteralType>(t); });
}

}  // namespace

ir::ExprId Checker::match(ast::ExprId id, const ast::Match& match_of,
                          std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    const Span span = ast_expr(id).span;
    const ir::ExprId subject = expr(match_of.subject);
    const TypeId type = type_of(subject);
    const bool broken = s.is_error(type);
    if (s.without_optional(type) == s.json()) {
        return json_match(subject, match_of, span, expected);
    }
    MatchState state{};
    state.subject = subject;
    state.whole = s.without_optional(type);
    state.may_be_missing = s.is_optional(type) || type == s.null();
    state.missing_left = state.may_be_missing;
    state.left = alternatives_of(s, state.whole);
    const bool is_union = s.is<types::UnionType>(state.whole);
    state.all = is_union ? alternatives_of(s, known(subject).decoded_union.value_or(state.whole))
                         : state.left;
    // Two alternatives of the same values are told apart by what they are declared as.
    const TypeId decoded = known(subject).decoded_union.value_or(state.whole);
    const auto* decoded_union = is_union ? s.as<types::UnionType>(decoded) : nullptr;
    const std::vector<TypeId> declared =
        decoded_union == nullptr ? std::vector<TypeId>{} : decoded_union->declared;
    std::vector<bool> taken_places(declared.size());
    const bool closed = is_closed(s, state.left);
    const bool by_type = is_union && !closed;
    const TypeId base = s.base_of_literal(state.whole);
    const std::optional<Path> path = known(subject).path;

    ir::Match made{subject, {}};
    TypeId result = s.never();
    std::string why_missing;
    const auto exhausted = [&] {
        return !state.missing_left && (by_type || closed ? state.left.empty() : !state.open_left);
    };
    bool arm_told = false;
    const auto unreachable = [&](Span at, const std::string& why) {
        if (!broken && !std::exchange(arm_told, true)) {
            sink_.emit(at, diag::arm_never_reached, why);
        }
    };
    // Literals over a union that has others too: each is an alternative of its own, or a value of a
    // plain one, which then still wants an arm for its other values. One test for each key.
    const auto union_literals = [&](const ast::PatternLiterals& pattern, Span arm_span) {
        std::vector<ir::MatchArm> tests;
        for (const ast::PatternLiterals::Key& key : pattern.keys) {
            const Span at = ast_expr(key.value).span;
            const ir::ExprId first = expr(key.value, state.whole);
            const ir::ExprId last = key.last ? expr(*key.last, state.whole) : first;
            const TypeId given = type_of(first);
            const auto number_of = [&](TypeId wanted) {
                return static_cast<std::uint16_t>(std::ranges::find(state.all, wanted) -
                                                  state.all.begin());
            };
            const auto is_one = [&](TypeId wanted) { return number_of(wanted) < state.all.size(); };
            if (!key.last && is_one(given) && s.is<types::LiteralType>(given)) {
                tests.push_back({ir::MatchArm::Alternative{{number_of(given)}}, {}, {}});
                if (std::erase(state.left, given) == 0) {
                    unreachable(arm_span, fmt::format("{} is taken above", print(given)));
                }
                continue;
            }
            const auto* from = constant(first);
            const auto* to = constant(last);
            const TypeId bare = s.base_of_literal(given);
            const bool as_number = bare == s.integer() && !is_one(bare) && is_one(s.number());
            const TypeId plain = as_number ? s.number() : bare;
            const bool comparable = from != nullptr && to != nullptr && is_one(plain) &&
                                    s.base_of_literal(type_of(last)) == bare &&
                                    (!key.last || plain == s.integer());
            if (!comparable) {
                if (!s.is_error(given) && !s.is_error(type_of(last))) {
                    auto& report = sink_.emit(at, diag::never_equal, print(given), print(type));
                    report.label(node(subject).span, described(subject));
                    if (key.last && is_one(s.number())) {
                        report.note("a range holds whole numbers, and these are of type number");
                    }
                }
                continue;
            }
            const data::Value low =
                as_number ? data::of_number(static_cast<double>(from->integer)) : *from;
            if (std::ranges::find(state.left, plain) == state.left.end() ||
                !state.seen.insert(source_text(at)).second) {
                unreachable(at, std::ranges::find(state.left, plain) == state.left.end()
                                    ? fmt::format("{} is taken above", print(plain))
                                    : "this key stands above already");
            }
            tests.push_back({Literals{{{low, as_number ? low : *to}},
                                      compare_by(plain).value_or(ir::CompareBy::text),
                                      {number_of(plain)}},
                             {},
                             {}});
        }
        return tests;
    };
    for (const ast::MatchArm& arm : match_of.arms) {
        const ScopeGuard scope(*this);
        ir::MatchArm checked{ir::MatchArm::Any{}, std::nullopt, {}};
        std::vector<ir::MatchArm> further;  // tests that lead to the same value
        bool also_missing = false;
        arm_told = false;
        if (!broken && exhausted()) {
            unreachable(arm.span, "the arms above take everything");
        }
        Facts facts;
        std::visit(
            Overloaded{
                [&](const ast::PatternAny&) {
                    if (path && by_type && !state.left.empty()) {
                        TypeId rest = state.left.size() == 1
                                          ? state.left[0]
                                          : s.intern(types::UnionType{state.left});
                        facts[*path] = state.missing_left ? s.optional(rest) : rest;
                    } else if (path && state.may_be_missing && !state.missing_left) {
                        facts[*path] = state.whole;
                    }
                    state.left.clear();
                    state.open_left = false;
                    state.missing_left = false;
                },
                [&](const ast::PatternMissing&) {
                    checked.test = ir::MatchArm::Missing{};
                    if (!state.may_be_missing) {
                        unreachable(arm.span, fmt::format("{} is never missing", print(type)));
                    }
                    state.missing_left = false;
                },
                [&](const ast::PatternType& pattern) {
                    const TypeId written = declared_type(pattern.type);
                    const TypeId wanted = s.value_type(written);
                    if (broken || s.is_error(wanted)) {
                        declare(pattern.binder, s.error(), ir::VariableKind::binder);
                        state.open_left = false;
                        state.left.clear();
                        return;
                    }
                    const bool takes_missing = s.is_optional(wanted);
                    const TypeId inner = s.without_optional(wanted);
                    ir::MatchArm::Alternative test;
                    std::vector<TypeId> taken;
                    const std::vector<TypeId> written_ones =
                        alternatives_of(s, s.without_optional(written));
                    for (const TypeId one : alternatives_of(s, inner)) {
                        auto at = std::ranges::find_if(state.all, [&](TypeId t) {
                            return t == one || (fits(one, t) && fits(t, one));
                        });
                        bool has_twin = false;  // another alternative has the same values
                        bool is_free = false;
                        for (std::size_t i = 0; i < declared.size(); ++i) {
                            has_twin |= std::ranges::count(state.all, one) > 1;
                            const bool is_it =
                                std::ranges::find(written_ones, declared[i]) != written_ones.end();
                            if (is_it && state.all[i] == one && !taken_places[i]) {
                                at = state.all.begin() + static_cast<std::ptrdiff_t>(i);
                                taken_places[i] = true;
                                is_free = true;
                                break;
                            }
                        }
                        if (has_twin && !is_free) {
                            unreachable(arm.span, fmt::format("{} is taken above, or never stands "
                                                              "here",
                                                              print(written)));
                            continue;
                        }
                        const bool whole_type = !is_union && fits(state.whole, one);
                        if (at == state.all.end() && !whole_type) {
                            sink_
                                .emit(ast_type(pattern.type).span, diag::arm_never_reached,
                                      fmt::format("{} is never {}", print(type), print(one)))
                                .label(node(subject).span, described(subject));
                            continue;
                        }
                        const TypeId alternative = whole_type ? state.whole : *at;
                        if (is_union) {
                            test.alternatives.push_back(
                                static_cast<std::uint16_t>(at - state.all.begin()));
                            const auto place = std::ranges::find(state.left, alternative);
                            if (place == state.left.end()) {
                                unreachable(arm.span, fmt::format("{} is taken above", print(one)));
                            } else {
                                state.left.erase(place);
                            }
                        } else {
                            state.open_left = false;
                        }
                        taken.push_back(alternative);
                    }
                    TypeId bound = taken.empty()       ? s.error()
                                   : taken.size() == 1 ? taken[0]
                                                       : s.intern(types::UnionType{taken});
                    if (takes_missing && state.missing_left && !taken.empty()) {
                        bound = s.optional(bound);
                        also_missing = true;
                        state.missing_left = false;
                    }
                    checked.test = std::move(test);
                    checked.binder = declare(pattern.binder, bound, ir::VariableKind::binder,
                                             known(subject).origin);
                    if (checked.binder && taken.size() > 1) {
                        decoded_unions_.emplace(*checked.binder,
                                                known(subject).decoded_union.value_or(state.whole));
                    }
                    if (path) {
                        facts[*path] = bound;
                    }
                },
                [&](const ast::PatternLiterals& pattern) {
                    if (by_type) {
                        further = union_literals(pattern, arm.span);
                        // None left: every key was reported.
                        checked.test = further.empty() ? ir::MatchArm::Alternative{{}}
                                                       : std::move(further.back().test);
                        if (!further.empty()) {
                            further.pop_back();
                        }
                        return;
                    }
                    Literals test;
                    test.by = compare_by(base).value_or(ir::CompareBy::text);
                    std::vector<TypeId> taken;
                    for (const ast::PatternLiterals::Key& key : pattern.keys) {
                        const Span at = ast_expr(key.value).span;
                        const ir::ExprId first = expr(key.value, state.whole);
                        const ir::ExprId last = key.last ? expr(*key.last, state.whole) : first;
                        if (broken || s.is_error(type_of(first)) || s.is_error(type_of(last))) {
                            continue;
                        }
                        const auto* value = constant(first);
                        const auto* end = constant(last);
                        const TypeId given = type_of(first);
                        const bool bare = fits(given, base) || fits(base, given);
                        if (value == nullptr || end == nullptr || !bare ||
                            (key.last && base != s.integer() && !s.is<types::OffsetType>(base))) {
                            sink_.emit(at, diag::never_equal, print(given), print(type))
                                .label(node(subject).span, described(subject))
                                .note(
                                    "the keys of `match` are literals of the type of what is "
                                    "matched");
                            continue;
                        }
                        std::string name;
                        if (base == s.string() || base == s.id()) {
                            name = std::string(value->str());
                        } else if (base == s.boolean()) {
                            name = value->boolean ? "true" : "false";
                            state.bool_seen[value->boolean ? 1 : 0] = true;
                            state.open_left = !(state.bool_seen[0] && state.bool_seen[1]);
                        } else if (test.by == ir::CompareBy::integer) {
                            name = fmt::format("{}..{}", value->integer, end->integer);
                        } else {
                            name = source_text(at);
                        }
                        if (!state.seen.insert(name).second) {
                            unreachable(at, "this key stands above already");
                        }
                        if (closed) {
                            const auto in_range = [&](TypeId t) {
                                const auto* literal = s.as<types::LiteralType>(t);
                                if (const auto* number =
                                        std::get_if<std::int64_t>(&literal->value)) {
                                    return base == s.integer() && *number >= value->integer &&
                                           *number <= end->integer;
                                }
                                return std::get<std::string>(literal->value) == name;
                            };
                            std::ranges::copy_if(state.all, std::back_inserter(taken), in_range);
                            if (std::ranges::none_of(state.all, in_range)) {
                                unreachable(at,
                                            fmt::format("{} is never that", print(state.whole)));
                            }
                            std::erase_if(state.left, in_range);
                        }
                        test.keys.push_back({*value, *end});
                    }
                    checked.test = std::move(test);
                    if (!taken.empty() && path) {
                        facts[*path] =
                            taken.size() == 1 ? taken[0] : s.intern(types::UnionType{taken});
                    } else if (path && state.may_be_missing) {
                        facts[*path] = state.whole;
                    }
                    if (const auto& object = known(subject).discriminated;
                        object && !taken.empty()) {
                        std::vector<TypeId> with;
                        for (const TypeId one : alternatives_of(s, type_along(*object))) {
                            const auto* record = s.as<types::RecordType>(one);
                            const auto& name = known(subject).discriminator;
                            const auto has =
                                std::ranges::find(record->fields, name, &types::Field::name);
                            const std::vector<TypeId> kinds = alternatives_of(s, has->type);
                            if (std::ranges::find_first_of(taken, kinds) != taken.end()) {
                                with.push_back(one);
                            }
                        }
                        if (!with.empty()) {
                            facts[*object] =
                                with.size() == 1 ? with[0] : s.intern(types::UnionType{with});
                        }
                    }
                },
            },
            arm.pattern);
        assume(facts);
        const auto hint = expected              ? expected
                          : result == s.never() ? std::nullopt
                                                : std::optional(result);
        checked.value = expr(arm.value, hint);
        result = common_type(result, type_of(checked.value), ast_expr(arm.value).span,
                             "the arms of this `match`");
        why_missing = why_missing.empty() ? known(checked.value).why_missing : why_missing;
        for (ir::MatchArm& test : further) {
            test.value = checked.value;
            made.arms.push_back(std::move(test));
        }
        if (also_missing) {
            made.arms.push_back({ir::MatchArm::Missing{}, checked.binder, checked.value});
        }
        made.arms.push_back(std::move(checked));
    }
    if (broken || match_of.broken || s.is_error(result)) {
        return error_node(span);
    }
    if (!exhausted()) {
        std::string lacks;
        std::vector<std::string> arms;
        for (TypeId one : state.left) {
            for (std::size_t i = 0; i < declared.size(); ++i) {
                if (state.all[i] == one && !taken_places[i]) {
                    taken_places[i] = true;
                    one = declared[i];
                    break;
                }
            }
            lacks += (lacks.empty() ? "`" : ", `") + print(one) + "`";
            arms.push_back((s.is<types::LiteralType>(one) ? "" : "it: ") + print(one));
        }
        if (!by_type && !closed) {
            lacks = state.open_left ? "other values" : "";
            arms = state.open_left ? std::vector<std::string>{"_"} : std::vector<std::string>();
        }
        if (state.missing_left) {
            lacks += lacks.empty() ? "a missing value" : " and a missing value";
            arms.emplace_back("missing");
        }
        auto& report =
            sink_.emit(node(subject).span, diag::match_not_exhaustive, lacks)
                .at(described(subject))
                .help(state.missing_left && state.left.empty() ? "add an arm `missing -> …`"
                                                               : "add an arm `_ -> …`");
        if (!match_of.arms.empty()) {
            const ast::MatchArm& last = match_of.arms.back();
            const Span whole = join(last.span, ast_expr(last.value).span);
            std::string added;
            for (const std::string& arm : arms) {
                added += next_entry(environment_.sources, whole, arm + " -> fail");
            }
            report.fix({whole.end, whole.end, whole.file}, std::move(added), diag::Safe::no);
        }
        return error_node(span);
    }
    for (ir::MatchArm& arm : made.arms) {
        arm.value = convert(arm.value, result);
    }
    Known facts;
    facts.why_missing = why_missing;
    return add({result, span, std::move(made)}, std::move(facts));
}

}  // namespace lsmap::check
