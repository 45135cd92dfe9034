#include "base/trigonometry.hpp"
#include "diag/codes/data.hpp"
#include "run/machine.hpp"
#include "run/obox.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lsmap::run {

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

Value Machine::eval_shape(NodeId id, const plan::Make& make) {
    if (types_.is<types::PolygonType>(make.declared)) {
        return eval_polygon(id, make);
    }
    double parts[16] = {};
    Value spanned[16];
    const std::size_t count = std::min<std::size_t>(make.parts.size(), 16);
    const char* source = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        const Value part = eval(make.parts[i]);
        if (!part.present() && part.state == data::State::skipped) {
            return part;
        }
        const types::TypeId type = types_.without_optional(plan_->types[make.parts[i]]);
        const bool whole = types_.is<types::IntType>(type) || types_.is<types::LiteralType>(type);
        parts[i] = whole ? static_cast<double>(part.integer) : part.number;
        spanned[i] = part;
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
            if constexpr (std::is_same_v<T, types::BoxType>) {
                switch (t.form) {
                    case types::BoxForm::value:
                    case types::BoxForm::xyxy:
                        return put({p[0], p[1], p[2], p[3]});
                    case types::BoxForm::xywh:
                        return put({p[0], p[1], p[0] + p[2], p[1] + p[3]});
                    case types::BoxForm::cxcywh:
                        return put(
                            {p[0] - p[2] / 2, p[1] - p[3] / 2, p[0] + p[2] / 2, p[1] + p[3] / 2});
                    case types::BoxForm::yxyx:
                        return put({p[1], p[0], p[3], p[2]});
                    case types::BoxForm::xxyy:
                        return put({p[0], p[2], p[1], p[3]});
                }
            } else if constexpr (std::is_same_v<T, types::OboxType>) {
                if (t.form == types::OboxForm::quad || count == 8) {
                    return put({p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]});
                }
                const double degrees = t.angle.radians ? p[4] / std::numbers::pi * 180 : p[4];
                return put(
                    {p[0], p[1], p[2], p[3], t.angle.counter_clockwise ? -degrees : degrees});
            } else if constexpr (std::is_same_v<T, types::SizeType>) {
                return t.form == types::SizeForm::hw ? put({p[1], p[0]}) : put({p[0], p[1]});
            } else if constexpr (std::is_same_v<T, types::SpanType>) {
                Value* items = arena_->array<Value>(count);
                std::copy(spanned, spanned + count, items);
                return data::of_items({items, count});
            } else if constexpr (std::is_same_v<T, types::PointType>) {
                return put({p[0], p[1]});
            }
            return spanned[0];  // of one part: time, length, angle
        },
        types_[types_.without_optional(make.declared)]);
    made.source = made.source == nullptr ? source : made.source;
    return made;
}

}  // namespace lsmap::run
