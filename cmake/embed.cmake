# cmake -DDIR=… -DPATTERN=… -DNAME=… -DOUT=… -P embed.cmake
file(GLOB files LIST_DIRECTORIES false "${DIR}/${PATTERN}")
list(SORT files)
list(LENGTH files count)
set(rows "")
foreach(path IN LISTS files)
    get_filename_component(stem "${path}" NAME_WE)
    file(READ "${path}" text)
    string(APPEND rows "    EmbeddedFile{\"${stem}\", R\"~~~~(${text})~~~~\"},\n")
endforeach()
file(WRITE "${OUT}" "#include <array>

#include \"base/embedded.hpp\"

namespace lsmap::embedded {
namespace {
constexpr std::array<EmbeddedFile, ${count}> files{
${rows}};
}  // namespace
std::span<const EmbeddedFile> ${NAME}() { return files; }
}  // namespace lsmap::embedded
")
