#include "syntax/parse.hpp"

#include "grammar/module.hpp"
#include "syntax/parse_state.hpp"
#include "syntax/text_check.hpp"

#include <tao/pegtl/memory_input.hpp>
#include <tao/pegtl/normal.hpp>
#include <tao/pegtl/nothing.hpp>
#include <tao/pegtl/parse.hpp>

#include <optional>
#include <type_traits>

namespace lsmap::syntax {
namespace {

namespace pegtl = tao::pegtl;
namespace rules = lsmap::grammar;

template <class Rule> inline constexpr std::optional<NodeKind> kind_of = std::nullopt;
#define NODE(rule) \
    template <> inline constexpr std::optional<NodeKind> kind_of<rules::rule> = NodeKind::rule;
#include "grammar/nodes.def"
#undef NODE

template <class Rule> inline constexpr std::optional<Expected> expected = std::nullopt;
#define EXPECT(rule, sort, text) \
    template <>                  \
    inline constexpr std::optional<Expected> expected<rules::rule> = Expected{Sort::sort, text};
#include "grammar/expected.def"
#undef EXPECT

// Recursion of the grammar passes through these.
template <class Rule> inline constexpr bool nests = false;
template <> inline constexpr bool nests<rules::expr> = true;
template <> inline constexpr bool nests<rules::type_term> = true;
template <> inline constexpr bool nests<rules::block> = true;

// Each makes the expression around it one deeper.
template <class Rule>
inline constexpr bool chains =
    std::is_same_v<Rule, rules::binary_op> || std::is_same_v<Rule, rules::binary_line_op> ||
    std::is_same_v<Rule, rules::prefix_op> || std::is_same_v<Rule, rules::member> ||
    std::is_same_v<Rule, rules::index> || std::is_same_v<Rule, rules::optional_mark>;

// A rule is watched when it is a node or may hold some; the search stops four levels down, where
// watching without need only costs time.
template <class Rule> inline constexpr bool is_node = kind_of<Rule>.has_value();
template <unsigned Depth, class Subs> inline constexpr bool holds_none = false;
template <class... Rs>
inline constexpr bool holds_none<0, pegtl::type_list<Rs...>> = sizeof...(Rs) == 0;
template <unsigned Depth, class... Rs>
inline constexpr bool holds_none<Depth, pegtl::type_list<Rs...>> =
    ((!is_node<Rs> && holds_none<Depth - 1, typename Rs::subs_t>)&&...);
template <class Rule>
inline constexpr bool watched =
    is_node<Rule> || nests<Rule> || !holds_none<4, typename Rule::subs_t>;

template <class Rule> struct Control : pegtl::normal<Rule> {
    static constexpr bool enable = watched<Rule> || pegtl::normal<Rule>::enable;

    template <class In> static void start(const In& in, State& state) {
        if constexpr (nests<Rule>) {
            state.enter(in);
        }
        if constexpr (is_node<Rule>) {
            state.tree.open(*kind_of<Rule>, State::offset(in));
        } else if constexpr (watched<Rule>) {
            state.tree.mark();
        }
    }
    template <class In> static void success(const In& in, State& state) {
        if constexpr (nests<Rule>) {
            state.leave();
        }
        if constexpr (chains<Rule>) {
            state.link(in);
        }
        if constexpr (is_node<Rule>) {
            state.tree.close(State::offset(in));
        } else if constexpr (watched<Rule>) {
            state.tree.keep();
        }
    }
    template <class In> static void failure(const In&, State& state) {
        if constexpr (nests<Rule>) {
            state.leave();
        }
        if constexpr (watched<Rule>) {
            state.tree.take_back();
        }
    }
    template <class In> [[noreturn]] static void raise(const In& in, State& state) {
        static_assert(expected<Rule>.has_value(),
                      "the operand of a must<> needs a row in expected.def");
        state.raise(in, *expected<Rule>);
    }
};

template <class Rule> Tree parse_as(const SourceFile& source, FileId file, diag::Sink& sink) {
    const auto size = static_cast<std::uint32_t>(source.text.size());
    Tree broken{{{NodeKind::file, 0, size, 2}, {NodeKind::broken_item, 0, size, 1}}};
    if (!check_text(source, file, sink)) {
        return broken;
    }
    pegtl::memory_input<pegtl::tracking_mode::lazy> in(source.text, source.path);
    if (source.text.starts_with(byte_order_mark)) {
        in.bump(byte_order_mark.size());
    }
    State state(source, file, sink);
    state.tree.open(NodeKind::file, 0);
    try {
        state.parse_whole(in, [](auto& i, State& s) {
            return pegtl::parse<Rule, pegtl::nothing, Control>(i, s);
        });
    } catch (const Abort&) {
        return broken;
    }
    state.tree.close(size);
    return {state.tree.take()};
}

}  // namespace

Tree parse(const SourceFile& source, FileId file, diag::Sink& sink) {
    return parse_as<rules::file>(source, file, sink);
}
Tree parse_type(const SourceFile& source, FileId file, diag::Sink& sink) {
    return parse_as<rules::type_only>(source, file, sink);
}
Tree parse_signature(const SourceFile& source, FileId file, diag::Sink& sink) {
    return parse_as<rules::signature_only>(source, file, sink);
}
Tree parse_expr(const SourceFile& source, FileId file, diag::Sink& sink) {
    return parse_as<rules::expr_only>(source, file, sink);
}

}  // namespace lsmap::syntax
