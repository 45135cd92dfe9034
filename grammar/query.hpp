#pragma once
#include "grammar/lex.hpp"
#include "grammar/type.hpp"

// Clauses of a query: `for x in xs where … let … join … group … order by … limit …`.
namespace lsmap::grammar {
// clang-format off
struct binder           : seq<name> {};
struct tuple_binder     : round<must<binder>, star<_, one<','>, _, must<binder>>> {};
struct binders          : sor<binder, tuple_binder> {};
struct in_word          : seq<kw_in> {};
struct source           : seq<not_at<one<'{'>>, expr> {};
struct clause_condition : seq<not_at<one<'{'>>, expr> {};
struct clause_value     : seq<expr> {};
struct let_equals       : equals {};
struct on_word          : seq<kw_on> {};
struct by_word          : seq<kw_by> {};
struct group_as         : seq<kw_as> {};
struct group_name       : seq<name> {};

struct for_clause       : seq<kw_for, _, must<binders>, _, must<in_word>, _, must<source>> {};
struct where_clause     : seq<kw_where, _, must<clause_condition>> {};
struct let_clause       : seq<kw_let, _, must<binders>, opt<_, one<':'>, _, must<type_after_colon>>, _, must<let_equals>, gap, must<clause_value>> {};
struct join_left        : seq<kw_left> {};
struct join_clause      : seq<opt<join_left, _>, kw_join, _, must<binder>, _, must<in_word>, _, must<source>, _, must<on_word>, _, must<clause_condition>> {};
struct group_adjacent   : seq<kw_adjacent, not_at<_, kw_by>> {};
struct group_clause     : seq<kw_group, _, opt<group_adjacent, _>, must<clause_value>, _, must<by_word>, _, must<clause_value>, _, must<group_as>, _, must<group_name>> {};
struct order_desc       : seq<kw_desc> {};
struct order_key        : seq<expr, opt<_, order_desc>> {};
struct order_clause     : seq<kw_order, _, must<by_word>, _, must<order_key>, star<_, one<','>, _, must<order_key>>> {};
struct limit_clause     : seq<kw_limit, _, must<clause_value>> {};
struct clause           : sor<for_clause, where_clause, let_clause, join_clause, group_clause, order_clause, limit_clause> {};
struct clauses          : across_lines<for_clause, star<_, clause>> {};
// clang-format on
}  // namespace lsmap::grammar
