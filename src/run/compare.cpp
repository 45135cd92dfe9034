#include "run/machine.hpp"

#include <cmath>

namespace lsmap::run {
namespace {

template <class T> int three_way(const T& a, const T& b) { return a < b ? -1 : b < a ? 1 : 0; }

// Exact: a double is compared with a 64-bit integer without rounding either.
int three_way(std::int64_t a, double b) {
    if (b >= 9223372036854775808.0) {
        return -1;
    }
    if (b < -9223372036854775808.0) {
        return 1;
    }
    const double floor = std::floor(b);
    const auto whole = static_cast<std::int64_t>(floor);
    return a != whole ? three_way(a, whole) : b > floor ? -1 : 0;
}

template <class T> bool holds_between(ir::CompareOp op, T a, T b) {
    switch (op) {
        case ir::CompareOp::equal:
            return a == b;
        case ir::CompareOp::not_equal:
            return a != b;
        case ir::CompareOp::less:
            return a < b;
        case ir::CompareOp::less_equal:
            return a <= b;
        case ir::CompareOp::greater:
            return a > b;
        case ir::CompareOp::greater_equal:
            return a >= b;
    }
    return false;
}

}  // namespace

int Machine::order(ir::CompareBy by, const Value& a, const Value& b) const {
    switch (by) {
        case ir::CompareBy::boolean:
            return three_way(a.boolean, b.boolean);
        case ir::CompareBy::integer:
            return three_way(a.integer, b.integer);
        case ir::CompareBy::number:
            return three_way(a.number, b.number);
        case ir::CompareBy::text:
        case ir::CompareBy::id:
            return three_way(a.str(), b.str());
        case ir::CompareBy::integer_number:
            return three_way(a.integer, b.number);
        case ir::CompareBy::number_integer:
            return -three_way(b.integer, a.number);
        case ir::CompareBy::structure:
            break;
    }
    return 0;
}

bool Machine::same(ir::CompareBy by, const Value& a, const Value& b, types::TypeId type) const {
    return by == ir::CompareBy::structure ? equal(a, b, type) : order(by, a, b) == 0;
}

Value Machine::eval_compare(const plan::Node& node) {
    Value left_room;
    Value right_room;
    const Value& left = look(node.a, left_room);
    if (!left.present()) {
        return left;
    }
    const Value& right = look(node.b, right_room);
    if (!right.present()) {
        return right;
    }
    const auto op = static_cast<ir::CompareOp>(node.sub);
    const auto by = static_cast<ir::CompareBy>(node.form);
    return data::of_bool(by == ir::CompareBy::number
                             ? holds_between(op, left.number, right.number)
                             : holds(op, by, left, right, plan_->types[node.a]));
}

// The comparison of two numbers as a condition, see `truth`.
bool Machine::holds_of_numbers(const plan::Node& node, Value& why_not) {
    const plan::Node& a = nodes_[node.a];
    const plan::Node& b = nodes_[node.b];
    if (a.op == plan::Op::field_of_slot && b.op == plan::Op::constant) {  // d.score >= 0.25
        const Value& row = slots_[a.a];
        if (row.present() && a.b < row.size && row.items[a.b].present() &&
            constants_[b.a].present()) [[likely]] {
            return holds_between(static_cast<ir::CompareOp>(node.sub), row.items[a.b].number,
                                 constants_[b.a].number);
        }
    }
    Value left_room;
    Value right_room;
    const Value& left = look(node.a, left_room);
    if (!left.present()) {
        why_not = left;
        return false;
    }
    const Value& right = look(node.b, right_room);
    if (!right.present()) {
        why_not = right;
        return false;
    }
    return holds_between(static_cast<ir::CompareOp>(node.sub), left.number, right.number);
}

bool Machine::holds(ir::CompareOp op, ir::CompareBy by, const Value& a, const Value& b,
                    types::TypeId type) const {
    if (by == ir::CompareBy::structure) {
        return equal(all_sound(a, type), all_sound(b, type), type) == (op == ir::CompareOp::equal);
    }
    return holds_between(op, order(by, a, b), 0);
}

bool Machine::equal(const Value& a, const Value& b, types::TypeId type) const {
    if (!a.present() || !b.present()) {
        return a.state == b.state;
    }
    const auto items = [&](auto type_of_item) {
        if (a.size != b.size) {
            return false;
        }
        for (std::uint32_t i = 0; i < a.size; ++i) {
            if (!equal(a.items[i], b.items[i], type_of_item(i))) {
                return false;
            }
        }
        return true;
    };
    const auto reals = [&] {
        return std::equal(a.reals, a.reals + a.size, b.reals, b.reals + b.size);
    };
    return std::visit(
        [&](const auto& t) -> bool {
            using T = std::decay_t<decltype(t)>;
            using namespace types;
            if constexpr (std::is_same_v<T, BoolType>) {
                return a.boolean == b.boolean;
            } else if constexpr (std::is_same_v<T, IntType> || std::is_same_v<T, FrameType> ||
                                 std::is_same_v<T, OffsetType> || std::is_same_v<T, DateTimeType>) {
                return a.integer == b.integer;
            } else if constexpr (std::is_same_v<T, LiteralType>) {
                return t.value.index() == 0 ? a.str() == b.str() : a.integer == b.integer;
            } else if constexpr (std::is_same_v<T, StringType> || std::is_same_v<T, IdType> ||
                                 std::is_same_v<T, JsonType>) {
                return a.str() == b.str();
            } else if constexpr (std::is_same_v<T, LabelType>) {
                return t.path ? items([this](std::uint32_t) { return types_.string(); })
                              : a.str() == b.str();
            } else if constexpr (std::is_same_v<T, OptionalType>) {
                return equal(a, b, t.inner);
            } else if constexpr (std::is_same_v<T, ListType>) {
                return items([&](std::uint32_t) { return t.element; });
            } else if constexpr (std::is_same_v<T, TupleType>) {
                return items([&](std::uint32_t i) { return t.places[i].type; });
            } else if constexpr (std::is_same_v<T, RecordType>) {
                return items([&](std::uint32_t i) { return t.fields[i].type; });
            } else if constexpr (std::is_same_v<T, MapType>) {
                return items(
                    [&](std::uint32_t i) { return i % 2 == 0 ? types_.string() : t.value; });
            } else if constexpr (std::is_same_v<T, SpanType>) {
                return items([&](std::uint32_t i) { return i < 2 ? t.of : types_.string(); });
            } else if constexpr (std::is_same_v<T, UnionType>) {
                return a.alternative == b.alternative && a.alternative < t.alternatives.size() &&
                       equal(a, b, t.alternatives[a.alternative]);
            } else if constexpr (std::is_same_v<T, SizeType> || std::is_same_v<T, PointType> ||
                                 std::is_same_v<T, BoxType> || std::is_same_v<T, OboxType> ||
                                 std::is_same_v<T, RectType> || std::is_same_v<T, PolygonType>) {
                return reals();
            } else if constexpr (std::is_same_v<T, KeypointType>) {
                return std::equal(a.items[0].reals, a.items[0].reals + 2, b.items[0].reals) &&
                       a.items[1].integer == b.items[1].integer;
            } else if constexpr (std::is_same_v<T, MaskType>) {
                return a.items[0].integer == b.items[0].integer &&
                       a.items[1].integer == b.items[1].integer &&
                       a.items[2].str() == b.items[2].str();
            } else if constexpr (std::is_same_v<T, NumberType> || std::is_same_v<T, ScoreType> ||
                                 std::is_same_v<T, LogitType> || std::is_same_v<T, LengthType> ||
                                 std::is_same_v<T, AngleType> || std::is_same_v<T, TimeType>) {
                return a.number == b.number;
            } else {
                return false;
            }
        },
        types_[type]);
}

}  // namespace lsmap::run
