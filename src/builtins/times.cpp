#include "builtins/build_value.hpp"
#include "builtins/code_points.hpp"
#include "builtins/families.hpp"
#include "data/decode.hpp"

#include <charconv>
#include <optional>

// Times in texts.
namespace lsmap::builtins {
namespace {

// "1.3s", "250ms"; a number alone has no unit.
std::optional<double> seconds_with_unit(std::string_view text) {
    const bool is_milliseconds = text.ends_with("ms");
    if (!text.ends_with('s')) {
        return std::nullopt;
    }
    const std::string_view number =
        trimmed(text.substr(0, text.size() - (is_milliseconds ? 2 : 1)));
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size()) {
        return std::nullopt;
    }
    return is_milliseconds ? value / 1000 : value;
}

Value parse_time(Args args, CallContext&) {
    const std::string_view text = trimmed(args[0].str());
    double seconds = 0;
    if (!data::read_clock(text, seconds) && !data::read_iso_duration(text, seconds)) {
        const auto counted = seconds_with_unit(text);
        if (!counted) {
            return data::missing_value();
        }
        seconds = *counted;
    }
    return std::isfinite(seconds) ? data::of_number(seconds) : data::missing_value();
}

Value parse_datetime(Args args, CallContext&) {
    const std::string_view format = args[1].present() ? args[1].str() : "iso";
    std::int64_t microseconds = 0;
    return data::read_datetime(trimmed(args[0].str()), format, microseconds)
               ? data::of_int(microseconds)
               : data::missing_value();
}

constexpr std::string_view family = "times";

constexpr Builtin rows[] = {
    {.signature = "parse_time(s: string) -> time<s>?",
     .doc = "The time that the whole text writes: a clock (`00:01:02.5`, `01:02,500`), a duration "
            "of ISO 8601 (`PT1.5S`), or a number with `s` or `ms`. Missing where it is none.",
     .examples = {{R"(parse_time("00:01:02.5") ?? fail)", "62.5s"},
                  {R"(parse_time("PT1M2S") ?? fail)", "62s"},
                  {R"(parse_time("1.5s") ?? fail)", "1.5s"},
                  {R"(present(parse_time("1.5")))", "false"}},
     .call = parse_time,
     .family = family},
    {.signature = "parse_datetime(s: string, format?: string) -> datetime<iso>?",
     .doc = "The point in time that the whole text writes, in ISO 8601 or in a format with `%Y`, "
            "`%m`, … as in `datetime<\"%Y-%m-%d\">`; no zone means UTC. Missing where it is none.",
     .examples = {{R"(parse_datetime("1970-01-01T00:01:00Z") ?? fail)", "datetime<unix>(60)"},
                  {R"(parse_datetime("02.01.1970", "%d.%m.%Y") ?? fail)", "datetime<unix>(86400)"},
                  {R"(present(parse_datetime("soon")))", "false"}},
     .call = parse_datetime,
     .family = family},
};

}  // namespace

std::span<const Builtin> time_rows() { return rows; }

}  // namespace lsmap::builtins
