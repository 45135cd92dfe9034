#include "diag/codes/data.hpp"
#include "run/machine.hpp"

#include <cmath>

namespace lsmap::run {

Value Machine::eval_arithmetic(NodeId id, const plan::Node& node) {
    Value left_room;
    Value right_room;
    const Value& left = look(node.a, left_room);
    if (!left.present()) {
        return left;
    }
    const Value& right = node.b != none ? look(node.b, right_room) : right_room;
    if (!right.present()) {
        return right;
    }
    std::int64_t whole = 0;
    bool overflow = false;
    double number = 0;
    bool by_zero = false;
    switch (node.op) {
        case plan::Op::negate_int:
            overflow = __builtin_sub_overflow(std::int64_t{0}, left.integer, &whole);
            break;
        case plan::Op::add_int:
            overflow = __builtin_add_overflow(left.integer, right.integer, &whole);
            break;
        case plan::Op::subtract_int:
            overflow = __builtin_sub_overflow(left.integer, right.integer, &whole);
            break;
        case plan::Op::multiply_int:
            overflow = __builtin_mul_overflow(left.integer, right.integer, &whole);
            break;
        case plan::Op::modulo_int:
            by_zero = right.integer == 0;
            if (!by_zero && right.integer != -1) {  // x % -1 is 0; the smallest int would trap
                whole = left.integer % right.integer;
                whole += whole != 0 && (whole < 0) != (right.integer < 0) ? right.integer : 0;
            }
            break;
        case plan::Op::negate_number:
            return data::of_number(-left.number);
        case plan::Op::add_number:
            number = left.number + right.number;
            break;
        case plan::Op::subtract_number:
            number = left.number - right.number;
            break;
        case plan::Op::multiply_number:
            number = left.number * right.number;
            break;
        case plan::Op::divide_number:
            by_zero = right.number == 0;
            number = by_zero ? 0 : left.number / right.number;
            break;
        case plan::Op::modulo_number:
            by_zero = right.number == 0;
            if (!by_zero) {
                number = std::fmod(left.number, right.number);
                number += number != 0 && (number < 0) != (right.number < 0) ? right.number : 0;
            }
            break;
        default:
            break;
    }
    if (overflow) {
        raise_at(id, diag::make(diag::int_overflow), &left, &right);
    }
    if (by_zero) {
        raise_at(id, diag::make(diag::division_by_zero), &right, &left);
    }
    if (!std::isfinite(number)) {
        raise_at(id, diag::make(diag::result_not_finite), &left, &right);
    }
    const bool is_int = node.op == plan::Op::negate_int || node.op == plan::Op::add_int ||
                        node.op == plan::Op::subtract_int || node.op == plan::Op::multiply_int ||
                        node.op == plan::Op::modulo_int;
    return is_int ? data::of_int(whole) : data::of_number(number);
}

}  // namespace lsmap::run
