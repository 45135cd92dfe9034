#include "builtins/build_value.hpp"
#include "builtins/families.hpp"
#include "builtins/pictures.hpp"
#include "data/packing.hpp"

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
    const std::string_view name = data::unpacked_name(name_of_file(context.file_path));
    const std::size_t dot = name.rfind('.');
    return new_text(dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot),
                    context);
}

Value record_index(Args, CallContext& context) {
    return data::of_int(static_cast<std::int64_t>(context.record_index));
}

std::unique_ptr<Prepared> prepare_probe(std::span<const Value* const>, std::string&) {
    return std::make_unique<PictureAccess>();
}

Value probe(Args args, CallContext& context) {
    const std::string_view path = args[0].str();
    if (path.find("://") != std::string_view::npos || path.starts_with("data:")) {
        return data::missing_value();  // nothing is fetched
    }
    Pictures* const pictures = static_cast<const PictureAccess*>(context.prepared)->pictures;
    if (pictures == nullptr) {
        throw DataError{"`probe` reads pictures, and no folder is open: --media DIR"};
    }
    const std::optional<raster::PictureSize> size = pictures->size_of(path);
    if (!size) {
        return data::missing_value();
    }
    const double sides[] = {static_cast<double>(size->width), static_cast<double>(size->height)};
    return new_reals(sides, context);
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
     .doc = "The name of the input file without folders, without `.gz` or `.zst`, and without its "
            "last "
            "extension.",
     .examples = {{"stem(file_name())", "file_stem()"}},
     .call = file_stem,
     .pure = false,
     .family = family},
    {.signature = "probe(path: string) -> size?",
     .doc = "The size of the picture of this name in the folder of `--media`, from its header: "
            "PNG, JPEG, "
            "GIF, WebP, BMP, TIFF, turned as its EXIF orientation says. Missing where there is no "
            "such file, and for URLs.",
     .examples = {{R"(present(probe("https://example.org/7.jpg")))", "false"}},
     .call = probe,
     .prepare = prepare_probe,
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
