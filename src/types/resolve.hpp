#pragma once
#include "base/span.hpp"
#include "syntax/ast.hpp"
#include "types/type.hpp"

#include <optional>
#include <string>

namespace lsmap::types {

// Why a written type is no type: one sentence and its place.
struct ResolveProblem {
    Span span;
    std::string text;
};

// The type that a written type of the language names, with its encodings. Knows the language's own
// names alone, no declared ones. With `variables` also those of a signature: `T K N Q S E`, and `U
// V` as a unit (`box<U>`) or as a length in that unit. nullopt, and `problem` filled, where it is
// no type.
std::optional<TypeId> resolve(const ast::Module& module, ast::TypeId type, bool variables,
                              TypeStore& types, ResolveProblem& problem);

}  // namespace lsmap::types
