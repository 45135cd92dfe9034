#include "check/shape_help.hpp"

#include <fmt/format.h>

#include <optional>

namespace lsmap::check {
namespace {

std::string region_for_each(std::string_view control, std::string_view list) {
    return fmt::format("make a region of each: for part in {} -> {} {{ polygon: part, … }}", list,
                       control);
}

std::optional<types::Unit> unit_of(const types::TypeStore& types, types::TypeId shape) {
    if (const auto* polygon = types.as<types::PolygonType>(shape)) {
        return polygon->unit;
    }
    if (const auto* box = types.as<types::BoxType>(shape)) {
        return box->unit;
    }
    const auto* turned = types.as<types::OboxType>(shape);
    return turned == nullptr ? std::nullopt : std::optional(turned->unit);
}

}  // namespace

std::string mask_help(const types::TypeStore& types, types::TypeId from, std::string_view text) {
    if (from == types.string()) {
        return "a text is a mask where the input declares it as `png`, a picture in base64";
    }
    const auto* list = types.as<types::ListType>(from);
    if (list != nullptr && types.is<types::ListType>(list->element)) {
        return fmt::format("say from which number on it is painted: threshold({}, at: 0.5)", text);
    }
    const bool is_list = list != nullptr && types.is<types::PolygonType>(list->element);
    const types::TypeId shape = is_list ? list->element : from;
    const std::optional<types::Unit> unit = unit_of(types, shape);
    if (!unit) {
        return "";
    }
    std::string pixels(text);
    if (*unit != types::Unit::px) {
        pixels = is_list ? fmt::format("[to<px>(p) for p in {}]", text)
                         : fmt::format("to<px>({})", text);
    }
    if (!types.is<types::PolygonType>(shape)) {
        pixels = fmt::format("outline({})", pixels);
    }
    return fmt::format("fill it: fill({}, [WIDTH, HEIGHT])", pixels);
}

std::string polygon_help(const types::TypeStore& types, types::TypeId from,
                         std::string_view control, std::string_view text) {
    const auto* list = types.as<types::ListType>(from);
    if (list != nullptr && types.is<types::PolygonType>(list->element)) {
        return region_for_each(control, text);
    }
    return types.is<types::MaskType>(from)
               ? region_for_each(control, fmt::format("contour({})", text))
               : "";
}

}  // namespace lsmap::check
