#include "data/decode.hpp"
#include "data/syntax.hpp"
#include "diag/codes/data.hpp"

#include <fmt/format.h>

namespace lsmap::data {
namespace {

constexpr std::size_t excerpt_limit = 40;

std::string bound(double d) { return fmt::format("{}", d); }

}  // namespace

std::string counted(std::size_t n, std::string_view plural) {
    return fmt::format("{} {}", n, n == 1 ? plural.substr(0, plural.size() - 1) : plural);
}

std::string_view kind_of(char first) {
    switch (first) {
        case '"':
            return "a string";
        case '[':
            return "an array";
        case '{':
            return "an object";
        case 't':
            return "`true`";
        case 'f':
            return "`false`";
        case 'n':
            return "null";
        default:
            return "a number";
    }
}

std::uint8_t json_kind(char first) {
    switch (first) {
        case '"':
            return json_string;
        case '[':
            return json_array;
        case '{':
            return json_object;
        case 't':
        case 'f':
            return json_bool;
        case 'n':
            return 0;
        default:
            return json_number;
    }
}

// The text of the scalar at `start`, shortened where it is long.
std::string Decoder::excerpt(const std::uint32_t* start) const {
    const char* begin = base_ + *start;
    if (*begin == '[' || *begin == '{') {
        return std::string(kind_of(*begin));
    }
    std::string_view text(begin, static_cast<std::size_t>(string_end(start) + 1 - begin));
    std::string shortened;
    if (text.size() > excerpt_limit) {
        std::size_t cut = excerpt_limit;
        while ((static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) {
            --cut;
        }
        shortened = std::string(text.substr(0, cut)) + "…";
    } else {
        shortened = text;
    }
    return "`" + shortened + "`";
}

void label_declaration(const Shape& shape, diag::Diagnostic& diagnostic) {
    if (shape.declared && !shape.declared->empty()) {
        diagnostic.label(*shape.declared, "declared here");
    }
}

bool Decoder::misfit(const Shape& shape, const std::uint32_t* start, Value& v,
                     diag::Diagnostic diagnostic) {
    at_ = start;
    label_declaration(shape, diagnostic);
    v.state = State::bad;
    v.source = here();
    v.size = static_cast<std::uint32_t>(out_->problems.size());
    out_->problems.push_back({v.source, std::move(diagnostic)});
    return skip(shape.depth);
}

bool Decoder::wrong_kind(const Shape& shape, const std::uint32_t* start, Value& v) {
    diag::Diagnostic d = diag::make(diag::wrong_kind, shape.subject,
                                    std::string(kind_of(base_[*start])), "`" + shape.type + "`");
    if (base_[*start] == 'n') {
        d.help(may_be_missing);
    }
    return misfit(shape, start, v, std::move(d));
}

bool Decoder::wrong_length(const Shape& shape, const std::uint32_t* start, Value& v,
                           std::string has, std::string takes) {
    return misfit(shape, start, v,
                  diag::make(diag::wrong_length, shape.subject, std::move(has), shape.type,
                             std::move(takes)));
}

bool Decoder::outside(const Shape& shape, const std::uint32_t* start, Value& v) {
    const bool open_end = shape.high > 1e300;
    std::string why = open_end ? fmt::format("but {} is the least", bound(shape.low))
                               : fmt::format("but a score of this kind lies between {} and {}",
                                             bound(shape.low), bound(shape.high));
    diag::Diagnostic d =
        diag::make(diag::outside_range, shape.subject, excerpt(start), std::move(why));
    if (!open_end && shape.high <= 1) {
        d.help(
            "declare `score<percent>` for 0 to 100, `logit` or `logprob` for raw model output, "
            "`number` where other values stand in its place");
    }
    return misfit(shape, start, v, std::move(d));
}

void Decoder::undeclared(const Shape& shape, const char* key) {
    const char* close = key + 1;
    while (*close != '"') {
        close += *close == '\\' ? 2 : 1;
    }
    out_->problems.push_back(
        {key, diag::make(diag::undeclared_key, std::string(key + 1, close), shape.subject)});
}

Problem duplicate_at(std::string_view json, const char* key) {
    const char* end = key + 1;
    while (end < json.data() + json.size() && *end != '"') {
        end += *end == '\\' ? 2 : 1;
    }
    Problem problem{key, diag::make(diag::duplicate_key, std::string(key + 1, end))};
    problem.diagnostic.help("which of the two values is meant cannot be known: remove one");
    return problem;
}

Problem over_size_limit(const char* source) {
    return {source, diag::make(diag::over_data_limit,
                               fmt::format("a record of more than {} MB", json_limit >> 20))};
}

}  // namespace lsmap::data
