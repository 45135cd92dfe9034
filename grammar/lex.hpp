#pragma once
#include "grammar/custom.hpp"

// Names, words and marks. A rule takes no blank at its ends: `_` stands between the parts.
namespace lsmap::grammar {
// clang-format off
struct name             : plain_name {};
struct word             : identifier {};
struct backquote_end    : one<'`'> {};
struct backquoted       : seq<one<'`'>, plus<not_one<'`', '\r', '\n'>>, must<backquote_end>> {};
struct studio_name      : sor<name, backquoted> {};

struct kw_and           : TAO_PEGTL_KEYWORD("and") {};
struct kw_or            : TAO_PEGTL_KEYWORD("or") {};
struct kw_not           : TAO_PEGTL_KEYWORD("not") {};
struct kw_in            : TAO_PEGTL_KEYWORD("in") {};
struct kw_if            : TAO_PEGTL_KEYWORD("if") {};
struct kw_then          : TAO_PEGTL_KEYWORD("then") {};
struct kw_else          : TAO_PEGTL_KEYWORD("else") {};
struct kw_match         : TAO_PEGTL_KEYWORD("match") {};
struct kw_for           : TAO_PEGTL_KEYWORD("for") {};
struct kw_where         : TAO_PEGTL_KEYWORD("where") {};
struct kw_when          : TAO_PEGTL_KEYWORD("when") {};
struct kw_let           : TAO_PEGTL_KEYWORD("let") {};
struct kw_skip          : TAO_PEGTL_KEYWORD("skip") {};
struct kw_fail          : TAO_PEGTL_KEYWORD("fail") {};

struct kw_join          : TAO_PEGTL_KEYWORD("join") {};
struct kw_left          : TAO_PEGTL_KEYWORD("left") {};
struct kw_on            : TAO_PEGTL_KEYWORD("on") {};
struct kw_group         : TAO_PEGTL_KEYWORD("group") {};
struct kw_adjacent      : TAO_PEGTL_KEYWORD("adjacent") {};
struct kw_by            : TAO_PEGTL_KEYWORD("by") {};
struct kw_as            : TAO_PEGTL_KEYWORD("as") {};
struct kw_order         : TAO_PEGTL_KEYWORD("order") {};
struct kw_desc          : TAO_PEGTL_KEYWORD("desc") {};
struct kw_limit         : TAO_PEGTL_KEYWORD("limit") {};
struct kw_to            : TAO_PEGTL_KEYWORD("to") {};
struct kw_with          : TAO_PEGTL_KEYWORD("with") {};
struct kw_object        : TAO_PEGTL_KEYWORD("object") {};
struct kw_data          : TAO_PEGTL_KEYWORD("data") {};
struct kw_meta          : TAO_PEGTL_KEYWORD("meta") {};
struct kw_prediction    : TAO_PEGTL_KEYWORD("prediction") {};
struct kw_apply         : TAO_PEGTL_KEYWORD("apply") {};
struct kw_file          : TAO_PEGTL_KEYWORD("file") {};
struct kw_from          : TAO_PEGTL_KEYWORD("from") {};
struct kw_try           : TAO_PEGTL_KEYWORD("try") {};
struct kw_missing       : TAO_PEGTL_KEYWORD("missing") {};
struct kw_same          : TAO_PEGTL_KEYWORD("same") {};
struct kw_loose         : TAO_PEGTL_KEYWORD("loose") {};
struct kw_position      : TAO_PEGTL_KEYWORD("position") {};
struct kw_any           : TAO_PEGTL_KEYWORD("_") {};

struct arrow            : string<'-', '>'> {};
struct dots             : string<'.', '.'> {};
struct minus            : seq<one<'-'>, not_at<one<'>'>>> {};
struct equals           : seq<one<'='>, not_at<one<'=', '>'>>> {};
// clang-format on
}  // namespace lsmap::grammar
