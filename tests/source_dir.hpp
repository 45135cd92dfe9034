#pragma once
#include <filesystem>

namespace lsmap::test {

// The root of the source tree. The path stands in one generated file, so that the objects of all
// other tests are the same in every checkout and a compiler cache serves them all.
std::filesystem::path source_dir();

}  // namespace lsmap::test
