#include "data/decode.hpp"

namespace lsmap::data {

const char* Decoder::string_end(const std::uint32_t* token) const {
    // Only blanks stand between a string's closing quote and the next token.
    const char* p = (token + 1 == stop_ ? end_ : base_ + token[1]) - 1;
    while (is_space(*p)) {
        --p;
    }
    return p;
}

bool Decoder::escapes_are_json(const char* begin, const char* end) {
    unescaped_.resize(static_cast<std::size_t>(end - begin) + padding);
    return unescape(begin, end, unescaped_.data()) != nullptr;
}

bool Decoder::tail_number(Number& n) const {
    const char* copy = tail_text_.data();
    if (!scan_number(copy, n) || !is_scalar_end(*n.end)) {
        return false;
    }
    n.end = tail_ + (n.end - copy);
    return true;
}

bool Decoder::scalar() {
    const char* p = here();
    const auto is_word = [&](const char* word, std::ptrdiff_t size) {
        return end_ - p >= size && std::memcmp(p, word, static_cast<std::size_t>(size)) == 0 &&
               (p + size == end_ || is_scalar_end(p[size]));
    };
    bool is_json = false;
    switch (*p) {
        case '"': {
            const char* end = string_end(at_);
            is_json = end > p && *end == '"' &&
                      (!has_backslash(p + 1, end) || escapes_are_json(p + 1, end));
            break;
        }
        case 't':
            is_json = is_word("true", 4);
            break;
        case 'f':
            is_json = is_word("false", 5);
            break;
        case 'n':
            is_json = is_word("null", 4);
            break;
        default: {
            Number n;
            is_json = number_here(at_, n);
        }
    }
    ++at_;
    return is_json;
}

bool Decoder::skip(std::size_t around) {
    std::uint64_t is_object[depth_limit / 64 + 1] = {};
    std::size_t depth = 0;
    while (true) {
        const char open = cur();
        bool closed = false;
        if (open == '{' || open == '[') {
            if (depth + around >= depth_limit) {
                return false;
            }
            const std::uint64_t bit = std::uint64_t{1} << (depth % 64);
            is_object[depth / 64] =
                open == '{' ? is_object[depth / 64] | bit : is_object[depth / 64] & ~bit;
            ++depth;
            ++at_;
            if (cur() != open + 2) {  // in ASCII `}` and `]` stand two behind their partners
                if (open == '{') {
                    if (cur() != '"' || base_[at_[1]] != ':' || !scalar()) {
                        return false;
                    }
                    ++at_;
                }
                continue;
            }
            closed = true;
        } else if (!scalar()) {
            return false;
        }
        while (true) {  // behind a value, or at the closing bracket of an empty container
            if (closed) {
                ++at_;
                --depth;
            }
            if (depth == 0) {
                return true;
            }
            const bool in_object = (is_object[(depth - 1) / 64] >> ((depth - 1) % 64) & 1) != 0;
            const char next = cur();
            closed = next == (in_object ? '}' : ']');
            if (closed) {
                continue;
            }
            if (next != ',') {
                return false;
            }
            ++at_;
            if (in_object) {
                if (cur() != '"' || base_[at_[1]] != ':' || !scalar()) {
                    return false;
                }
                ++at_;
            }
            break;
        }
    }
}

const std::uint32_t* Decoder::hop(const std::uint32_t* token) const {
    std::size_t depth = 0;
    for (; token < stop_; ++token) {
        const char c = base_[*token];
        if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth <= 1) {
                return token + 1;
            }
            --depth;
        } else if (depth == 0) {
            return token + 1;
        }
    }
    return stop_;
}

std::size_t Decoder::count_elements(const std::uint32_t* open) const {
    if (base_[open[1]] == ']') {
        return 0;
    }
    std::size_t count = 1;
    for (const std::uint32_t* token = hop(open + 1); token < stop_ && base_[*token] == ',';
         token = hop(token + 1)) {
        ++count;
    }
    return count;
}

}  // namespace lsmap::data
