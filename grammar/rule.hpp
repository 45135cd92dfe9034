#pragma once
#include "grammar/expr.hpp"

// Entries of a block: slots, lets, guards, groups, rules, objects, predictions.
namespace lsmap::grammar {
// clang-format off
struct entry;
struct block            : curly<entry> {};
struct header_expr      : seq<not_at<one<'{'>>, expr> {};
struct not_a_slot       : not_at<blank_gap, one<':'>> {};
struct control_name     : seq<studio_name> {};
struct object_name      : seq<studio_name> {};

struct let_entry        : seq<kw_let, _, must<binders>, opt<_, one<':'>, _, must<type_after_colon>>, _, must<let_equals>, gap, must<clause_value>> {};
struct guard_entry      : seq<sor<kw_skip, kw_fail>, opt<blank_gap, message>, opt<_, kw_when, _, must<condition>>> {};
struct when_entry       : seq<kw_when, _, must<header_expr>, _, must<block>> {};

struct to_word          : seq<kw_to> {};
struct relation_end     : seq<expr> {};
struct relation_ends    : seq<not_at<sor<kw_on, kw_as, one<'{'>>>, expr, _, must<to_word>, _, must<relation_end>> {};
struct on_object        : seq<kw_on, _, must<object_name>> {};
struct handle_name      : seq<name> {};
struct handle           : seq<kw_as, _, must<handle_name>, opt<square<must<index_value>>>> {};
struct rule             : seq<arrow, _, must<control_name>, opt<_, relation_ends>, opt<_, on_object>, opt<_, handle>, _, must<block>> {};
struct for_body         : sor<block, rule> {};
struct for_entry        : seq<at<kw_for>, clauses, gap, must<for_body>> {};

struct with_entry       : seq<kw_with, not_a_slot, _, must<control_name>, _, must<block>> {};
struct object_entry     : seq<kw_object, not_a_slot, _, must<object_name>, _, must<block>> {};
struct data_entry       : seq<sor<kw_data, kw_meta>, _, record> {};
struct prediction_entry : seq<kw_prediction, not_a_slot, _, must<header_expr>, _, must<block>> {};
struct rules_name       : seq<name> {};
struct apply_open       : at<one<'('>> {};
struct apply_entry      : seq<kw_apply, not_a_slot, _, must<rules_name>, opt<one<'.'>, must<rules_name>>, must<apply_open>, arguments> {};
struct slot_colon       : one<':'> {};
struct slot_value       : seq<expr> {};
struct slot_entry       : seq<name, _, must<slot_colon>, _, must<slot_value>> {};
struct entry            : sor<let_entry, guard_entry, when_entry, for_entry, rule, with_entry, object_entry, data_entry, prediction_entry, apply_entry, slot_entry> {};
// clang-format on
}  // namespace lsmap::grammar
