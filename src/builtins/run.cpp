#include "builtins/build_value.hpp"
#include "builtins/families.hpp"

// What depends on the run, not on the record: never folded.
namespace lsmap::builtins {
namespace {

std::string_view name_of_file(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Value file_name(Args, CallContext& context) {
    return new_text(name_of_file(context.file_path), context);
}

Value file_stem(Args, CallContext& context) {
    const std::string_view name = name_of_file(context.file_path);
    const std::size_t dot = name.rfind('.');
    return new_text(dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot),
                    context);
}

Value record_index(Args, CallContext& context) {
    return data::of_int(static_cast<std::int64_t>(context.record_index));
}

constexpr std::string_view family = "run";

constexpr Builtin rows[] = {
    {.signature = "file_name() -> string",
     .doc = "The name of the input file without its folders; `-` for standard input.",
     .examples = {{"starts_with(file_name(), file_stem())", "true"}},
     .call = file_name,
     .pure = false,
     .family = family},
    {.signature = "file_stem() -> string",
     .doc = "The name of the input file without folders and without its last extension.",
     .examples = {{"stem(file_name())", "file_stem()"}},
     .call = file_stem,
     .pure = false,
     .family = family},
    {.signature = "record_index() -> int",
     .doc = "The number of the record in its input file, from 0.",
     .examples = {{"record_index() >= 0", "true"}},
     .call = record_index,
     .pure = false,
     .family = family},
};

}  // namespace

std::span<const Builtin> run_rows() { return rows; }

}  // namespace lsmap::builtins
