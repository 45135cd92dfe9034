#include "data/projection.hpp"

#include "data/shape_tree.hpp"

#include <fmt/format.h>

namespace lsmap::data {
namespace {

void walk(const Shape& shape, const std::string& path, Projection& found) {
    switch (shape.form) {
        case Form::record:
            for (const FieldShape& field : shape.fields) {
                const std::string place =
                    path.empty() ? field.key.text : path + "." + field.key.text;
                if (field.needed) {
                    walk(field.shape, place, found);
                } else {
                    found.skipped.push_back(place);
                }
            }
            return;
        case Form::list:
            walk(shape.children.front(), path + "[]", found);
            return;
        case Form::map:
            walk(shape.children.front(), path + ".*", found);
            return;
        case Form::tuple:
            for (std::size_t i = 0; i < shape.children.size(); ++i) {
                walk(shape.children[i], fmt::format("{}[{}]", path, i), found);
            }
            return;
        case Form::presence:
            found.presence.push_back(path);
            return;
        case Form::alternatives:
        case Form::boolean:
        case Form::integer:
        case Form::number:
        case Form::string:
        case Form::id:
        case Form::json:
        case Form::literal:
        case Form::clock:
        case Form::iso_duration:
        case Form::datetime:
        case Form::size:
        case Form::point:
        case Form::box:
        case Form::quad:
        case Form::cxcywhr:
        case Form::polygon:
        case Form::keypoints:
        case Form::rle:
        case Form::bitmap:
        case Form::png:
            found.decoded.push_back(path.empty() ? "the whole record" : path);
            return;
    }
}

}  // namespace

Projection projection_of(const Shape& shape) {
    Projection found;
    walk(shape, {}, found);
    return found;
}

}  // namespace lsmap::data
