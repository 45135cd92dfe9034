#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace lsmap::ide {

// `file:///a/b%20c.lsmap` as a path, "." and ".." gone; nothing: it is no file of this machine.
std::optional<std::string> path_of_uri(std::string_view uri);
std::string uri_of_path(std::string_view path);

// The form in which paths are compared: absolute, "." and ".." gone, symbolic links kept.
std::string plain_path(std::string_view path);

}  // namespace lsmap::ide
