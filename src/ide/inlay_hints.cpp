#include "ide/inlay_hints.hpp"

#include "base/overloaded.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lsmap::ide {
namespace {

constexpr std::size_t longest_type = 40;

// `let x: T = …` says its type itself.
std::set<std::uint32_t> names_with_types(const ast::Module& module) {
    std::set<std::uint32_t> found;
    const auto look = [&](const auto& let) {
        if (let.type) {
            found.insert(let.name.span.begin);
        }
    };
    const auto clauses = [&](const std::vector<ast::Clause>& list) {
        for (const ast::Clause& clause : list) {
            if (const auto* let = std::get_if<ast::LetClause>(&clause.node)) {
                look(*let);
            }
        }
    };
    const auto block = [&](const ast::Block& body, const auto& self) -> void {
        for (const ast::Entry& entry : body) {
            std::visit(Overloaded{
                           [&](const ast::LetEntry& e) { look(e); },
                           [&](const ast::WhenEntry& e) { self(e.body, self); },
                           [&](const ast::ForEntry& e) {
                               clauses(e.clauses);
                               self(e.body, self);
                           },
                           [&](const ast::RuleEntry& e) {
                               clauses(e.clauses);
                               self(e.body, self);
                           },
                           [&](const ast::WithEntry& e) { self(e.body, self); },
                           [&](const ast::PredictionEntry& e) { self(e.body, self); },
                           [](const auto&) {},
                       },
                       entry.node);
        }
    };
    for (const ast::Item& item : module.items) {
        if (const auto* task = std::get_if<ast::TaskItem>(&item.node)) {
            clauses(task->clauses);
            block(task->body, block);
        } else if (const auto* group = std::get_if<ast::RulesItem>(&item.node)) {
            block(group->body, block);
        }
    }
    for (const ast::Expr& expr : module.exprs) {
        if (const auto* query = std::get_if<ast::Query>(&expr.node)) {
            clauses(query->clauses);
        }
    }
    return found;
}

// The unit that a type is in: "px", "ms", "permille", "byte"; "": it has none.
std::string unit_of(const types::TypeStore& types, types::TypeId id) {
    const types::TypeId inner = types.without_optional(id);
    return std::visit(
        Overloaded{
            [](const types::LengthType& t) { return std::string(types::word(t.unit)); },
            [](const types::PointType& t) { return std::string(types::word(t.unit)); },
            [](const types::BoxType& t) { return std::string(types::word(t.unit)); },
            [](const types::OboxType& t) { return std::string(types::word(t.unit)); },
            [](const types::PolygonType& t) { return std::string(types::word(t.unit)); },
            [](const types::TimeType& t) { return std::string(types::word(t.unit)); },
            [](const types::OffsetType& t) { return std::string(types::word(t.kind)); },
            [](const types::ScoreType& t) { return std::string(t.percent ? "0..100" : "0..1"); },
            [](const types::AngleType& t) {
                return std::string(t.radians ? "rad" : "deg") + (t.counter_clockwise ? " ccw" : "");
            },
            [](const types::RectType&) { return std::string("percent"); },
            [&](const types::SpanType& t) { return unit_of(types, t.of); },
            [&](const types::ListType& t) { return unit_of(types, t.element); },
            [](const types::FrameType& t) {
                return fmt::format("{}<{}>", t.page ? "page" : "frame", t.base);
            },
            [](const auto&) { return std::string(); },
        },
        types[inner]);
}

}  // namespace

std::vector<InlayHint> inlay_hints(const Analysis& analysis, std::uint32_t begin,
                                   std::uint32_t end) {
    std::vector<InlayHint> hints;
    const std::set<std::uint32_t> typed = names_with_types(analysis.module());
    for (const check::Use* use : analysis.names()) {
        const bool is_inferred =
            use->kind == check::NameKind::variable && use->is_declaration &&
            (use->variable == ir::VariableKind::let || use->variable == ir::VariableKind::binder);
        if (!is_inferred || use->at.begin < begin || use->at.end > end ||
            typed.contains(use->at.begin) || use->types->is_error(*use->type)) {
            continue;
        }
        const std::string text = use->types->print(*use->type);
        if (text.size() > longest_type) {
            continue;  // a record, whose fields hover tells
        }
        hints.push_back({use->at.end, ": " + text, true});
    }
    // Conversions that change the unit: the innermost value is as the data has it, the outermost as
    // the place wants it.
    std::set<std::uint32_t> shown;
    for (const ir::Program& program : analysis.meanings().programs) {
        for (const ir::Expr& expr : program.exprs) {
            const auto* convert = std::get_if<ir::Convert>(&expr.node);
            if (convert == nullptr || expr.span.file != analysis.file() ||
                expr.span.begin < begin || expr.span.end > end || expr.span.empty()) {
                continue;
            }
            const std::string from = unit_of(*program.types, program.exprs[convert->value].type);
            const std::string to = unit_of(*program.types, expr.type);
            const bool is_written =
                analysis.sources().text(expr.span).starts_with("to<");  // says so itself
            if (!from.empty() && !to.empty() && from != to && !is_written &&
                shown.insert(expr.span.end).second) {
                hints.push_back({expr.span.end, from + " → " + to, false});
            }
        }
    }
    std::ranges::stable_sort(hints, {}, &InlayHint::byte);
    return hints;
}

}  // namespace lsmap::ide
