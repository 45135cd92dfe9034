#include "validate/json.hpp"

#include "data/scan.hpp"
#include "data/syntax.hpp"
#include "data/value_end.hpp"
#include "diag/codes/data.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace lsmap::validate::json {
namespace {

constexpr std::size_t block_size = 4096;
constexpr std::size_t few_members = 8;  // so many keys are compared one with another

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::string decoded(std::string_view quoted_text) {
    const std::string_view inner = quoted_text.substr(1, quoted_text.size() - 2);
    if (inner.find('\\') == std::string_view::npos) {
        return std::string(inner);
    }
    std::string text(inner.size(), '\0');
    const char* end = data::unescape(inner.data(), inner.data() + inner.size(), text.data());
    text.resize(end == nullptr ? 0 : static_cast<std::size_t>(end - text.data()));
    return text;
}

std::size_t behind_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && data::is_space(text[at])) {
        ++at;
    }
    return at;
}

// Behind the string that opens at `at`; the text is known to be JSON.
std::size_t behind_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        at += text[at] == '\\' ? 1 : 0;
    }
    return std::min(at + 1, text.size());
}

std::uint32_t narrow(std::size_t byte) { return static_cast<std::uint32_t>(byte); }

}  // namespace

bool Value::is(Kind kind) const { return document_ != nullptr && this->kind() == kind; }
Kind Value::kind() const { return document_->nodes_[index_].kind; }
std::size_t Value::begin() const { return document_->nodes_[index_].begin; }
std::size_t Value::end() const { return document_->nodes_[index_].end; }
std::size_t Value::size() const { return document_->nodes_[index_].size; }
std::size_t Value::key_begin() const { return document_->nodes_[index_].key_begin; }
std::size_t Value::key_end() const { return document_->nodes_[index_].key_end; }

std::string_view Value::raw() const { return document_->text_.substr(begin(), end() - begin()); }

Value Value::first() const {
    return document_ == nullptr || size() == 0 ? Value() : Value(document_, index_ + 1);
}

Value Value::next() const {
    const std::uint32_t next = document_->nodes_[index_].next;
    return next == 0 ? Value() : Value(document_, next);
}

std::string Value::key() const {
    return decoded(document_->text_.substr(key_begin(), key_end() - key_begin()));
}

Value Value::operator[](std::string_view key) const {
    Value found;
    if (!is(Kind::object)) {
        return found;
    }
    for (Value member = first(); member; member = member.next()) {
        const std::string_view literal =
            document_->text_.substr(member.key_begin(), member.key_end() - member.key_begin());
        const std::string_view inner = literal.substr(1, literal.size() - 2);
        if (inner == key ||
            (inner.find('\\') != std::string_view::npos && decoded(literal) == key)) {
            found = member;
        }
    }
    return found;
}

std::string Value::text() const { return decoded(raw()); }

bool Value::is_text(std::string_view text) const {
    return is(Kind::string) && this->text() == text;
}

double Value::number() const {
    const std::string_view digits = raw();
    double number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc::result_out_of_range) {
        // Too large, or too near to zero: the sign of the exponent tells.
        const std::size_t exponent = digits.find_first_of("eE");
        const bool tiny = (exponent != std::string_view::npos && digits[exponent + 1] == '-') ||
                          digits.starts_with("0.") || digits.starts_with("-0.");
        number = tiny ? 0 : std::numeric_limits<double>::infinity();
        number = digits.starts_with('-') ? -number : number;
    }
    return number;
}

bool Value::is_true() const { return is(Kind::boolean) && raw() == "true"; }

std::optional<Document::Problem> Document::read(std::string_view text, std::size_t begin,
                                                std::size_t end) {
    text_ = text;
    nodes_.clear();
    duplicates_.clear();
    const std::string_view record = text.substr(begin, end - begin);
    if (std::optional<data::Problem> problem = data::find_syntax_error(record)) {
        const auto at = static_cast<std::size_t>(problem->source - text.data());
        return Problem{at, std::move(problem->diagnostic)};
    }
    if (!build(begin, end)) {
        nodes_.clear();
        return Problem{begin,
                       diag::make(diag::over_data_limit,
                                  fmt::format("a task of more than {} values", most_values))};
    }
    return std::nullopt;
}

// The text is JSON, so that brackets fit and values are what their first byte says.
bool Document::build(std::size_t begin, std::size_t end) {
    struct Open {
        std::uint32_t node;
        std::uint32_t last_child;  // 0: none yet
    };
    std::vector<Open> open;
    std::size_t key_begin = 0;
    std::size_t key_end = 0;
    for (std::size_t at = behind_blanks(text_, begin); at < end; at = behind_blanks(text_, at)) {
        const char c = text_[at];
        if (c == ',' || c == ':') {
            ++at;
            continue;
        }
        if (c == ']' || c == '}') {
            ++at;
            const std::uint32_t closed = open.back().node;
            nodes_[closed].end = narrow(at);
            open.pop_back();
            if (c == '}') {
                find_duplicates(closed);
            }
            continue;
        }
        const bool in_object = !open.empty() && nodes_[open.back().node].kind == Kind::object;
        if (in_object && key_begin == key_end) {
            key_begin = at;
            at = behind_string(text_, at);
            key_end = at;
            continue;
        }
        if (nodes_.size() >= most_values) {
            return false;
        }
        const std::uint32_t index = narrow(nodes_.size());
        const Kind kind = c == '{'               ? Kind::object
                          : c == '['             ? Kind::array
                          : c == '"'             ? Kind::string
                          : c == 't' || c == 'f' ? Kind::boolean
                          : c == 'n'             ? Kind::null
                                                 : Kind::number;
        Node node{kind, narrow(at), 0, narrow(key_begin), narrow(key_end), 0, 0};
        key_begin = 0;
        key_end = 0;
        if (!open.empty()) {
            Open& parent = open.back();
            ++nodes_[parent.node].size;
            if (parent.last_child != 0) {
                nodes_[parent.last_child].next = index;
            }
            parent.last_child = index;
        }
        if (kind == Kind::object || kind == Kind::array) {
            ++at;
            open.push_back({index, 0});
        } else if (kind == Kind::string) {
            at = behind_string(text_, at);
        } else {
            while (at < end && !data::is_scalar_end(text_[at])) {
                ++at;
            }
        }
        node.end = narrow(at);
        nodes_.push_back(node);
    }
    return true;
}

void Document::find_duplicates(std::uint32_t object) {
    const Value whole(this, object);
    const auto report = [&](const Value& member) {
        diag::Diagnostic d = diag::make(diag::duplicate_key, member.key());
        d.note("the last one counts");
        duplicates_.push_back({member.key_begin(), std::move(d)});
    };
    if (whole.size() <= few_members) {
        for (Value a = whole.first(); a; a = a.next()) {
            for (Value b = whole.first(); b.key_begin() < a.key_begin(); b = b.next()) {
                if (a.key_end() - a.key_begin() == b.key_end() - b.key_begin() &&
                    a.key() == b.key()) {
                    report(a);
                    break;
                }
            }
        }
        return;
    }
    std::unordered_set<std::string> seen;
    for (Value member = whole.first(); member; member = member.next()) {
        if (!seen.insert(member.key()).second) {
            report(member);
        }
    }
}

std::string Document::pointer(std::size_t byte) const {
    std::string pointer;
    if (nodes_.empty()) {
        return pointer;
    }
    Value at = root();
    while (at.is(Kind::array) || at.is(Kind::object)) {
        std::size_t index = 0;
        Value inner = at.first();
        const auto starts = [](const Value& v) {
            return v.key_begin() == v.key_end() ? v.begin() : v.key_begin();
        };
        while (inner && !(starts(inner) <= byte && byte < inner.end())) {
            inner = inner.next();
            ++index;
        }
        if (!inner) {
            return pointer;
        }
        if (at.is(Kind::array)) {
            pointer += fmt::format("/{}", index);
        } else {
            pointer += '/';
            for (const char c : inner.key()) {
                pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
            }
        }
        if (byte <= inner.begin()) {
            return pointer;
        }
        at = inner;
    }
    return pointer;
}

Records split_records(std::string_view text) {
    Records records;
    const auto broken = [&](std::size_t at, std::string what) {
        records.broken = Document::Problem{at, diag::make(diag::not_json, std::move(what))};
    };
    std::size_t at = behind_blanks(text, text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    if (at == text.size()) {
        broken(at, "nothing but blanks stands where JSON should");
        return records;
    }
    const auto value_end = [&](std::size_t begin) {
        data::ValueEnd end;
        end.start();
        const std::size_t left = text.size() - begin;
        return begin + end.feed(text.data() + begin, left).value_or(left);
    };
    if (text[at] != '[') {
        for (; at < text.size(); at = behind_blanks(text, at)) {
            const std::size_t end = std::max(value_end(at), at + 1);
            records.all.push_back({at, end});
            at = end;
        }
        records.is_lines = records.all.size() > 1;
        return records;
    }
    const std::size_t list_end = value_end(at);
    records.is_list = true;
    at = behind_blanks(text, at + 1);
    if (at < text.size() && text[at] == ']') {
        ++at;
    } else {
        for (bool more = true; more;) {
            const std::size_t end = at < text.size() ? value_end(at) : at;
            if (end == at) {
                broken(at, at < text.size() ? fmt::format("expected a value, not `{}`", text[at])
                                            : "the array does not end");
                return records;
            }
            records.all.push_back({at, end});
            at = behind_blanks(text, end);
            if (at == text.size()) {
                records.broken =
                    Document::Problem{at, diag::make(diag::json_ends_early, "an array")};
                return records;
            }
            if (text[at] != ',' && text[at] != ']') {
                broken(at, "expected `,` or `]` behind an element");
                return records;
            }
            more = text[at] == ',';
            at = behind_blanks(text, at + 1);
        }
    }
    if (behind_blanks(text, at) < text.size()) {
        // Lists one a line: each is a record.
        records.is_list = false;
        records.is_lines = true;
        records.all.clear();
        records.all.push_back({behind_blanks(text, 0), list_end});
        for (at = behind_blanks(text, list_end); at < text.size(); at = behind_blanks(text, at)) {
            const std::size_t end = std::max(value_end(at), at + 1);
            records.all.push_back({at, end});
            at = end;
        }
    }
    return records;
}

Places::Place Places::at(std::size_t byte) {
    const auto advance = [this](Place place, std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            if (text_[i] == '\n') {
                ++place.line;
                place.column = 1;
            } else if (begins_character(text_[i])) {
                ++place.column;
            }
        }
        return place;
    };
    byte = std::min(byte, text_.size());
    if (blocks_.empty()) {
        blocks_.emplace_back();
    }
    const std::size_t block = byte / block_size;
    while (blocks_.size() <= block) {
        const std::size_t from = (blocks_.size() - 1) * block_size;
        blocks_.push_back(advance(blocks_.back(), from, from + block_size));
    }
    return advance(blocks_[block], block * block_size, byte);
}

std::string quoted(std::string_view text) {
    std::string literal = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            literal += '\\';
            literal += c;
        } else if (byte < 0x20) {
            literal += fmt::format("\\u{:04x}", byte);
        } else {
            literal += c;
        }
    }
    return literal + '"';
}

}  // namespace lsmap::validate::json
