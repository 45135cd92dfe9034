#include "base/trigonometry.hpp"
#include "data/box_corners.hpp"
#include "diag/codes/data.hpp"
#include "run/machine.hpp"
#include "run/obox.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lsmap::run {
namespace {
constexpr std::size_t most_parts = 16;
}

Value Machine::eval_part(const plan::Node& node, const Value& object) {
    const auto part = static_cast<ir::PartKind>(node.sub);
    const auto form = static_cast<plan::ShapeForm>(node.form);
    const double* r = object.reals;
    if (form == plan::ShapeForm::span) {
        return sound(object.items[part == ir::PartKind::end ? 1 : 0]);
    }
    if (form == plan::ShapeForm::mask) {
        return object
            .items[part == ir::PartKind::mask_height || part == ir::PartKind::height ? 1 : 0];
    }
    if (form == plan::ShapeForm::keypoint) {
        r = object.items[0].reals;
    }
    OrientedBox turned{};
    if (form == plan::ShapeForm::obox) {
        turned = oriented_box(object);
    } else if (form == plan::ShapeForm::rect) {
        turned = {r[0] + r[2] / 2, r[1] + r[3] / 2, r[2], r[3], r[4]};
    }
    const bool is_turned = form == plan::ShapeForm::obox || form == plan::ShapeForm::rect;
    double value = 0;
    switch (part) {
        case ir::PartKind::x:
        case ir::PartKind::x1:
            value = r[0];
            break;
        case ir::PartKind::y:
        case ir::PartKind::y1:
            value = r[1];
            break;
        case ir::PartKind::x2:
            value = r[2];
            break;
        case ir::PartKind::y2:
            value = r[3];
            break;
        case ir::PartKind::width:
        case ir::PartKind::mask_width:
            value = is_turned ? turned.width : form == plan::ShapeForm::size ? r[0] : r[2] - r[0];
            break;
        case ir::PartKind::height:
        case ir::PartKind::mask_height:
            value = is_turned ? turned.height : form == plan::ShapeForm::size ? r[1] : r[3] - r[1];
            break;
        case ir::PartKind::cx:
            value = is_turned ? turned.cx : (r[0] + r[2]) / 2;
            break;
        case ir::PartKind::cy:
            value = is_turned ? turned.cy : (r[1] + r[3]) / 2;
            break;
        case ir::PartKind::angle:
            value = turned.degrees;
            break;
        case ir::PartKind::start:
        case ir::PartKind::end:
            break;
    }
    return data::of_number(value);
}

// Of one list of points or numbers, or of two: all x and all y.
Value Machine::eval_polygon(NodeId id, const plan::Make& make) {
    Value lists[2];
    const std::size_t count = std::min<std::size_t>(make.parts.size(), 2);
    for (std::size_t i = 0; i < count; ++i) {
        lists[i] = eval(make.parts[i]);
        if (lists[i].state == data::State::skipped) {
            return lists[i];
        }
        all_sound(lists[i], plan_->types[make.parts[i]]);
    }
    const auto* list =
        types_.as<types::ListType>(types_.without_optional(plan_->types[make.parts[0]]));
    const bool in_points = types_.is<types::PointType>(list->element);
    const bool whole = types_.is<types::IntType>(types_.base_of_literal(list->element));
    const auto number = [&](const Value& v) {
        return whole ? static_cast<double>(v.integer) : v.number;
    };
    const std::size_t elements = lists[0].size;
    take_steps_for(elements, plan_->spans[id]);
    if (count == 2 && lists[1].size != elements) {
        raise_at(id,
                 diag::make(diag::builtin_failed,
                            fmt::format("{} numbers of x and {} of y", elements, lists[1].size)),
                 &lists[0]);
    }
    if (count == 1 && !in_points && elements % 2 != 0) {
        raise_at(
            id,
            diag::make(diag::builtin_failed,
                       fmt::format("{} numbers make no points: each has an x and a y", elements)),
            &lists[0]);
    }
    std::size_t size = count == 2 || in_points ? elements * 2 : elements;
    double* reals = arena_->array<double>(size);
    for (std::size_t i = 0; i < elements; ++i) {
        const Value& v = lists[0].items[i];
        if (in_points) {
            std::copy_n(v.reals, 2, reals + 2 * i);
        } else {
            reals[count == 2 ? 2 * i : i] = number(v);
        }
        if (count == 2) {
            reals[2 * i + 1] = number(lists[1].items[i]);
        }
    }
    if (size >= 4 && reals[0] == reals[size - 2] && reals[1] == reals[size - 1]) {
        size -= 2;  // closed by a repeated first point
    }
    Value made = data::of_reals({reals, size});
    made.source = lists[0].source;
    return made;
}

// `width` is the place of the width.
Value Machine::eval_size(const plan::Make& make, std::size_t width) {
    double* const reals = arena_->array<double>(2);
    const char* source = nullptr;
    for (std::size_t i = 0; i < 2; ++i) {
        Value room;
        const Value& part = look(make.parts[i], room);
        if (part.state == data::State::skipped) {
            return part;
        }
        reals[i == width ? 0 : 1] =
            make.is_whole(i) ? static_cast<double>(part.integer) : part.number;
        source = source == nullptr ? part.source : source;
    }
    Value made = data::of_reals({reals, 2});
    made.source = source;
    return made;
}

Value Machine::eval_box(const plan::Make& make) {
    Value box;
    double parts[4];
    for (std::size_t i = 0; i < 4; ++i) {
        Value room;
        const Value& part = look(make.parts[i], room);
        if (part.state == data::State::skipped) {
            box = part;
            return box;
        }
        parts[i] = make.is_whole(i) ? static_cast<double>(part.integer) : part.number;
        box.source = box.source == nullptr ? part.source : box.source;
    }
    double* const corners = arena_->array<double>(4);
    data::to_corners(make.box, parts, corners);
    box.reals = corners;
    box.size = 4;
    return box;
}

Value Machine::eval_shape(NodeId id, const plan::Make& make) {
    if (make.form == plan::Make::Form::box) {
        return eval_box(make);
    }
    if (make.form == plan::Make::Form::size || make.form == plan::Make::Form::size_hw) {
        return eval_size(make, make.form == plan::Make::Form::size_hw ? 1 : 0);
    }
    if (make.form == plan::Make::Form::polygon) {
        return eval_polygon(id, make);
    }
    double parts[most_parts];
    const std::size_t count = std::min(make.parts.size(), most_parts);
    const bool is_span = make.form == plan::Make::Form::span;
    Value* const ends = is_span ? arena_->array<Value>(count) : nullptr;
    Value first;
    const char* source = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        Value room;
        const Value& part = look(make.parts[i], room);
        if (part.state == data::State::skipped) {
            return part;
        }
        parts[i] = make.is_whole(i) ? static_cast<double>(part.integer) : part.number;
        if (is_span) {
            ends[i] = part;
        } else if (i == 0) {
            first = part;
        }
        source = source == nullptr ? part.source : source;
    }
    double* reals = nullptr;
    const auto put = [&](std::initializer_list<double> list) {
        reals = arena_->array<double>(list.size());
        std::copy(list.begin(), list.end(), reals);
        return data::of_reals({reals, list.size()});
    };
    const double* p = parts;
    Value made = std::visit(
        [&](const auto& t) -> Value {
            using T = std::decay_t<decltype(t)>;
            if constexpr (std::is_same_v<T, types::OboxType>) {
                if (t.form == types::OboxForm::quad || count == 8) {
                    return put({p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]});
                }
                const double degrees = t.angle.radians ? p[4] / std::numbers::pi * 180 : p[4];
                return put(
                    {p[0], p[1], p[2], p[3], t.angle.counter_clockwise ? -degrees : degrees});
            } else if constexpr (std::is_same_v<T, types::SizeType>) {
                return t.form == types::SizeForm::hw ? put({p[1], p[0]}) : put({p[0], p[1]});
            } else if constexpr (std::is_same_v<T, types::SpanType>) {
                return data::of_items({ends, count});
            } else if constexpr (std::is_same_v<T, types::PointType>) {
                return put({p[0], p[1]});
            }
            return first;  // of one part: time, length, angle
        },
        types_[types_.without_optional(make.declared)]);
    made.source = made.source == nullptr ? source : made.source;
    return made;
}

}  // namespace lsmap::run
