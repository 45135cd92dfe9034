#pragma once
#include "grammar/words.hpp"

#include <tao/pegtl/ascii.hpp>
#include <tao/pegtl/rules.hpp>
#include <tao/pegtl/type_list.hpp>

#include <cstddef>

// The few rules that PEGTL has no words for: gaps that depend on the innermost bracket, brackets
// that know where they were opened, blocks whose entries recover. Each asks the parse state:
//   bool lines_free                 a line end is blank here
//   Scope scope(bool lines_free)    sets it, and sets it back when destroyed
//   parse_entries, unclosed, …      see src/syntax/parse.cpp
namespace lsmap::grammar {
using namespace tao::pegtl;

// Moves over blanks and comments, and over line ends where they are blank.
template <class In> void skip_gap(In& in, bool lines_free, bool over_items = false) {
    const char* at = in.current();
    const char* const end = in.end();
    for (; at != end; ++at) {
        if (*at == '#') {
            while (at != end && *at != '\n') {
                ++at;
            }
            if (at == end) {
                break;
            }
        }
        if (*at == '\n') {
            const auto rest = static_cast<std::size_t>(end - at - 1);
            if (!lines_free || (!over_items && item_begins({at + 1, rest}))) {
                break;
            }
        } else if (*at != ' ' && *at != '\t' && *at != '\r') {
            break;
        }
    }
    in.bump(static_cast<std::size_t>(at - in.current()));
}

// Blank that stays on the line, blank over line ends, and the one that the innermost bracket
// decides.
struct blank_gap {
    using rule_t = star<one<' '>>::rule_t;
    using subs_t = empty_list;
    template <class In> static bool match(In& in) {
        skip_gap(in, false);
        return true;
    }
};
struct gap : blank_gap {
    template <class In> static bool match(In& in) {
        skip_gap(in, true);
        return true;
    }
};
struct _ : blank_gap {
    template <apply_mode, rewind_mode, template <class...> class, template <class...> class,
              class In, class State>
    static bool match(In& in, State& state) {
        skip_gap(in, state.lines_free);
        return true;
    }
};

// An identifier that is not reserved.
struct plain_name {
    using rule_t = identifier::rule_t;
    using subs_t = empty_list;
    template <class In> static bool match(In& in) {
        const char* const begin = in.current();
        const char* at = begin;
        if (at == in.end() || !is_word_first(*at)) {
            return false;
        }
        while (at != in.end() && is_word(*at)) {
            ++at;
        }
        const auto size = static_cast<std::size_t>(at - begin);
        if (size <= 5 && is_reserved({begin, size})) {
            return false;
        }
        in.bump(size);
        return true;
    }
};

// Looks ahead for `<…>(` on this line: types of a call, not a comparison. Bounded, so that a long
// chain of `<` is not scanned again at each of them.
struct types_ahead {
    static constexpr std::size_t most = 1000;
    using rule_t = success::rule_t;
    using subs_t = empty_list;
    template <class In> static bool match(In& in) {
        const char* at = in.current();
        const char* const end = in.size(most) < most ? in.end() : at + most;
        std::size_t depth = 0, round = 0;
        for (; at != end && *at != '\n' && (*at != ')' || round != 0); ++at) {
            if (*at == '(') {
                ++round;
            } else if (*at == ')') {
                --round;
            } else if (*at == '<') {
                ++depth;
            } else if (*at == '>' && --depth == 0) {
                return at + 1 != end && at[1] == '(';
            }
            if (depth == 0) {
                return false;
            }
        }
        return false;
    }
};

// Line ends are blank (true: a header, brackets) or end the entry (false).
template <bool LinesFree, class... Rules> struct lines {
    using rule_t = typename seq<Rules...>::rule_t;
    using subs_t = type_list<seq<Rules...>>;
    template <apply_mode A, rewind_mode M, template <class...> class Action,
              template <class...> class Control, class In, class State>
    static bool match(In& in, State& state) {
        const auto scope = state.scope(LinesFree);
        return Control<seq<Rules...>>::template match<A, M, Action, Control>(in, state);
    }
};
template <class... Rules> using across_lines = lines<true, Rules...>;
template <class... Rules> using by_lines = lines<false, Rules...>;

// ( … ) and [ … ]: line ends are blank inside; what is not closed is told with its opening bracket.
template <char Open, char Close, class... Rules> struct bracketed {
    using rule_t = typename seq<one<Open>, Rules..., one<Close>>::rule_t;
    using subs_t = type_list<one<Open>, Rules..., one<Close>>;
    template <apply_mode A, rewind_mode M, template <class...> class Action,
              template <class...> class Control, class In, class State>
    static bool match(In& in, State& state) {
        if (in.empty() || in.peek_char() != Open) {
            return false;
        }
        auto mark = in.template mark<M>();
        const auto open = state.offset(in);
        const auto scope = state.scope(true);
        in.bump(1);
        skip_gap(in, true);
        if constexpr (sizeof...(Rules) != 0) {
            if (!Control<seq<Rules...>>::template match<A, rewind_mode::dontcare, Action, Control>(
                    in, state)) {
                return mark(false);
            }
        }
        skip_gap(in, true);
        if (in.empty() || in.peek_char() != Close) {
            state.unclosed(in, open, Close);
        }
        in.bump(1);
        return mark(true);
    }
};
template <class... Rules> using round = bracketed<'(', ')', Rules...>;
template <class... Rules> using square = bracketed<'[', ']', Rules...>;

// { entry, entry ⏎ entry }: a broken entry is reported and skipped, the next one is read.
template <class Entry> struct curly {
    using rule_t = typename seq<one<'{'>, star<Entry>, one<'}'>>::rule_t;
    using subs_t = type_list<one<'{'>, star<must<Entry>>, one<'}'>>;
    template <apply_mode A, rewind_mode, template <class...> class Action,
              template <class...> class Control, class In, class State>
    static bool match(In& in, State& state) {
        if (in.empty() || in.peek_char() != '{') {
            return false;
        }
        state.parse_entries(in, [](In& i, State& s) {
            return Control<must<Entry>>::template match<A, rewind_mode::dontcare, Action, Control>(
                i, s);
        });
        return true;
    }
};

// Items up to the end of the file; a broken one is reported and the next one is read.
template <class Item> struct items_of {
    using rule_t = typename seq<star<Item>, eof>::rule_t;
    using subs_t = type_list<star<must<Item>>, eof>;
    template <apply_mode A, rewind_mode, template <class...> class Action,
              template <class...> class Control, class In, class State>
    static bool match(In& in, State& state) {
        state.parse_items(in, [](In& i, State& s) {
            return Control<must<Item>>::template match<A, rewind_mode::dontcare, Action, Control>(
                i, s);
        });
        return true;
    }
};

// `Rule, Rule, …` up to the bracket that closes; a comma may end the list.
template <class Rule, char Close>
using list_until =
    opt<not_at<one<Close>>, must<Rule>, star<_, one<','>, _, sor<at<one<Close>>, must<Rule>>>>;

}  // namespace lsmap::grammar
