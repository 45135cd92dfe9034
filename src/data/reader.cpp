#include "data/reader.hpp"

#include "data/cursor.hpp"
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

bool is_utf8(const char* begin, const char* end) {
    constexpr std::ptrdiff_t worth_a_call = 24;
    if (end - begin > worth_a_call) {
        return simdjson::validate_utf8(begin, static_cast<std::size_t>(end - begin));
    }
    while (begin < end) {
        const std::size_t size = character_size({begin, static_cast<std::size_t>(end - begin)});
        if (size == 0) {
            return false;
        }
        begin += size;
    }
    return true;
}

// The Cursor reads what is usual. For the rest simdjson's first stage finds the tokens with SIMD
// and checks UTF-8, and the Decoder walks them by the declared type. simdjson's On Demand interface
// would do the same with more steps for each key and number, and neither checks what it passes over
// nor says where a text breaks off.
struct Reader::State final : Cursor::Rest {
    Cursor cursor;
    std::unique_ptr<Tokenizer> tokenizer;
    Decoder decoder;
    bool with_cursor = true;

    // of the record
    const Shape* whole = nullptr;
    Arena* arena = nullptr;
    Decoded* out = nullptr;
    bool strict = false;
    const char* duplicate = nullptr;  // the key that made `decode` fail, where it stands twice

    bool decode(const Shape& shape, std::string_view json, Value& v) override {
        duplicate = nullptr;
        if (tokenizer == nullptr || tokenizer->capacity() < json.size()) {
            std::size_t capacity = tokenizer == nullptr ? first_capacity : tokenizer->capacity();
            while (capacity < json.size()) {
                capacity *= 2;
            }
            tokenizer = make_tokenizer(capacity);
        }
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(json.data());
        if (json.empty() || tokenizer->stage1(bytes, json.size(), simdjson::stage1_mode::regular) !=
                                simdjson::SUCCESS) {
            return false;
        }
        std::uint32_t* tokens = tokenizer->structural_indexes.get();
        const std::size_t count = tokenizer->n_structural_indexes;
        const char first = json[tokens[0]];
        const char last = json[tokens[count - 1]];
        const bool is_container = first == '{' || first == '[';
        if (is_container ? last != '}' && last != ']' : count != 1) {
            return false;
        }
        tokens[count] = is_container ? tokens[0] : static_cast<std::uint32_t>(json.size());
        decoder.start(json, tokens, count, *arena, *out, strict);
        const bool is_json = decoder.part(shape, *whole, v);
        duplicate = decoder.duplicate();
        return is_json;
    }
};

Reader::Reader(bool with_cursor) : state_(std::make_unique<State>()) {
    state_->with_cursor = with_cursor;
}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

void Reader::read(const Shape& shape, std::string_view json, Arena& arena, Decoded& out,
                  bool strict, bool is_part) {
    const auto start = [&] {
        out.root = Value();
        out.problems.clear();
        out.lenient = 0;
    };
    start();
    out.syntax.reset();
    if (json.size() > json_limit) {
        out.syntax = over_size_limit(json.data());
        return;
    }
    State& state = *state_;
    state.whole = &shape;
    state.arena = &arena;
    state.out = &out;
    state.strict = strict;
    const Arena::Mark mark = arena.mark();
    if (state.with_cursor && !strict && !json.empty() &&
        state.cursor.read(shape, json, arena, state, out.root, is_part)) {
        return;
    }
    arena.rewind(mark);
    start();
    if (state.decode(shape, json, out.root)) {
        return;
    }
    start();
    out.root.state = data::State::bad;
    out.syntax =
        state.duplicate != nullptr ? duplicate_at(json, state.duplicate) : explain_syntax(json);
}

}  // namespace lsmap::data
