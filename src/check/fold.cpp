#include "check/checker.hpp"

namespace lsmap::check {

// Literals and consts of literals; whatever else is constant folds when the plan is made.
const data::Value* Checker::constant(ir::ExprId id) const {
    const ir::Expr& expr = node(id);
    if (store().is_error(expr.type)) {
        return nullptr;
    }
    if (const auto* constant_expr = std::get_if<ir::Constant>(&expr.node)) {
        return &constant_expr->value;
    }
    if (const auto* used = std::get_if<ir::Use>(&expr.node)) {
        const ir::Variable& variable = program_.variables[used->variable];
        const bool is_constant =
            variable.kind == ir::VariableKind::constant || variable.kind == ir::VariableKind::let;
        return is_constant ? constant(variable.value) : nullptr;
    }
    return nullptr;
}

std::optional<std::string> Checker::constant_text(ir::ExprId id) const {
    const TypeId type = type_of(id);
    if (const auto* literal = store().as<types::LiteralType>(type)) {
        if (const auto* text = std::get_if<std::string>(&literal->value)) {
            return *text;
        }
    }
    const bool is_text = type == store().string() || store().is<types::LiteralType>(type);
    const data::Value* value = is_text ? constant(id) : nullptr;
    return value == nullptr || !value->present() ? std::nullopt
                                                 : std::optional(std::string(value->str()));
}

}  // namespace lsmap::check
