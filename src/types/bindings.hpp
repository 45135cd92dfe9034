#pragma once
#include "types/type.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::types {

// Variables that not every type fits.
struct Constraint {
    std::string_view variable;
    bool (*holds)(const TypeStore&, TypeId);
    std::string_view words;
};

// What the variables of one signature stand for in one call.
class Bindings {
 public:
    explicit Bindings(TypeStore& types) : types_(types) {}

    // Whether a value of the type can stand where the pattern does; binds its variables, or widens
    // what they were bound to (int to number, a literal to its base).
    bool fit(TypeId pattern, TypeId actual);
    // The same for a bare number literal; `own` is int or number.
    bool fit_literal(TypeId pattern, double value, TypeId own);
    // The pattern with what is bound put in; what is not stays a variable, or becomes `unbound`.
    TypeId instantiate(TypeId pattern, std::optional<TypeId> unbound = {});
    // The first variable of the pattern that is constrained and not bound, for messages.
    const Constraint* open_constraint(TypeId pattern) const;

 private:
    struct BoundUnit {
        Unit unit;
        std::uint8_t variable = 0;  // of a generic function around the call
    };
    struct Bound {
        std::string variable;
        TypeId type;
    };
    Bound* find(std::string_view variable);
    bool fit_variable(const std::string& variable, TypeId actual);
    bool fit_unit(Unit pattern, std::uint8_t variable, Unit unit, std::uint8_t its_variable);
    bool converts(TypeId from, TypeId to) const;
    template <class T> T with_unit(T type) const;

    TypeStore& types_;
    std::vector<Bound> types_bound_;
    std::array<std::optional<BoundUnit>, 4> units_{};
};

}  // namespace lsmap::types
