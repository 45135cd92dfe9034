#pragma once
#include "builtins/builtin.hpp"

#include <span>

// The rows of each family, in the order of the reference; see all.cpp.
namespace lsmap::builtins {

std::span<const Builtin> list_rows();
std::span<const Builtin> order_rows();
std::span<const Builtin> number_rows();
std::span<const Builtin> string_rows();
std::span<const Builtin> regex_rows();
std::span<const Builtin> text_position_rows();
std::span<const Builtin> sequence_rows();
std::span<const Builtin> word_piece_rows();
std::span<const Builtin> run_length_rows();
std::span<const Builtin> time_rows();
std::span<const Builtin> geometry_rows();
std::span<const Builtin> placement_rows();
std::span<const Builtin> mask_rows();
std::span<const Builtin> run_rows();

}  // namespace lsmap::builtins
