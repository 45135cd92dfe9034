#pragma once
#include "data/shape_tree.hpp"
#include "types/type.hpp"

#include <string>

// How the alternatives of a union are told apart in JSON.
namespace lsmap::data {

// By which key objects of one type are known from those of another; `none` where by no key.
ObjectTest object_test(const types::TypeStore& types, types::TypeId first, types::TypeId second);
// Why no JSON value tells the two apart: "both may be a string"; "" where one does.
std::string why_alike(const Shape& a, const Shape& b, const ObjectTest& test);

}  // namespace lsmap::data
