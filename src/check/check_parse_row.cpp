#include "base/overloaded.hpp"
#include "builtins/row_cells.hpp"
#include "check/checker.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

// `parse_row<T>(s, sep)`: the cells of a row of text as a tuple, a list or a shape of numbers.
namespace lsmap::check {
namespace {

using builtins::Cell;
using builtins::CellKind;
using builtins::RowForm;

// How a cell of the type is written in JSON; nullopt: it takes more than a cell.
std::optional<CellKind> kind_of_cell(const types::TypeStore& types, TypeId type) {
    using Kind = std::optional<CellKind>;
    const TypeId base = types.base_of_literal(type);
    return std::visit(Overloaded{
                          [](const types::StringType&) { return Kind(CellKind::text); },
                          [](const types::IdType&) { return Kind(CellKind::text); },
                          [](const types::BoolType&) { return Kind(CellKind::boolean); },
                          [](const types::JsonType&) { return Kind(CellKind::open); },
                          [](const types::IntType&) { return Kind(CellKind::number); },
                          [](const types::NumberType&) { return Kind(CellKind::number); },
                          [](const types::ScoreType&) { return Kind(CellKind::number); },
                          [](const types::LogitType&) { return Kind(CellKind::number); },
                          [](const types::LengthType&) { return Kind(CellKind::number); },
                          [](const types::AngleType&) { return Kind(CellKind::number); },
                          [](const types::FrameType&) { return Kind(CellKind::number); },
                          [](const types::OffsetType&) { return Kind(CellKind::number); },
                          [](const types::TimeType& t) {
                              const bool is_text = t.unit == types::TimeUnit::clock ||
                                                   t.unit == types::TimeUnit::iso;
                              return Kind(is_text ? CellKind::text : CellKind::number);
                          },
                          [](const types::DateTimeType& t) {
                              return Kind(t.format == "unix" ? CellKind::number : CellKind::text);
                          },
                          [&](const types::UnionType& t) {
                              const bool are_cells = std::ranges::all_of(
                                  t.alternatives,
                                  [&](TypeId one) { return kind_of_cell(types, one).has_value(); });
                              return are_cells ? Kind(CellKind::open) : std::nullopt;
                          },
                          [](const auto&) { return Kind(); },
                      },
                      types[base]);
}
std::optional<Cell> cell_of(const types::TypeStore& types, TypeId type) {
    const auto kind = kind_of_cell(types, types.without_optional(type));
    return kind ? std::optional(Cell{*kind, types.is_optional(type)}) : std::nullopt;
}

RowForm numbers(std::size_t count) {
    return {std::vector<Cell>(count, Cell{CellKind::number}), count};
}
RowForm many_numbers() { return {{Cell{CellKind::number}}, 0, true}; }

// The forms of a row; none: the type is no row.
std::vector<RowForm> forms_of(const types::TypeStore& types, TypeId type) {
    using Forms = std::vector<RowForm>;
    return std::visit(Overloaded{
                          [&](const types::TupleType& t) {
                              RowForm form;
                              form.more = t.open;
                              for (const types::TuplePlace& place : t.places) {
                                  const auto cell = cell_of(types, place.type);
                                  if (!cell) {
                                      return Forms();
                                  }
                                  form.cells.push_back(*cell);
                                  form.fewest = cell->optional ? form.fewest : form.cells.size();
                              }
                              return Forms{form};
                          },
                          [&](const types::ListType& t) {
                              const auto cell = cell_of(types, t.element);
                              if (!cell) {
                                  return Forms();
                              }
                              const std::size_t fewest = types::fewest_elements(types, type);
                              return t.exactly
                                         ? Forms{{std::vector<Cell>(*t.exactly, *cell), fewest}}
                                         : Forms{{{*cell}, fewest, true}};
                          },
                          [&](const types::UnionType& t) {
                              Forms all;
                              for (const TypeId one : t.alternatives) {
                                  const Forms its = forms_of(types, one);
                                  if (its.empty()) {
                                      return Forms();
                                  }
                                  all.insert(all.end(), its.begin(), its.end());
                              }
                              return all;
                          },
                          [](const types::PointType&) { return Forms{numbers(2)}; },
                          [](const types::SizeType&) { return Forms{numbers(2)}; },
                          [](const types::BoxType&) { return Forms{numbers(4)}; },
                          [](const types::OboxType& t) {
                              return Forms{numbers(t.form == types::OboxForm::quad ? 8 : 5)};
                          },
                          [](const types::PolygonType&) { return Forms{many_numbers()}; },
                          [](const types::KeypointsType&) { return Forms{many_numbers()}; },
                          [](const auto&) { return Forms(); },
                      },
                      types[type]);
}

}  // namespace

ir::ExprId Checker::parse_row_call(const ast::Call& call, Args args, Span span,
                                   std::optional<TypeId>) {
    types::TypeStore& s = store();
    const bool names_fit = std::ranges::all_of(args, [&](const ast::Argument& arg) {
        const std::string_view name = &arg == args.data() ? "s" : "sep";
        return !arg.name || arg.name->text == name;
    });
    if (args.empty() || args.size() > 2 || !names_fit || call.type_args.size() != 1) {
        sink_.emit(span, diag::wrong_arguments, "parse_row<T>(s: string, sep?: string) -> T?");
        return error_node(span);
    }
    const TypeId declared = declared_type(call.type_args[0]);
    std::vector<ir::ExprId> texts;
    bool broken = s.is_error(declared);
    for (const ast::Argument& arg : args) {
        const Span at = ast_expr(arg.value).span;
        texts.push_back(require(expr(arg.value), s.string(), "`parse_row`", at));
        broken |= s.is_error(type_of(texts.back()));
    }
    if (broken) {
        return error_node(span);
    }
    auto forms = std::make_unique<builtins::RowForms>();
    forms->forms = forms_of(s, declared);
    if (forms->forms.empty()) {
        sink_.emit(span, diag::no_row, print(declared))
            .help(
                "write a tuple with one plain type for each cell: `(class: int, x: norm, p: "
                "score?)`, or a list: `[number]`");
        return error_node(span);
    }
    if (const data::Value* separator = texts.size() > 1 ? constant(texts[1]) : nullptr;
        separator != nullptr && separator->size == 0) {
        sink_.emit(ast_expr(args[1].value).span, diag::unusable_constant,
                   "a row cannot be split at an empty text");
        return error_node(span);
    }
    if (texts.size() == 1) {
        texts.push_back(constant_node(s.null(), data::missing_value(), span));
    }
    ir::Call cells{&builtins::row_cells(), std::move(texts), {s.string(), s.string()}, forms.get()};
    program_.prepared.push_back(std::move(forms));
    const ir::ExprId json = add({s.string(), span, std::move(cells)});
    Known facts;
    facts.why_missing = "the row may not have the cells of this type";
    return add({s.optional(s.value_type(declared)), span, ir::Decode{json, declared, false, true}},
               std::move(facts));
}

}  // namespace lsmap::check
