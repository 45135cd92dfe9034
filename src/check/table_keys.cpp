#include "check/table_keys.hpp"

#include "check/loose_key.hpp"

#include <charconv>

namespace lsmap::check {

std::optional<std::int64_t> int_literal(const ast::Module& module, ast::ExprId id) {
    const auto& node = module.exprs[id].node;
    if (const auto* minus = std::get_if<ast::Unary>(&node);
        minus != nullptr && minus->op == ast::Operator::negate) {
        const std::optional<std::int64_t> value = int_literal(module, minus->operand);
        return value ? std::optional(-*value) : std::nullopt;
    }
    const auto* number = std::get_if<ast::NumberLiteral>(&node);
    if (number == nullptr || !number->is_int || !number->unit.empty()) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(number->text.data(), number->text.data() + number->text.size(), value);
    return error == std::errc{} ? std::optional(value) : std::nullopt;
}

std::string TakenKeys::shape(std::string_view text) const {
    return are_loose ? loose_key(text) : std::string(text);
}

std::optional<Span> TakenKeys::by(const ir::TableKey& key) const {
    if (are_text) {
        const auto same = texts_.find(shape(key.first.str()));
        return same == texts_.end() ? std::nullopt : std::optional(same->second);
    }
    std::int64_t next = key.first.integer;  // the first number that no range so far takes
    bool advanced = true;
    while (advanced) {
        advanced = false;
        for (const auto& [range, span] : ranges_) {
            if (range.first.integer <= next && next <= range.last.integer) {
                if (range.last.integer >= key.last.integer) {
                    return span;
                }
                next = range.last.integer + 1;
                advanced = true;
            }
        }
    }
    return std::nullopt;
}

void TakenKeys::add(const ir::TableKey& key, Span span) {
    if (are_text) {
        texts_.emplace(shape(key.first.str()), span);
    } else {
        ranges_.emplace_back(key, span);
    }
}

}  // namespace lsmap::check
