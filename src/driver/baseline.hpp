#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"

#include <compare>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace lsmap::driver {

// The findings that a project knows and does not want to hear again (`check --baseline FILE`). One
// is known by its code, its file, its source line with blanks squeezed and its message without line
// numbers, so that it is found again where lines above it come and go; how often it occurs counts.
class Baseline {
 public:
    // `path`: the baseline's own, to whose folder the files in it are relative.
    explicit Baseline(std::string path) : path_(std::move(path)) {}

    // Of the text of a baseline file; nothing after it has reported why not.
    static std::optional<Baseline> read(const std::string& path, std::string_view text,
                                        diag::Sink& sink);
    std::string text() const;

    // Adds what one compilation has to say.
    void add(const std::deque<diag::Diagnostic>& found, const SourceMap& sources);
    // What of `found` is not known; what is known is marked as still there.
    std::deque<diag::Diagnostic> unknown(const std::deque<diag::Diagnostic>& found,
                                         const SourceMap& sources);

    std::size_t size() const;
    // Of the files that `unknown` has seen: known findings that did not occur.
    std::size_t gone() const;

 private:
    struct Key {
        std::string file, code, line, message;
        auto operator<=>(const Key&) const = default;
    };
    struct Known {
        std::size_t times = 0;
        std::size_t seen = 0;  // in the compilation that had most of them
    };
    Key key(const diag::Diagnostic& d, const SourceMap& sources) const;
    std::map<Key, std::size_t> counted(const std::deque<diag::Diagnostic>& found,
                                       const SourceMap& sources) const;
    std::string relative(const std::string& file) const;

    std::string path_;
    std::map<Key, Known> known_;
    std::map<std::string, bool> files_;  // seen by `unknown`
};

}  // namespace lsmap::driver
