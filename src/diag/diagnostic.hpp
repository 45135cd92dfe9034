#pragma once
#include "base/span.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace lsmap::diag {

enum class Severity : std::uint8_t { error, warning };

// The number of LSM5102 is 5102. The rows of a table are declared by diag/codes/<table>.hpp, so
// that a new row reaches only those who emit of that table.
enum class Code : std::uint16_t {};
constexpr Code code_of(std::string_view id) {
    unsigned number = 0;
    for (const char c : id.substr(3)) {
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    return static_cast<Code>(number);
}

// What `Sink::emit` takes: fmt checks the message against the argument types when this is compiled.
template <class... Args> struct Def {
    Code code;
    Severity severity;
    fmt::format_string<Args...> message;
};

// All tables as data, ascending, for `explain`, tests and docs.
struct Info {
    Code code;
    std::string_view id;    // "LSM5102"
    std::string_view name;  // "unknown_label"
    std::string_view message;
    Severity severity;
};
std::span<const Info> registry();
const Info& info(Code code);  // of a code that a table has

enum class Safe : std::uint8_t { no, yes };

// A second place that belongs to the message: a config line, a declaration.
struct Label {
    Span span;
    std::string text;
};

// An edit that mends it; `check --fix` applies the safe ones.
struct Fix {
    Span span;
    std::string replacement;
    Safe safe;
};

// A place in the data. `line` and `column` are 1-based, `pointer` is an RFC 6901 JSON pointer
// within the record, `excerpt` the start of the value's text. `record` counts from 1, 0 where
// unknown.
struct DataLocation {
    std::string file;
    std::uint64_t record = 0;
    std::uint64_t line = 0;
    std::uint64_t column = 0;
    std::string pointer;
    std::string excerpt;
};

struct Diagnostic {
    Code code{};
    Severity severity{};
    std::optional<Span> span;  // none for what has no place in a source file
    std::string message;
    std::string span_text;  // written behind the underline, as "box<px>, from …"
    std::vector<Label> labels;
    std::vector<std::string> notes;  // "= note: …"
    std::vector<std::string> helps;  // "= help: …": one thing to do
    std::vector<Fix> fixes;
    std::optional<DataLocation> data;
    // What comes of it, for programs: "refused", "wrong", "hidden" (see validate/validate.hpp).
    std::vector<std::string> verdicts;

    Diagnostic& at(std::string text) { return span_text = std::move(text), *this; }
    Diagnostic& label(Span s, std::string text) {
        return labels.push_back({s, std::move(text)}), *this;
    }
    Diagnostic& note(std::string text) { return notes.push_back(std::move(text)), *this; }
    // An empty text adds nothing, so that `help(suggestion(…))` needs no test.
    Diagnostic& help(std::string text) {
        if (!text.empty()) {
            helps.push_back(std::move(text));
        }
        return *this;
    }
    Diagnostic& fix(Span s, std::string replacement, Safe safe) {
        return fixes.push_back({s, std::move(replacement), safe}), *this;
    }
    Diagnostic& in_data(DataLocation where) { return data = std::move(where), *this; }
};

// Makes a diagnostic without a sink (the evaluator hands its own to whoever decides what to do).
template <class... Args>
Diagnostic make(const Def<Args...>& def, std::type_identity_t<Args>... args) {
    Diagnostic d;
    d.code = def.code;
    d.severity = def.severity;
    d.message = fmt::format(def.message, std::move(args)...);
    return d;
}

// Collects what the user must hear. References from `emit` stay valid.
class Sink {
 public:
    template <class... Args>
    Diagnostic& emit(Span at, const Def<Args...>& def, std::type_identity_t<Args>... args) {
        Diagnostic& d = add(make(def, std::move(args)...));
        d.span = at;
        return d;
    }
    template <class... Args>
    Diagnostic& emit(const Def<Args...>& def, std::type_identity_t<Args>... args) {
        return add(make(def, std::move(args)...));
    }
    Diagnostic& add(Diagnostic d) {
        errors_ += d.severity == Severity::error ? 1 : 0;
        return all_.emplace_back(std::move(d));
    }
    const std::deque<Diagnostic>& all() const { return all_; }
    std::size_t error_count() const { return errors_; }
    bool has_errors() const { return errors_ != 0; }

 private:
    std::deque<Diagnostic> all_;
    std::size_t errors_ = 0;
};

}  // namespace lsmap::diag
