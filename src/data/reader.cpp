#include "data/reader.hpp"

#include "data/decode.hpp"
#include "data/syntax.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lsmap::data {
namespace {

using Tokenizer = simdjson::internal::dom_parser_implementation;

constexpr std::size_t first_capacity = 64 * 1024;

std::unique_ptr<Tokenizer> make_tokenizer(std::size_t capacity) {
    std::unique_ptr<Tokenizer> made;
    const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
        capacity, depth_limit, made);
    if (error != simdjson::SUCCESS) {
        throw std::bad_alloc();
    }
    return made;
}

}  // namespace

// Only where Clinger's short cut of `to_double` does not do.
bool round_decimal(const Number& n, const char* text, double& d) {
    if (n.exact) {
        if (n.mantissa == 0) {
            d = n.negative ? -0.0 : 0.0;
            return true;
        }
        const bool in_table = n.exponent >= -330 && n.exponent <= 308;
        if (in_table && simdjson::builtin::numberparsing::compute_float_64(n.exponent, n.mantissa,
                                                                           n.negative, d)) {
            return true;
        }
    }
    const auto [end, error] = std::from_chars(text, n.end, d);
    if (error == std::errc::result_out_of_range) {
        // Too large, or so small that it is nothing: libstdc++ leaves both to us.
        d = std::strtod(std::string(text, n.end).c_str(), nullptr);
    }
    return std::isfinite(d);
}

// simdjson's first stage finds the tokens with SIMD and checks UTF-8; the Decoder walks them by the
// declared type. Its On Demand interface would do the same with more steps for each key and number,
// and neither checks what it passes over nor says where a text breaks off.
struct Reader::State {
    std::unique_ptr<Tokenizer> tokenizer;
    Decoder decoder;
};

Reader::Reader() : state_(std::make_unique<State>()) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

void Reader::read(const Shape& shape, std::string_view json, Arena& arena, Decoded& out,
                  bool strict) {
    out.root = Value();
    out.problems.clear();
    out.lenient = 0;
    out.syntax.reset();
    if (json.size() > json_limit) {
        out.syntax = over_size_limit(json.data());
        return;
    }
    std::unique_ptr<Tokenizer>& tokenizer = state_->tokenizer;
    if (tokenizer == nullptr || tokenizer->capacity() < json.size()) {
        std::size_t capacity = tokenizer == nullptr ? first_capacity : tokenizer->capacity();
        while (capacity < json.size()) {
            capacity *= 2;
        }
        tokenizer = make_tokenizer(capacity);
    }
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(json.data());
    bool is_json =
        !json.empty() &&
        tokenizer->stage1(bytes, json.size(), simdjson::stage1_mode::regular) == simdjson::SUCCESS;
    Decoder& decoder = state_->decoder;
    const char* duplicate = nullptr;
    if (is_json) {
        std::uint32_t* tokens = tokenizer->structural_indexes.get();
        const std::size_t count = tokenizer->n_structural_indexes;
        const char first = json[tokens[0]];
        const char last = json[tokens[count - 1]];
        const bool is_container = first == '{' || first == '[';
        is_json = is_container ? last == '}' || last == ']' : count == 1;
        if (is_json) {
            tokens[count] = is_container ? tokens[0] : static_cast<std::uint32_t>(json.size());
            decoder.start(json, tokens, count, arena, out, strict);
            is_json = decoder.root(shape, out.root);
            duplicate = decoder.duplicate();
        }
    }
    if (!is_json) {
        out.problems.clear();
        out.root = Value();
        out.root.state = data::State::bad;
        out.syntax = duplicate != nullptr ? duplicate_at(json, duplicate) : explain_syntax(json);
    }
}

}  // namespace lsmap::data
