#pragma once
#include "base/up_to.hpp"
#include "data/arena.hpp"
#include "data/value.hpp"
#include "types/type.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::builtins {

// What was made of constant arguments when the rules were checked (a compiled regular expression).
struct Prepared {
    virtual ~Prepared() = default;
};

// Thrown by a builtin for a data error (overflow, `one` of two): the evaluator adds rule and place.
struct DataError {
    std::string message;  // "`one` wants exactly one element, there are 3"
};

// What a call may use. Types are those of the call site: concrete, without signature variables.
struct CallContext {
    data::Arena& arena;
    const types::TypeStore& types;
    std::span<const types::TypeId> argument_types;
    types::TypeId result_type;
    const Prepared* prepared = nullptr;
    std::string_view file_path;      // of the input being read: file_stem(), file_name()
    std::uint64_t record_index = 0;  // from 0
    // What the call adds of elements that it went through beyond those of its arguments.
    std::uint64_t work = 0;
};

struct Example {
    std::string_view source, result;  // expressions of the language; both sides must be equal
};

using Call = data::Value (*)(std::span<const data::Value> args, CallContext& context);
// Looks at the constant arguments (nullptr: not constant) when the rules are checked. Returns what
// `call` gets, or puts one sentence for the user into `problem`.
using Prepare = std::unique_ptr<Prepared> (*)(std::span<const data::Value* const> constants,
                                              std::string& problem);

// One row for each builtin and each overload (same name, first signature that fits wins).
//
// Signatures are in the language's own type syntax. Variables: `T` `K` any type, `U` `V` a unit,
// `N` int or number, `Q` any quantity that can be ordered and averaged (int, number, score, logit,
// length, angle, time), `S` a score of either scale, `E` anything that can be compared with `<` (Q,
// string, datetime, offset, frame), `O` a text position of any kind, `P` one or
// a frame or page, `D` a time. `a?: T` may be left out (the call sees a missing value),
// `xs...: T` takes the rest, `by: .K` takes a field selector: the call sees the list of that
// field's values of the list before it.
struct Builtin {
    std::string_view signature;
    std::string_view doc;  // one or two sentences
    UpTo<Example, 6> examples;
    Call call = nullptr;
    Prepare prepare = nullptr;
    // `-> T?` becomes `-> T` where the first argument is a list that cannot be empty (first, max,
    // mean, …).
    bool present_if_not_empty = false;
    bool reads_all = true;    // false: takes no longer for a longer list (count, first)
    bool pure = true;         // false: depends on the run, never folded (file_stem)
    std::string_view family;  // "lists", "strings": the page of the reference
};

// All rows, family by family.
std::span<const Builtin* const> all();
// The overloads of a name, in table order; empty: there is no such builtin.
std::vector<const Builtin*> find(std::string_view name);
std::vector<std::string> names();
// The word before `(`.
std::string_view name_of(const Builtin& builtin);

}  // namespace lsmap::builtins
