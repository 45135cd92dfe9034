#pragma once
#include "types/type.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace lsmap::types {

// A parsed signature such as `max(xs: [T], by: .E) -> E?`. Types are patterns: they may hold
// variables.
struct Signature {
    struct Param {
        std::string name;
        TypeId type;            // of a selector: the type of the field
        bool optional = false;  // may be left out
        bool selector = false;  // `by: .K`
        bool variadic = false;  // takes what is left, the last parameter
    };
    std::string name;
    std::vector<Param> params;
    TypeId result;
};

// Signatures by their text, parsed once for each. A text that is no signature is a bug in a table.
class Signatures {
 public:
    explicit Signatures(TypeStore& types) : types_(types) {}
    const Signature& of(std::string_view text);

 private:
    TypeStore& types_;
    std::unordered_map<std::string_view, std::unique_ptr<Signature>> parsed_;
};

// One argument of a call, as far as it is known before its parameter is.
struct Argument {
    std::string_view name{};  // empty: by position
    TypeId type{};            // value type; of a selector: the type of that field of the elements
    bool selector = false;    // `.score`
    // The value of a bare number literal (with its sign): it takes the type of the place it stands
    // in (int, number, a score within 0..1; 0 also any length, time or angle).
    std::optional<double> literal{};
};

// A call that fits. Arguments must be made `Place::type` (int to number, literal to its base, …).
struct Match {
    struct Place {
        std::optional<std::size_t> argument;  // index into the arguments; none: left out
        TypeId type;                          // of a selector: the list of the field's values
        bool optional = false;                // takes a missing value
    };
    std::vector<Place> places;  // one for each parameter; a variadic one has as many as it takes
    TypeId result;
};
struct Mismatch {
    std::optional<std::size_t> argument;  // the one that does not fit; none: one is lacking
    std::string wanted;                   // "box<px>", or "" where not the type is at fault
    std::string reason;                   // "`b` wants box<px>; this is point<px>"
};

// Fits the arguments to the signature. `present_if_not_empty` turns a result `T?` into `T` where
// the first argument is a list that cannot be empty.
std::variant<Match, Mismatch> match_signature(const Signature& signature,
                                              std::span<const Argument> arguments,
                                              bool present_if_not_empty, TypeStore& types);

// The fewest elements a value of this type has, as the type tells; 0 for what is no list.
std::uint32_t fewest_elements(const TypeStore& types, TypeId list);

}  // namespace lsmap::types
