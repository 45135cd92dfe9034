#include "base/exact_math.hpp"
#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "builtins/limits.hpp"
#include "data/compare.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace lsmap::builtins {
namespace {

using data::of_int;
using data::of_number;

Value abs(Args args, CallContext& context) {
    if (!is_int(context, context.argument_types[0])) {
        return of_number(std::fabs(args[0].number));
    }
    if (args[0].integer == std::numeric_limits<std::int64_t>::min()) {
        throw DataError{"the result of `abs` is too large for an int"};
    }
    return of_int(args[0].integer < 0 ? -args[0].integer : args[0].integer);
}

// A whole number as an int. 2^63 is the first that does not fit.
Value whole(double number, std::string_view what) {
    if (!(number >= -0x1p63 && number < 0x1p63)) {
        throw DataError{fmt::format("the result of `{}` is too large for an int", what)};
    }
    return of_int(static_cast<std::int64_t>(number));
}
Value floor(Args args, CallContext&) { return whole(std::floor(args[0].number), "floor"); }
Value ceil(Args args, CallContext&) { return whole(std::ceil(args[0].number), "ceil"); }
Value round(Args args, CallContext&) { return whole(std::round(args[0].number), "round"); }

// ---- decimals
// --------------------------------------------------------------------------------------

void check_digits(std::int64_t digits) {
    if (digits < 0 || digits > most_digits) {
        throw DataError{
            fmt::format("0 to {} digits can be asked for, not {}", most_digits, digits)};
    }
}
std::unique_ptr<Prepared> check_constant_digits(std::span<const Value* const> constants,
                                                std::string& problem) {
    if (constants[1] != nullptr &&
        (constants[1]->integer < 0 || constants[1]->integer > most_digits)) {
        problem = fmt::format("0 to {} digits can be asked for", most_digits);
    }
    return nullptr;
}
// The exact value of the binary64, rounded once; ties to the even digit. "-0.00" is "0.00".
std::string decimal(double number, std::int64_t digits) {
    check_digits(digits);
    std::string text = fmt::format("{:.{}f}", number, static_cast<int>(digits));
    const bool is_zero = text.find_first_not_of("-0.") == std::string::npos;
    return is_zero && text[0] == '-' ? text.substr(1) : text;
}
Value format(Args args, CallContext& context) {
    const bool from_int = is_int(context, context.argument_types[0]);
    if (!from_int) {
        return new_text(decimal(args[0].number, args[1].integer), context);
    }
    check_digits(args[1].integer);
    const auto digits = static_cast<std::size_t>(args[1].integer);
    const std::string zeros = digits == 0 ? "" : "." + std::string(digits, '0');
    return new_text(fmt::format("{}{}", args[0].integer, zeros), context);
}
Value round_to(Args args, CallContext&) {
    const std::string text = decimal(args[0].number, args[1].integer);
    double rounded = 0;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return of_number(rounded);
}

Value clamp(Args args, CallContext& context) {
    const types::TypeId type = context.argument_types[0];
    if (data::compare(args[2], args[1], type, context.types) < 0) {
        throw DataError{"the lower bound of `clamp` is above the upper one"};
    }
    if (data::compare(args[0], args[1], type, context.types) < 0) {
        return args[1];
    }
    return data::compare(args[2], args[0], type, context.types) < 0 ? args[2] : args[0];
}

// ---- exp and its kin
// ---------------------------------------------------------------------------------

Value exp(Args args, CallContext&) { return finite(exact_exp(args[0].number), "exp"); }

// Models compute log probabilities in binary32: one just above 0 means 1.
Value exp_logprob(Args args, CallContext&) {
    constexpr double slack = 1e-5;
    if (args[0].number > slack) {
        throw DataError{fmt::format("a log probability is 0 or below, not {}", args[0].number)};
    }
    return of_number(std::min(exact_exp(args[0].number), 1.0));
}
Value log(Args args, CallContext&) {
    if (!(args[0].number > 0)) {
        throw DataError{fmt::format("`log` wants a number above 0, not {}", args[0].number)};
    }
    return of_number(exact_log(args[0].number));
}
Value sqrt(Args args, CallContext&) {
    if (args[0].number < 0) {
        throw DataError{fmt::format("`sqrt` wants a number of 0 or more, not {}", args[0].number)};
    }
    return of_number(std::sqrt(args[0].number));  // correctly rounded everywhere
}
Value sigmoid(Args args, CallContext&) {
    const double x = args[0].number;
    if (x >= 0) {
        return of_number(1 / (1 + exact_exp(-x)));
    }
    const double e = exact_exp(x);  // no overflow on either side
    return of_number(e / (1 + e));
}
Value softmax(Args args, CallContext& context) {
    const auto items = args[0].list();
    double greatest = -std::numeric_limits<double>::infinity();
    for (const Value& item : items) {
        greatest = std::max(greatest, item.number);
    }
    NewList out(items.size(), context);
    double sum = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        out[i] = of_number(exact_exp(items[i].number - greatest));
        sum += out[i].number;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        out[i].number /= sum;
    }
    return out.value();
}

// ---- whole division
// ------------------------------------------------------------------------------------

void check_divisor(bool is_zero) {
    if (is_zero) {
        throw DataError{"division by zero"};
    }
}
Value div(Args args, CallContext&) {
    const std::int64_t a = args[0].integer, b = args[1].integer;
    check_divisor(b == 0);
    if (b == -1) {
        if (a == std::numeric_limits<std::int64_t>::min()) {
            throw DataError{"the result of `div` is too large for an int"};
        }
        return of_int(-a);
    }
    const std::int64_t quotient = a / b;
    return of_int(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient);
}
Value div_numbers(Args args, CallContext&) {
    check_divisor(args[1].number == 0);
    return finite(std::floor(args[0].number / args[1].number), "div");
}
Value mod(Args args, CallContext&) {
    const std::int64_t a = args[0].integer, b = args[1].integer;
    check_divisor(b == 0);
    const std::int64_t rest = b == -1 ? 0 : a % b;
    return of_int(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
}
Value mod_numbers(Args args, CallContext&) {
    const double b = args[1].number;
    check_divisor(b == 0);
    const double rest = std::fmod(args[0].number, b);  // exact
    return of_number(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
}

// ---- numbers in strings
// ----------------------------------------------------------------------------------

std::string_view without_blanks(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos
               ? ""
               : text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}
// `from_chars` would also take "inf" and "nan", and no plus.
std::optional<std::string_view> number_text(std::string_view text) {
    text = without_blanks(text);
    text.remove_prefix(text.starts_with('+') && !text.starts_with("+-") ? 1 : 0);
    const bool plain = text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
    return plain ? std::optional(text) : std::nullopt;
}
template <class T> std::optional<T> parsed(std::string_view text) {
    const auto plain = number_text(text);
    T number{};
    if (!plain) {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(plain->data(), plain->data() + plain->size(), number);
    return error == std::errc() && end == plain->data() + plain->size() ? std::optional(number)
                                                                        : std::nullopt;
}
Value parse_number(Args args, CallContext&) {
    const auto number = parsed<double>(args[0].str());
    return number ? of_number(*number) : data::missing_value();
}
Value parse_int(Args args, CallContext&) {
    const auto number = parsed<std::int64_t>(args[0].str());
    return number ? of_int(*number) : data::missing_value();
}

constexpr std::string_view family = "numbers";

constexpr Builtin rows[] = {
    {.signature = "abs(x: Q) -> Q",
     .doc = "The value without its sign.",
     .examples = {{"abs(-3)", "3"}, {"abs(-0.5)", "0.5"}, {"abs(-2px)", "2px"}},
     .call = abs,
     .family = family},
    {.signature = "floor(x: number) -> int",
     .doc = "The greatest int that is not above `x`.",
     .examples = {{"floor(2.7)", "2"}, {"floor(-2.5)", "-3"}},
     .call = floor,
     .family = family},
    {.signature = "ceil(x: number) -> int",
     .doc = "The smallest int that is not below `x`.",
     .examples = {{"ceil(2.1)", "3"}, {"ceil(-2.5)", "-2"}},
     .call = ceil,
     .family = family},
    {.signature = "round(x: number) -> int",
     .doc = "The nearest int; halves go away from 0.",
     .examples = {{"round(2.4)", "2"}, {"round(2.5)", "3"}, {"round(-2.5)", "-3"}},
     .call = round,
     .family = family},
    {.signature = "round(x: number, digits: int) -> number",
     .doc = "The number that `format(x, digits)` writes.",
     .examples = {{"round(2.345, 1)", "2.3"}},
     .call = round_to,
     .prepare = check_constant_digits,
     .family = family},
    {.signature = "clamp(x: Q, low: Q, high: Q) -> Q",
     .doc = "`x`, or the bound that it is beyond. With constant bounds within 0 and 1 the result "
            "is a score.",
     .examples = {{"clamp(7, 0, 5)", "5"},
                  {"clamp(-0.5, 0, 1)", "0.0"},
                  {"clamp(3px, 1px, 5px)", "3px"}},
     .call = clamp,
     .family = family},
    {.signature = "exp(x: logprob) -> score",
     .doc = "The probability of a log probability.",
     .examples = {{R"(exp(parse_json<logprob>("0") ?? fail))", "1.0"}},
     .call = exp_logprob,
     .family = family},
    {.signature = "exp(x: number) -> number",
     .doc = "e to the power of `x`.",
     .examples = {{"exp(0.0)", "1.0"}},
     .call = exp,
     .family = family},
    {.signature = "log(x: score) -> logprob",
     .doc = "The log probability of a score above 0.",
     .examples = {{"exp(log(score(1.0)))", "1.0"}},
     .call = log,
     .family = family},
    {.signature = "log(x: number) -> number",
     .doc = "The natural logarithm of a number above 0.",
     .examples = {{"log(1.0)", "0.0"}},
     .call = log,
     .family = family},
    {.signature = "sqrt(x: number) -> number",
     .doc = "The square root of a number of 0 or more.",
     .examples = {{"sqrt(9.0)", "3.0"}},
     .call = sqrt,
     .family = family},
    {.signature = "sigmoid(x: logit) -> score",
     .doc = "The score of a logit: 1 / (1 + exp(-x)).",
     .examples = {{R"(sigmoid(parse_json<logit>("0") ?? fail))", "0.5"}},
     .call = sigmoid,
     .family = family},
    {.signature = "sigmoid(x: number) -> score",
     .doc = "1 / (1 + exp(-x)), which is always within 0 and 1.",
     .examples = {{"sigmoid(0.0)", "0.5"}},
     .call = sigmoid,
     .family = family},
    {.signature = "softmax(xs: [logit]) -> [score]",
     .doc = "The scores of logits that compete: exp(x) divided by the sum of all of them.",
     .examples = {{R"(sum(softmax(parse_json<[logit]>("[1, 1]") ?? fail)))", "1.0"}},
     .call = softmax,
     .family = family},
    {.signature = "softmax(xs: [number]) -> [score]",
     .doc = "exp(x) divided by the sum of all of them.",
     .examples = {{"sum(softmax([2.0, 2.0]))", "1.0"}},
     .call = softmax,
     .family = family},
    {.signature = "div(a: int, b: int) -> int",
     .doc = "The quotient, rounded down.",
     .examples = {{"div(7, 2)", "3"}, {"div(-7, 2)", "-4"}},
     .call = div,
     .family = family},
    {.signature = "div(a: number, b: number) -> number",
     .doc = "The quotient, rounded down to a whole value.",
     .examples = {{"div(7.5, 2.0)", "3.0"}},
     .call = div_numbers,
     .family = family},
    {.signature = "mod(a: int, b: int) -> int",
     .doc = "What `div` leaves over; it has the sign of `b`.",
     .examples = {{"mod(7, 3)", "1"}, {"mod(-7, 3)", "2"}},
     .call = mod,
     .family = family},
    {.signature = "mod(a: number, b: number) -> number",
     .doc = "What `div` leaves over; it has the sign of `b`.",
     .examples = {{"mod(7.5, 2.0)", "1.5"}},
     .call = mod_numbers,
     .family = family},
    {.signature = "parse_number(s: string) -> number?",
     .doc = "The number that the whole text writes, blanks around it left out; missing where it is "
            "none.",
     .examples = {{R"(parse_number(" 1.5e3 ") ?? 0.0)", "1500.0"},
                  {R"(present(parse_number("1,5")))", "false"}},
     .call = parse_number,
     .family = family},
    {.signature = "parse_int(s: string) -> int?",
     .doc =
         "The int that the whole text writes, blanks around it left out; missing where it is none.",
     .examples = {{R"(parse_int("42") ?? 0)", "42"}, {R"(present(parse_int("4.2")))", "false"}},
     .call = parse_int,
     .family = family},
    {.signature = "format(x: Q, digits: int) -> string",
     .doc = "The value with that many digits behind the point; exact halves go to the even digit.",
     .examples = {{"format(3.14159, 2)", R"("3.14")"},
                  {"format(2, 1)", R"("2.0")"},
                  {"format(0.125, 2)", R"("0.12")"}},
     .call = format,
     .prepare = check_constant_digits,
     .family = family},
};

}  // namespace

std::span<const Builtin> number_rows() { return rows; }

}  // namespace lsmap::builtins
