#pragma once
#include "grammar/rule.hpp"

// Items and the file.
namespace lsmap::grammar {
// clang-format off
struct kw_lsmap         : TAO_PEGTL_KEYWORD("lsmap") {};
struct kw_config        : TAO_PEGTL_KEYWORD("config") {};
struct kw_use           : TAO_PEGTL_KEYWORD("use") {};
struct kw_output        : TAO_PEGTL_KEYWORD("output") {};
struct kw_param         : TAO_PEGTL_KEYWORD("param") {};
struct kw_input         : TAO_PEGTL_KEYWORD("input") {};
struct kw_type          : TAO_PEGTL_KEYWORD("type") {};
struct kw_const         : TAO_PEGTL_KEYWORD("const") {};
struct kw_labels        : TAO_PEGTL_KEYWORD("labels") {};
struct kw_fn            : TAO_PEGTL_KEYWORD("fn") {};
struct kw_rules         : TAO_PEGTL_KEYWORD("rules") {};
struct kw_task          : TAO_PEGTL_KEYWORD("task") {};
struct kw_test          : TAO_PEGTL_KEYWORD("test") {};

struct declared_name    : seq<name> {};
struct version_number   : seq<plus<digit>, opt<one<'.'>, plus<digit>>, not_at<identifier_other>> {};
struct version_item     : seq<kw_lsmap, _, must<version_number>> {};
struct config_path      : seq<string_literal> {};
struct config_item      : seq<kw_config, _, must<config_path>> {};
struct module_path      : sor<string_literal, name> {};
struct module_alias     : seq<name> {};
struct use_item         : seq<kw_use, _, must<module_path>, opt<_, kw_as, _, must<module_alias>>> {};
struct output_shape     : seq<name> {};
struct output_item      : seq<kw_output, _, must<output_shape>> {};
struct param_colon      : one<':'> {};
struct param_value      : seq<expr> {};
struct param_item       : seq<kw_param, _, must<declared_name>, _, must<param_colon>, _, must<type_after_colon>, opt<_, equals, gap, must<param_value>>> {};
struct input_name       : seq<name, at<_, one<':'>>> {};
struct input_type       : seq<type> {};
struct input_item       : seq<kw_input, _, opt<input_name, _, one<':'>, _>, must<input_type>> {};
struct type_equals      : equals {};
struct type_value       : seq<type> {};
struct type_item        : seq<kw_type, _, must<declared_name>, _, must<type_equals>, gap, must<type_value>> {};
struct const_equals     : equals {};
struct const_item       : seq<kw_const, _, must<declared_name>, opt<_, one<':'>, _, must<type_after_colon>>, _, must<const_equals>, gap, must<param_value>> {};

struct table_loose      : seq<kw_loose> {};
struct table_same       : seq<kw_same, opt<_, table_loose>> {};
struct table_position   : seq<kw_by, _, must<kw_position>> {};
struct table_any        : kw_any {};
struct table_value      : seq<expr> {};
struct table_arm        : seq<sor<keys, table_any>, _, must<arm_arrow>, _, must<table_value>> {};
struct table_entry      : sor<table_same, table_position, table_arm> {};
struct table_arrow      : arrow {};
struct table_entries    : curly<table_entry> {};
struct labels_item      : seq<kw_labels, _, must<declared_name>, _, must<table_arrow>, _, must<control_name>, star<_, one<','>, gap, must<control_name>>, _, must<table_entries>> {};

struct fn_param         : seq<declared_name, _, must<param_colon>, _, must<type_after_colon>> {};
struct fn_params        : round<list_until<fn_param, ')'>> {};
struct fn_equals        : equals {};
struct fn_value         : seq<expr> {};
struct fn_item          : seq<kw_fn, _, must<declared_name>, opt<type_params>, must<open_params>, fn_params, _, must<result_arrow>, _, must<result_type>, _, must<fn_equals>, gap, must<fn_value>> {};
struct rules_item       : seq<kw_rules, _, must<declared_name>, must<open_params>, fn_params, _, must<block>> {};
struct task_item        : seq<kw_task, opt<gap, at<kw_for>, clauses>, gap, must<block>> {};
struct test_name        : seq<string_literal> {};
struct test_item        : seq<kw_test, _, must<test_name>, _, must<block>> {};

struct item             : sor<version_item, config_item, use_item, output_item, param_item, input_item, type_item, const_item, labels_item, fn_item, rules_item, task_item, test_item> {};
struct file             : items_of<item> {};
// clang-format on
}  // namespace lsmap::grammar
