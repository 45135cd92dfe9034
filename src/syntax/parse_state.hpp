#pragma once
#include "base/source.hpp"
#include "diag/codes/syntax.hpp"
#include "diag/diagnostic.hpp"
#include "grammar/custom.hpp"
#include "syntax/builder.hpp"
#include "syntax/complaint.hpp"
#include "syntax/limits.hpp"
#include "syntax/scan.hpp"
#include "syntax/text_check.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// For parse.cpp only, since it includes the library.
namespace lsmap::syntax {

namespace rules = lsmap::grammar;

struct Failure {};  // thrown where a must<> fails, caught by the entry or item around it
struct Abort {};    // nothing further is read

// What the rules of grammar/custom.hpp ask, and what happens where a rule fails.
class State {
 public:
    State(const SourceFile& source, FileId file, diag::Sink& sink)
        : text_(source.text), file_(file), sink_(sink) {}

    bool lines_free = false;
    Builder tree;

    class Scope {
     public:
        Scope(bool& flag, bool value) : flag_(flag), before_(std::exchange(flag, value)) {}
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;
        ~Scope() { flag_ = before_; }

     private:
        bool& flag_;
        bool before_;
    };
    Scope scope(bool free) { return {lines_free, free}; }

    template <class In> static std::uint32_t offset(const In& in) {
        return static_cast<std::uint32_t>(in.current() - in.begin());
    }

    template <class In> [[noreturn]] void raise(const In& in, Expected expected) {
        Stop stop = stop_at(offset(in));
        stop.at = stop.token_begin();
        fail(stop, expected.sort == Sort::quote && expected.text.find('"') != std::string_view::npos
                       ? string_not_closed_at(stop, tree.innermost())
                       : expected_at(stop, expected));
    }
    template <class In> [[noreturn]] void unclosed(const In& in, std::uint32_t open, char close) {
        const Stop stop = stop_at(offset(in));
        fail(stop, not_closed_at(stop, open, close));
    }

    template <class In> void enter(const In& in) {
        links_.push_back(chain_);
        if (++depth_ > max_nesting) {
            too_deep(in, max_nesting);
        }
    }
    void leave() {
        --depth_;
        chain_ = links_.back();
        links_.pop_back();
    }
    template <class In> void link(const In& in) {
        if (++chain_ > max_chain) {
            too_deep(in, max_chain);
        }
    }

    // Runs the whole grammar; a failure outside every entry and item ends it.
    template <class In, class Parse> void parse_whole(In& in, Parse parse) {
        const Checkpoint before = checkpoint();
        try {
            parse(in, *this);
        } catch (const Failure&) {
            restore(before);
            report_pending();
            tree.add(NodeKind::broken_item, 0, static_cast<std::uint32_t>(text_.size()));
        }
    }

    template <class In, class ParseOne> void parse_entries(In& in, ParseOne parse_one) {
        const Scope lines = scope(false);
        Block block{offset(in), {}, offset(in) + 1};
        in.bump(1);
        do {
            rules::skip_gap(in, true);
            if (in.empty() || in.peek_char() == '\n') {  // the end, or the next item
                const Stop stop = stop_at(offset(in));
                report_unclosed(stop, block.open);
                move(in, std::max(stop.last_end(), block.read_to));
                return;
            }
            if (in.peek_char() == '}') {
                note_closer(block.open, offset(in));
                in.bump(1);
                return;
            }
        } while (parse_entry(in, block, parse_one));
    }

    template <class In, class ParseOne> void parse_items(In& in, ParseOne parse_one) {
        rules::skip_gap(in, true, true);
        if (!check_version(offset(in))) {
            tree.add(NodeKind::broken_item, offset(in), static_cast<std::uint32_t>(text_.size()));
            move(in, static_cast<std::uint32_t>(text_.size()));
            return;
        }
        for (bool first = true; !in.empty(); first = false) {
            parse_item(in, parse_one, first);
            rules::skip_gap(in, true, true);
        }
    }

 private:
    struct Block {
        std::uint32_t open;
        std::optional<std::uint32_t> indentation;  // of the first entry that begins a line
        std::uint32_t read_to;                     // end of the last entry
    };
    // Braces whose closing one does not stand under the line that opened: the place to look at
    // where braces do not add up.
    struct Suspect {
        std::uint32_t open, close;
    };
    struct Checkpoint {
        Builder::Checkpoint tree;
        std::size_t depth, chain;
        std::uint32_t since;
    };

    Stop stop_at(std::uint32_t at) const { return {text_, file_, since_, at}; }

    [[noreturn]] void fail(const Stop& stop, diag::Diagnostic d) {
        pending_ = std::move(d);
        failed_at_ = stop.anchor();
        throw Failure{};
    }
    void report_pending() {
        sink_.add(std::move(pending_));
        if (++reported_ == max_errors) {
            throw Abort{};
        }
    }
    template <class In> [[noreturn]] void too_deep(const In& in, std::size_t limit) {
        const std::uint32_t at = offset(in);
        sink_.emit({at, at + 1, file_}, diag::nested_too_deep, limit)
            .help("give a part of it a name with `let`, `const`, `type` or `fn`");
        throw Abort{};
    }

    Checkpoint checkpoint() const { return {tree.checkpoint(), depth_, chain_, since_}; }
    void restore(const Checkpoint& to) {
        tree.restore(to.tree);
        depth_ = to.depth;
        chain_ = to.chain;
        links_.resize(to.depth);
        since_ = to.since;
    }

    template <class In> static void move(In& in, std::uint32_t to) {
        in.restart();
        in.bump(to);
    }

    // False where the block is taken as closed before this entry.
    template <class In, class ParseOne> bool parse_entry(In& in, Block& block, ParseOne parse_one) {
        const std::uint32_t begin = offset(in);
        const Checkpoint before = checkpoint();
        const bool leads = first_on_line(text_, begin);
        since_ = begin;
        try {
            parse_one(in, *this);
            const std::uint32_t end = offset(in);
            end_entry(in);
            block.read_to = end;
            if (leads && !block.indentation) {
                block.indentation = indentation(text_, begin);
            }
            since_ = before.since;
            return true;
        } catch (const Failure&) {
            restore(before);
        }
        if (leads && stands_outside(block, begin)) {
            const Stop stop = stop_at(begin);
            report_unclosed(stop, block.open);
            move(in, std::max(stop.last_end(), block.read_to));
            return false;
        }
        report_pending();
        const std::uint32_t end = end_of_broken_entry(text_, begin, failed_at_);
        block.read_to = trimmed(begin, end);
        tree.add(NodeKind::broken_entry, begin, block.read_to);
        move(in, end);
        if (!in.empty() && in.peek_char() == ',') {
            in.bump(1);
        }
        return true;
    }

    // An entry that cannot be read and stands no further right than the line of the opening brace,
    // where the entries before did, is taken for one of the block outside.
    bool stands_outside(const Block& block, std::uint32_t begin) const {
        if (item_begins(text_, begin)) {
            return true;
        }
        const std::uint32_t outside = indentation(text_, block.open);
        return block.indentation && *block.indentation > outside &&
               indentation(text_, begin) <= outside;
    }

    template <class In> void end_entry(In& in) {
        rules::skip_gap(in, false);
        if (in.empty() || in.peek_char() == '\n' || in.peek_char() == '}') {
            return;
        }
        if (in.peek_char() == ',') {
            in.bump(1);
            return;
        }
        const Stop stop = stop_at(offset(in));
        if (in.peek_char() == ';') {
            sink_.add(expected_at(stop, {Sort::mark, "a comma or a new line"}));
            in.bump(1);
            return;
        }
        if (!entry_follows(text_, stop.at)) {
            fail(stop, expected_at(stop, {Sort::mark, "a comma or a new line"}));
        }
        const std::uint32_t end = stop.last_end();
        sink_.emit(stop.found(), diag::separator_missing, "entries")
            .fix({end, end, file_}, ",", diag::Safe::yes);
    }

    template <class In, class ParseOne> void parse_item(In& in, ParseOne parse_one, bool first) {
        const std::uint32_t begin = offset(in);
        const Checkpoint before = checkpoint();
        since_ = begin;
        suspect_.reset();
        if (const Token word = token_at(text_, begin); !first && text_of(text_, word) == "lsmap") {
            sink_.emit({word.begin, word.end, file_}, diag::version_not_first);
        }
        try {
            parse_one(in, *this);
            rules::skip_gap(in, false);
            if (!in.empty() && in.peek_char() != '\n') {
                const Stop stop = stop_at(offset(in));
                fail(stop, expected_at(stop, {Sort::mark, "the end of the line"}));
            }
            last_suspect_ = suspect_;
            return;
        } catch (const Failure&) {
            restore(before);
        }
        if (pending_.code == diag::nothing_to_close.code) {
            label_suspect(pending_, last_suspect_);
        }
        report_pending();
        std::uint32_t end = end_of_broken_item(text_, failed_at_);
        if (text_[begin] == '}') {
            end = begin + 1;
        }
        tree.add(NodeKind::broken_item, begin, trimmed(begin, end));
        move(in, end);
    }

    void report_unclosed(const Stop& stop, std::uint32_t open) {
        if (std::exchange(unclosed_at_, stop.anchor()) == stop.anchor()) {
            return;  // told of the block within
        }
        auto& d = sink_.add(not_closed_at(stop, open, '}'));
        label_suspect(d, suspect_);
    }
    void note_closer(std::uint32_t open, std::uint32_t close) {
        if (!suspect_ && first_on_line(text_, close) &&
            indentation(text_, close) != indentation(text_, open)) {
            suspect_ = Suspect{open, close};
        }
    }
    void label_suspect(diag::Diagnostic& d, const std::optional<Suspect>& suspect) const {
        if (suspect) {
            d.label({suspect->open, suspect->open + 1, file_},
                    "the block that is indented otherwise");
            d.label({suspect->close, suspect->close + 1, file_},
                    "this closes a block that is indented otherwise");
        }
    }

    // False: written for a version that this program does not know, so nothing can be read.
    bool check_version(std::uint32_t at) {
        const Token word = token_at(text_, at);
        if (text_of(text_, word) != "lsmap") {
            bool later = false;
            for (std::size_t line = text_.find("\nlsmap ");
                 line != std::string_view::npos && !later;
                 line = text_.find("\nlsmap ", line + 1)) {
                later = true;  // told there
            }
            if (!later) {
                const auto start =
                    static_cast<std::uint32_t>(text_.substr(0, 3) == byte_order_mark ? 3 : 0);
                sink_.emit({word.begin, word.end, file_}, diag::version_missing)
                    .help("begin the file with `lsmap 1`")
                    .fix({start, start, file_}, "lsmap 1\n\n", diag::Safe::yes);
            }
            return true;
        }
        const Token blank = token_at(text_, word.end);
        const Token number = token_at(text_, blank.end);
        const std::string_view written = text_of(text_, number);
        if (number.kind != TokenKind::number || !std::ranges::all_of(written, [](char c) {
                return c == '.' || (c >= '0' && c <= '9');
            })) {
            return true;  // the rule of the line tells
        }
        const std::string known = fmt::format("{}.{}", language_major, language_minor);
        const std::string_view major = written.substr(0, written.find('.'));
        const std::string_view minor =
            major.size() == written.size() ? "0" : written.substr(major.size() + 1);
        const auto is_at_most = [](std::string_view digits, std::string_view limit) {
            const std::size_t from = std::min(digits.find_first_not_of('0'), digits.size() - 1);
            digits.remove_prefix(from);
            return digits.size() < limit.size() ||
                   (digits.size() == limit.size() && digits <= limit);
        };
        const std::string known_major = std::to_string(language_major);
        if (is_at_most(major, known_major) && is_at_most(known_major, major) &&
            is_at_most(minor, std::to_string(language_minor))) {
            return true;
        }
        sink_
            .emit({number.begin, number.end, file_}, diag::version_unknown, std::string(written),
                  known)
            .help("a newer lsmapc may know it");
        return false;
    }

    std::uint32_t trimmed(std::uint32_t begin, std::uint32_t end) const {
        while (end > begin + 1 && (text_[end - 1] == ' ' || text_[end - 1] == '\t' ||
                                   text_[end - 1] == '\r' || text_[end - 1] == '\n')) {
            --end;
        }
        return end;
    }

    std::string_view text_;
    FileId file_;
    diag::Sink& sink_;
    std::uint32_t since_ = 0;
    std::size_t depth_ = 0;
    std::size_t chain_ = 0;
    std::vector<std::size_t> links_;  // of `chain_` where each level begins
    std::size_t reported_ = 0;
    diag::Diagnostic pending_;
    std::uint32_t failed_at_ = 0;
    std::optional<std::uint32_t> unclosed_at_;
    std::optional<Suspect> suspect_, last_suspect_;
};

}  // namespace lsmap::syntax
