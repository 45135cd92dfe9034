#include "data/decode.hpp"
#include "diag/codes/data.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::data {

// The value of the key in the object here; nullptr where it is absent or null.
const std::uint32_t* Decoder::find_key(const std::string& key) {
    const std::uint32_t* token = at_ + 1;
    while (token < stop_ && base_[*token] == '"') {
        const char* begin = base_ + *token + 1;
        const char* end = string_end(token);
        if (has_backslash(begin, end)) {
            unescaped_.resize(static_cast<std::size_t>(end - begin) + padding);
            end = unescape(begin, end, unescaped_.data());
            begin = end == nullptr ? nullptr : unescaped_.data();
        }
        if (token + 2 >= stop_) {
            return nullptr;
        }
        if (std::string_view(begin, static_cast<std::size_t>(end - begin)) == key) {
            return base_[token[2]] == 'n' ? nullptr : token + 2;
        }
        token = hop(token + 2);
        if (token >= stop_ || base_[*token] != ',') {
            return nullptr;
        }
        ++token;
    }
    return nullptr;
}

bool Decoder::text_matches(const Literal& literal, const std::uint32_t* token) {
    const char* p = base_ + *token;
    if (const auto* integer = std::get_if<std::int64_t>(&literal)) {
        Number n;
        std::int64_t i = 0;
        const bool is_number = (*p == '-' || is_digit(*p)) && number_at(p, n);
        return is_number && to_int(n, p, i) == Whole::yes && i == *integer;
    }
    if (*p != '"') {
        return false;
    }
    const char* begin = p + 1;
    const char* end = string_end(token);
    if (has_backslash(begin, end)) {
        unescaped_.resize(static_cast<std::size_t>(end - begin) + padding);
        end = unescape(begin, end, unescaped_.data());
        begin = end == nullptr ? nullptr : unescaped_.data();
    }
    return std::get<std::string>(literal) ==
           std::string_view(begin, static_cast<std::size_t>(end - begin));
}

// Which of two alternatives that both take this kind of value it belongs to.
std::size_t Decoder::better(const Shape& shape, std::size_t first, std::size_t second) {
    const Shape& a = shape.children[first];
    const Shape& b = shape.children[second];
    switch (cur()) {
        case '[': {
            const std::size_t count = count_elements(at_);
            const auto fits = [&](const Shape& s) {
                return count >= s.at_least && count <= s.at_most;
            };
            if (count == 0) {
                return first;
            }
            if (a.at_most < b.at_least || b.at_most < a.at_least) {
                return fits(b) ? second : first;
            }
            const std::uint8_t kind = json_kind(base_[at_[1]]);
            return (a.first_kinds & kind) == 0 && (b.first_kinds & kind) != 0 ? second : first;
        }
        case '{': {
            const ObjectTest& test = shape.tests[first * shape.children.size() + second];
            const std::uint32_t* found = test.by == ObjectTest::none ? nullptr : find_key(test.key);
            switch (test.by) {
                case ObjectTest::none:
                    return first;
                case ObjectTest::first_has:
                    return found != nullptr ? first : second;
                case ObjectTest::second_has:
                    return found != nullptr ? second : first;
                case ObjectTest::literal:
                    return found == nullptr ||
                                   std::ranges::any_of(
                                       test.first,
                                       [&](const Literal& l) { return text_matches(l, found); })
                               ? first
                               : second;
            }
            return first;
        }
        default: {  // two literals
            const auto is = [&](const Shape& s) {
                return s.form == Form::literal && text_matches(s.literals.front(), at_);
            };
            return is(a) || !is(b) ? first : second;
        }
    }
}

// The literal that should tell the object here from another alternative, and isn't of the chosen
// one.
const ObjectTest* Decoder::failed_test(const Shape& shape, std::size_t chosen) {
    const std::size_t count = shape.children.size();
    const ObjectTest* seen = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        const ObjectTest& test = shape.tests[chosen * count + i];
        if (i == chosen || test.by != ObjectTest::literal ||
            (seen != nullptr && seen->key == test.key)) {
            continue;
        }
        seen = &test;
        const std::uint32_t* found = find_key(test.key);
        if (found == nullptr || std::ranges::none_of(test.first, [&](const Literal& l) {
                return text_matches(l, found);
            })) {
            return &test;
        }
    }
    return nullptr;
}

bool Decoder::none_of_the_literals(const Shape& shape, const ObjectTest& failed, Value& v) {
    const std::uint32_t* found = find_key(failed.key);
    const std::string subject = "`" + failed.key + "`";
    if (found == nullptr) {
        return misfit(shape, at_, v, diag::make(diag::value_absent, subject));
    }
    std::vector<std::string> literals;
    for (const ObjectTest& test : shape.tests) {
        for (const Literal& literal :
             test.key == failed.key ? test.first : std::vector<Literal>()) {
            std::string text = std::holds_alternative<std::int64_t>(literal)
                                   ? fmt::format("{}", std::get<std::int64_t>(literal))
                                   : fmt::format("\"{}\"", std::get<std::string>(literal));
            if (std::ranges::find(literals, text) == literals.end()) {
                literals.push_back(std::move(text));
            }
        }
    }
    const char* const where = base_ + *found;
    const std::size_t number = out_->problems.size();
    const bool is_read = misfit(shape, at_, v,
                                diag::make(diag::not_one_of, subject, excerpt(found),
                                           fmt::format("`{}`", fmt::join(literals, " | "))));
    out_->problems[number].source = where;
    return is_read;
}

bool Decoder::alternatives(const Shape& shape, Value& v) {
    const std::uint8_t kind = json_kind(cur());
    std::size_t chosen = shape.children.size();
    bool only_literals = true;
    for (std::size_t i = 0; i < shape.children.size(); ++i) {
        if ((shape.children[i].kinds & kind) != 0) {
            only_literals = only_literals && shape.children[i].form == Form::literal;
            chosen = chosen == shape.children.size() ? i : better(shape, chosen, i);
        }
    }
    if (chosen == shape.children.size()) {
        return wrong_kind(shape, at_, v);
    }
    const Shape& alternative = shape.children[chosen];
    if (only_literals && !text_matches(alternative.literals.front(), at_)) {
        return misfit(
            shape, at_, v,
            diag::make(diag::not_one_of, shape.subject, excerpt(at_), "`" + shape.type + "`"));
    }
    if (kind == json_object) {
        if (const ObjectTest* test = failed_test(shape, chosen)) {
            return none_of_the_literals(shape, *test, v);
        }
    }
    v.alternative = static_cast<std::uint16_t>(chosen);
    return fitted(alternative, v);
}

}  // namespace lsmap::data
