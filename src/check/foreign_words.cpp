#include "check/foreign_words.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

struct Row {
    ForeignWord kind;
    std::string_view word, ours;
};
constexpr Row rows[] = {
    {ForeignWord::type, "str", "`string`"},
    {ForeignWord::type, "text", "`string`"},
    {ForeignWord::type, "float", "`number`"},
    {ForeignWord::type, "double", "`number`"},
    {ForeignWord::type, "integer", "`int`"},
    {ForeignWord::type, "boolean", "`bool`"},
    {ForeignWord::type, "list", "`[T]`, T being the type of the elements"},
    {ForeignWord::type, "array", "`[T]`, T being the type of the elements"},
    {ForeignWord::type, "dict", "`map<T>`, or `{ name: T }` with the keys that there are"},
    {ForeignWord::type, "object", "`{ name: T }` with the keys that there are, or `json`"},
    {ForeignWord::type, "any", "`json`"},
    {ForeignWord::type, "Optional", "`T?`"},
    {ForeignWord::type, "bbox", "the layout of the four numbers: `xyxy<px>`, `xywh<px>`, …"},
    {ForeignWord::value, "None", "`null`; `present(x)` asks whether a value is there"},
    {ForeignWord::value, "nil", "`null`; `present(x)` asks whether a value is there"},
    {ForeignWord::value, "undefined", "`null`; `present(x)` asks whether a value is there"},
    {ForeignWord::value, "True", "`true`"},
    {ForeignWord::value, "False", "`false`"},
    {ForeignWord::function, "len", "`count(xs)` for a list, `length(s)` for a text"},
    {ForeignWord::function, "int", "`round(x)`, or `parse_int(s)` for a text"},
    {ForeignWord::function, "float", "`parse_number(s)` for a text"},
    {ForeignWord::function, "str", "`f\"{x}\"`"},
    {ForeignWord::function, "string", "`f\"{x}\"`"},
    {ForeignWord::function, "map", "`[e for x in xs]`"},
    {ForeignWord::function, "filter", "`[x for x in xs where …]`"},
    {ForeignWord::function, "sorted", "`[x for x in xs order by x]`"},
    {ForeignWord::function, "sort", "`[x for x in xs order by x]`"},
    {ForeignWord::function, "join", "`join_text(xs, \", \")`"},
    {ForeignWord::function, "items", "`for (k, v) in m`"},
    {ForeignWord::function, "keys", "`[k for (k, v) in m]`"},
    {ForeignWord::function, "values", "`[v for (k, v) in m]`"},
    {ForeignWord::function, "strip", "`trim(s)`"},
    {ForeignWord::function, "startswith", "`starts_with(s, prefix)`"},
    {ForeignWord::function, "endswith", "`ends_with(s, suffix)`"},
    {ForeignWord::function, "contains", "`x in xs` for a list, `matches(s, r\"…\")` for a text"},
};

}  // namespace

std::string_view word_for(ForeignWord kind, std::string_view word) {
    const auto* const row =
        std::ranges::find_if(rows, [&](const Row& r) { return r.kind == kind && r.word == word; });
    return row == std::end(rows) ? std::string_view() : row->ours;
}

}  // namespace lsmap::check
