#pragma once
#include "grammar/query.hpp"
#include "grammar/type.hpp"

// Expressions. An `expr` node holds prefix operators, operands, suffixes and binary operators in one
// flat list; precedence is a column of operators.def.
namespace lsmap::grammar {
// clang-format off
struct call_types       : seq<types_ahead, one<'<'>, _, type, star<_, one<','>, _, type>, _, one<'>'>, at<one<'('>>> {};
struct argument_name    : seq<word, _, one<':'>, _> {};
struct selector         : seq<one<'.'>, word> {};
struct argument_value   : sor<selector, expr> {};
struct argument         : sor<seq<at<identifier, _, one<':'>>, argument_name, must<argument_value>>, argument_value> {};
struct arguments        : round<list_until<argument, ')'>> {};
struct call_part        : sor<arguments, seq<call_types, arguments>> {};

struct reference        : seq<studio_name, opt<call_part>> {};
struct file_literal     : seq<kw_file, blank_gap, string_literal> {};
struct bracketed_expr   : seq<expr> {};
struct group            : round<must<bracketed_expr>> {};
struct list             : square<opt<not_at<one<']'>>, must<bracketed_expr>, sor<seq<_, at<kw_for>, clauses>, star<_, one<','>, _, sor<at<one<']'>>, must<bracketed_expr>>>>>> {};
struct record_colon     : one<':'> {};
struct record_value     : seq<expr> {};
struct record_key       : sor<string_literal, word> {};
struct record_shorthand : at<blank_gap, sor<one<',', '}'>, eolf>> {};
struct record_entry     : seq<record_key, sor<record_shorthand, seq<_, must<record_colon>, _, must<record_value>>>> {};
struct record           : curly<record_entry> {};
struct skip_expr        : seq<kw_skip, opt<blank_gap, message>> {};
struct fail_expr        : seq<kw_fail, opt<blank_gap, message>> {};

struct condition        : seq<expr> {};
struct then_word        : seq<kw_then> {};
struct else_word        : seq<kw_else> {};
struct branch           : seq<expr> {};
struct if_expr          : seq<kw_if, _, must<condition>, gap, must<then_word>, gap, must<branch>, gap, must<else_word>, gap, must<branch>> {};

struct key_literal      : sor<string_literal, raw_literal, type_number, true_literal, false_literal, null_literal> {};
struct range_end        : seq<type_number> {};
struct key              : seq<key_literal, opt<_, dots, _, must<range_end>>> {};
struct next_key         : seq<key> {};
struct keys             : seq<key, star<gap, one<'|'>, not_at<one<'|'>>, gap, must<next_key>>> {};
struct pattern_missing  : kw_missing {};
struct pattern_any      : kw_any {};
struct pattern_type     : seq<word, _, one<':'>, not_at<one<':'>>, _, must<type_after_colon>> {};
struct pattern          : sor<keys, pattern_type, pattern_missing, pattern_any> {};
struct arm_arrow        : arrow {};
struct arm_value        : seq<expr> {};
struct match_arm        : seq<pattern, _, must<arm_arrow>, _, must<arm_value>> {};
struct match_subject    : seq<not_at<one<'{'>>, expr> {};
struct match_arms       : curly<match_arm> {};
struct match_expr       : seq<kw_match, _, must<match_subject>, _, must<match_arms>> {};

struct primary          : sor<number, string_literal, format_literal, raw_literal, file_literal, reference, group, list, record, skip_expr, fail_expr, if_expr, match_expr, true_literal, false_literal, null_literal> {};
struct member_name      : seq<word> {};
struct member           : seq<sor<string<'?', '.'>, seq<one<'.'>, not_at<one<'.'>>>>, must<member_name>, opt<call_part>> {};
struct slice_dots       : dots {};
struct index_value      : seq<expr> {};
struct index            : seq<opt<one<'?'>>, square<sor<seq<slice_dots, _, opt<expr>>, seq<must<index_value>, opt<_, slice_dots, _, opt<expr>>>>>> {};
struct suffix           : sor<seq<gap, at<sor<one<'.'>, string<'?', '.'>>>, member>, index> {};
struct prefix_op        : sor<minus, kw_not> {};
struct prefixed         : seq<primary> {};
struct operand          : seq<sor<seq<plus<prefix_op, _>, must<prefixed>>, primary>, star<suffix>> {};
struct divide           : seq<one<'/'>, not_at<one<'/', '*'>>> {};
struct line_op          : sor<string<'?', '?'>, string<'=', '='>, string<'!', '='>, string<'<', '='>, string<'>', '='>, one<'<', '>', '+', '*', '%'>, divide, kw_and, kw_or, kw_in> {};
struct binary_op        : sor<line_op, minus> {};
struct binary_line_op   : line_op {};
struct next_op          : sor<seq<_, binary_op>, seq<gap, binary_line_op>> {};
struct expr             : seq<operand, star<next_op, gap, must<operand>>> {};

struct expr_only        : seq<gap, must<expr>, gap, must<eof>> {};
// clang-format on
}  // namespace lsmap::grammar
