#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "builtins/limits.hpp"

#include <re2/re2.h>

namespace lsmap::builtins {
namespace {

struct Regex : Prepared {
    explicit Regex(std::string_view pattern, const RE2::Options& options)
        : expression(re2::StringPiece(pattern.data(), pattern.size()), options) {}
    RE2 expression;
};

std::unique_ptr<Prepared> compile(std::span<const Value* const> constants, std::string& problem) {
    if (constants[1] == nullptr) {
        problem = "the regular expression is to be written in the rules, not taken from the data";
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

constexpr std::string_view family = "strings";

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
};

}  // namespace

std::span<const Builtin> regex_rows() { return rows; }

}  // namespace lsmap::builtins
