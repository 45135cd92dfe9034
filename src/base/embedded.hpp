#pragma once
#include <span>
#include <string_view>

// Texts that are part of the program; CMake writes the tables (cmake/EmbedFiles.cmake).
namespace lsmap::embedded {

struct EmbeddedFile {
    std::string_view name;  // file name without folder and extension
    std::string_view text;
};

// docs/errors/*.md by code, in ascending order.
std::span<const EmbeddedFile> error_pages();
// docs/reference/*.md: functions, controls, objects.
std::span<const EmbeddedFile> reference_pages();
// stdlib/*.lsmap by module name.
std::span<const EmbeddedFile> stdlib_modules();

}  // namespace lsmap::embedded
