#include "builtins/build_value.hpp"
#include "builtins/code_points.hpp"
#include "builtins/families.hpp"
#include "builtins/limits.hpp"
#include "data/text_offsets.hpp"

#include <re2/re2.h>

namespace lsmap::builtins {
namespace {

struct Regex : Prepared {
    explicit Regex(std::string_view pattern, const RE2::Options& options)
        : expression(re2::StringPiece(pattern.data(), pattern.size()), options) {}
    RE2 expression;
};

// `\C` would take a byte out of a character.
bool takes_bytes(std::string_view pattern) {
    for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
        if (pattern[i] == '\\' && pattern[++i] == 'C') {
            return true;
        }
    }
    return false;
}

std::unique_ptr<Prepared> compile(std::span<const Value* const> constants, std::string& problem) {
    if (constants[1] == nullptr) {
        problem = "the regular expression is to be written in the rules, not taken from the data";
        return nullptr;
    }
    if (takes_bytes(constants[1]->str())) {
        problem =
            "`\\C` of a regular expression takes a byte, which may be a part of a character: write "
            "`.`";
        return nullptr;
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(regex_memory);
    auto regex = std::make_unique<Regex>(constants[1]->str(), options);
    if (!regex->expression.ok()) {
        problem =
            fmt::format("the regular expression cannot be read: {}", regex->expression.error());
        return nullptr;
    }
    return regex;
}

const RE2& expression_of(const CallContext& context) {
    return static_cast<const Regex*>(context.prepared)->expression;
}
re2::StringPiece piece(const Value& text) { return {text.text, text.size}; }

Value matches(Args args, CallContext& context) {
    const bool found =
        expression_of(context).Match(piece(args[0]), 0, args[0].size, RE2::UNANCHORED, nullptr, 0);
    return data::of_bool(found);
}

Value capture(Args args, CallContext& context) {
    const RE2& expression = expression_of(context);
    re2::StringPiece groups[2];
    const int wanted = expression.NumberOfCapturingGroups() > 0 ? 2 : 1;
    const bool found =
        expression.Match(piece(args[0]), 0, args[0].size, RE2::UNANCHORED, groups, wanted);
    const re2::StringPiece& group = groups[wanted - 1];
    if (!found || group.data() == nullptr) {  // no match, or a group that took no part in it
        return data::missing_value();
    }
    return data::of_text({group.data(), group.size()});
}

// Calls `each` with the groups of every match that is not empty, none overlapping the one before:
// the match itself first. A group that took no part in it has no data.
template <class Each>
void for_each_match(const RE2& expression, const Value& text, std::string_view what,
                    CallContext& context, Each each) {
    std::vector<re2::StringPiece> groups(
        static_cast<std::size_t>(expression.NumberOfCapturingGroups()) + 1);
    std::uint64_t searched = 0;
    for (std::size_t at = 0; at <= text.size;) {
        searched += text.size - at;
        if (searched > most_searched_bytes) {
            throw DataError{
                fmt::format("`{}` finds too much in a text of {} bytes", what, text.size)};
        }
        if (!expression.Match(piece(text), at, text.size, RE2::UNANCHORED, groups.data(),
                              static_cast<int>(groups.size()))) {
            break;
        }
        const auto begin = static_cast<std::size_t>(groups[0].data() - text.text);
        if (!groups[0].empty()) {
            each(groups);
            at = begin + groups[0].size();
        } else {
            at = begin < text.size ? begin + code_point_at(text.str(), begin).size : text.size + 1;
        }
    }
    context.work += text.size;
}

Value captures(Args args, CallContext& context) {
    const RE2& expression = expression_of(context);
    const std::size_t wanted = expression.NumberOfCapturingGroups() > 0 ? 1 : 0;
    std::vector<Value> found;
    for_each_match(expression, args[0], "captures", context, [&](const auto& groups) {
        if (groups[wanted].data() != nullptr) {
            found.push_back(data::of_text({groups[wanted].data(), groups[wanted].size()}));
        }
    });
    return new_list(found, context);
}

Value find_matches(Args args, CallContext& context) {
    const data::TextOffsets offsets(args[0].str());
    const auto point = [&](const char* at) {
        const auto byte = static_cast<std::size_t>(at - args[0].text);
        return static_cast<std::int64_t>(*offsets.code_point_of_byte(byte));
    };
    const auto part = [&](const re2::StringPiece& group, auto... more) {
        const Value fields[] = {
            data::of_text({group.data(), group.size()}),
            new_span(point(group.data()), point(group.data() + group.size()), context), more...};
        return new_list(fields, context);
    };
    std::vector<Value> found;
    for_each_match(expression_of(context), args[0], "find_matches", context, [&](const auto& all) {
        NewList groups(all.size() - 1, context);
        for (std::size_t i = 1; i < all.size(); ++i) {
            groups[i - 1] = all[i].data() == nullptr ? data::missing_value() : part(all[i]);
        }
        found.push_back(part(all[0], groups.value()));
    });
    return new_list(found, context);
}

constexpr std::string_view family = "strings", positions = "text positions";

constexpr Builtin rows[] = {
    {.signature = "matches(s: string, re: string) -> bool",
     .doc = "Whether the regular expression matches anywhere in the text. `^` and `$` bind it to "
            "the ends.",
     .examples = {{R"(matches("img_012.png", r"[0-9]+"))", "true"},
                  {R"(matches("a1", r"^[0-9]+$"))", "false"}},
     .call = matches,
     .prepare = compile,
     .family = family},
    {.signature = "capture(s: string, re: string) -> string?",
     .doc = "The first group of the first match, or the match where there are no groups; missing "
            "without a match.",
     .examples = {{R"x(capture("page 12 of 20", r"page (\d+)") ?? "")x", R"("12")"},
                  {R"(capture("abc", r"[0-9]") ?? "none")", R"("none")"}},
     .call = capture,
     .prepare = compile,
     .family = family},
    {.signature = "captures(s: string, re: string) -> [string]",
     .doc = "What `capture` gives of every match, none overlapping the one before; empty matches "
            "are left out.",
     .examples = {{R"x(captures("v1.2, v3.10", r"v(\d+)"))x", R"(["1", "3"])"},
                  {R"(captures("a-b_c", r"[a-z]"))", R"(["a", "b", "c"])"}},
     .call = captures,
     .prepare = compile,
     .family = family},
    {.signature =
         "find_matches(text: string, re: string) -> [{ text: string, span: span, groups: [{ text: "
         "string, span: span }?] }]",
     .doc = "Every match of the regular expression with its place, none overlapping the one "
            "before; empty ones "
            "are left out. `groups[0]` is what the first pair of brackets took, missing where it "
            "took no part.",
     .examples = {{R"([m.text for m in find_matches("größe 5, 12", r"\d+")])", R"(["5", "12"])"},
                  {R"([m.span.start for m in find_matches("größe 5, 12", r"\d+")])",
                   "[offset<char>(6), offset<char>(9)]"},
                  {R"x([m.groups[0]?.text ?? "" for m in find_matches("a=1 b=22", r"=(\d+)")])x",
                   R"(["1", "22"])"}},
     .call = find_matches,
     .prepare = compile,
     .family = positions},
};

}  // namespace

std::span<const Builtin> regex_rows() { return rows; }

}  // namespace lsmap::builtins
