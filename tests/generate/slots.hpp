#pragma once
#include "types/type.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lsmap::generate {

// A slot as the tag table writes it, read by the parser and the resolver of the language.
struct Slot {
    std::string name;
    bool optional = false;
    std::vector<types::TypeId> alternatives;  // `box<percent> | rect` are two, words are one type
};
std::vector<Slot> slots_of(std::string_view record, types::TypeStore& types);

}  // namespace lsmap::generate
