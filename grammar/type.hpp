#pragma once
#include "grammar/literal.hpp"

// Types: `int | string`, `[T; 3..]`, `(a: T, ..)`, `{ a?: T, b from "key": U }`, `box<px>`, `try T?`.
namespace lsmap::grammar {
// clang-format off
struct type;
struct type_term;
struct type_after_colon : seq<type> {};
struct type_argument    : seq<type> {};
struct type_end         : one<'>'> {};

struct type_arguments   : seq<one<'<'>, _, must<type_argument>, star<_, one<','>, _, must<type_argument>>, _, must<type_end>> {};
struct type_member      : seq<word> {};
struct type_named       : seq<name, opt<one<'.'>, not_at<one<'.'>>, must<type_member>>, opt<type_arguments>> {};
struct type_number      : seq<opt<one<'-'>>, number> {};

struct list_count       : seq<number> {};
struct list_at_least    : dots {};
struct list_element     : seq<type> {};
struct type_list_of     : square<must<list_element>, opt<_, one<';'>, _, must<list_count>, opt<_, list_at_least>>> {};

struct place_name       : seq<word, at<_, one<':'>>> {};
struct place_open       : dots {};
struct tuple_place      : sor<place_open, seq<opt<place_name, _, one<':'>, _>, type>> {};
struct type_tuple       : round<list_until<tuple_place, ')'>> {};

struct field_optional   : one<'?'> {};
struct field_colon      : one<':'> {};
struct field_key        : seq<kw_from, blank_gap, string_literal> {};
struct type_field       : seq<word, opt<field_optional>, opt<_, field_key>, _, must<field_colon>, _, must<type_after_colon>> {};
struct type_record      : curly<type_field> {};

struct optional_mark    : one<'?'> {};
struct type_try         : seq<kw_try, plus<blank>, not_at<one<':'>>, must<type_term>> {};
struct type_atom        : sor<type_try, type_named, type_list_of, type_record, type_tuple, string_literal, type_number> {};
struct type_term        : seq<type_atom, star<optional_mark>> {};
struct type             : seq<type_term, star<gap, one<'|'>, not_at<one<'|'>>, gap, must<type_term>>> {};

struct type_only        : seq<gap, must<type>, gap, must<eof>> {};

// Signatures of builtins: `name<T>(a: box<U>, b?: T, by: .K, xs...: T) -> T?`.
struct type_params      : seq<one<'<'>, _, must<name>, star<_, one<','>, _, must<name>>, _, must<type_end>> {};
struct result_arrow     : arrow {};
struct result_type      : seq<type> {};
struct variadic_mark    : string<'.', '.', '.'> {};
struct selector_mark    : one<'.'> {};
struct signature_param  : seq<word, opt<sor<field_optional, variadic_mark>>, _, must<field_colon>, _, opt<selector_mark>, must<type_after_colon>> {};
struct open_params      : at<one<'('>> {};
struct signature        : seq<must<name>, opt<type_params>, must<open_params>, round<list_until<signature_param, ')'>>, _, must<result_arrow>, _, must<result_type>> {};
struct signature_only   : seq<gap, signature, gap, must<eof>> {};
// clang-format on
}  // namespace lsmap::grammar
