#include "run/machine.hpp"

namespace lsmap::run {
namespace {

// Byte where code point `point` starts; the end of the text where it has fewer.
std::uint32_t byte_of(std::string_view text, std::int64_t point) {
    std::uint32_t at = 0;
    for (; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (begins && point-- == 0) {
            break;
        }
    }
    return at;
}

}  // namespace

Value Machine::eval_interpolation(const plan::Interpolation& text) {
    const std::size_t base = stack_.size();
    for (const auto& piece : text.pieces) {
        if (piece.value == none) {
            continue;
        }
        const Value value = eval(piece.value);
        if (!value.present()) {
            stack_.resize(base);
            return value;
        }
        stack_.push_back(value);
    }
    scratch_.clear();
    std::size_t next = base;
    bool plain = text.plain;
    const char* source = nullptr;
    for (const auto& piece : text.pieces) {
        scratch_.raw(piece.text);
        if (piece.value == none) {
            continue;
        }
        const Value& value = stack_[next++];
        source = source == nullptr ? value.source : source;
        switch (piece.kind) {
            case plan::ScalarKind::text:
                scratch_.raw(value.str());
                plain = plain && value.plain;
                break;
            case plan::ScalarKind::integer:
                scratch_.integer(value.integer);
                break;
            case plan::ScalarKind::number:
                scratch_.shortest(value.number);
                break;
            case plan::ScalarKind::boolean:
                scratch_.raw(value.boolean ? "true" : "false");
                break;
        }
    }
    stack_.resize(base);
    Value made = data::of_text(arena_->copy(scratch_.view()), plain);
    made.source = source;
    return made;
}

// Bounds beyond the ends are the ends.
Value Machine::eval_slice(const plan::Node& node) {
    const Value object = eval(node.a);
    if (!object.present()) {
        return object;
    }
    Value from = data::of_int(0);
    Value to = data::of_int(std::numeric_limits<std::int64_t>::max());
    for (const auto& [bound, value] : {std::pair{node.b, &from}, std::pair{node.c, &to}}) {
        if (bound == none) {
            continue;
        }
        const Value given = eval(bound);
        if (given.state == data::State::skipped) {
            return given;
        }
        if (given.present()) {
            value->integer = std::max<std::int64_t>(given.integer, 0);
        }
    }
    Value part = object;
    if (node.sub == 0) {
        const auto end = std::min<std::int64_t>(to.integer, object.size);
        const auto begin = std::min(from.integer, end);
        part.items = object.items + begin;
        part.size = static_cast<std::uint32_t>(end - begin);
        return part;
    }
    const std::string_view text = object.str();
    const std::uint32_t begin = byte_of(text, from.integer);
    const std::uint32_t end = to.integer <= from.integer
                                  ? begin
                                  : begin + byte_of(text.substr(begin), to.integer - from.integer);
    part.text = text.data() + begin;
    part.size = end - begin;
    return part;
}

}  // namespace lsmap::run
