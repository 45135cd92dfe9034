#pragma once
#include "grammar/lex.hpp"

// Numbers with units and the three sorts of strings.
namespace lsmap::grammar {
// clang-format off
struct expr;

struct exponent         : seq<one<'e', 'E'>, opt<one<'+', '-'>>, plus<digit>> {};
struct number           : seq<plus<digit>, opt<one<'.'>, plus<digit>>, opt<exponent>, opt<identifier>> {};

struct escape           : seq<one<'\\'>, not_one<'\r', '\n'>> {};
struct string_end       : one<'"'> {};
struct string_literal   : seq<one<'"'>, star<sor<not_one<'"', '\\', '\r', '\n'>, escape>>, must<string_end>> {};
struct raw_literal      : seq<string<'r', '"'>, star<not_one<'"', '\r', '\n'>>, must<string_end>> {};

struct doubled_brace    : sor<string<'{', '{'>, string<'}', '}'>> {};
struct lone_brace       : seq<at<one<'}'>>, must<doubled_brace>> {};
struct format_char      : sor<not_one<'"', '\\', '{', '}', '\r', '\n'>, escape, string<'{', '{'>, lone_brace> {};
struct format_text      : plus<format_char> {};
struct hole_expr        : seq<expr> {};
struct hole_end         : one<'}'> {};
struct hole             : seq<one<'{'>, by_lines<_, must<hole_expr>, _, must<hole_end>>> {};
struct format_literal   : seq<string<'f', '"'>, star<sor<format_text, hole>>, must<string_end>> {};

struct true_literal     : TAO_PEGTL_KEYWORD("true") {};
struct false_literal    : TAO_PEGTL_KEYWORD("false") {};
struct null_literal     : TAO_PEGTL_KEYWORD("null") {};
struct message          : sor<string_literal, format_literal, raw_literal> {};
// clang-format on
}  // namespace lsmap::grammar
