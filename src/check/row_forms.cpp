#include "check/row_forms.hpp"

#include "base/overloaded.hpp"
#include "types/signature.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

using builtins::CellForm;
using builtins::CellKind;
using builtins::RowForm;
using types::TypeId;

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
std::optional<CellForm> cell_of(const types::TypeStore& types, TypeId type) {
    const auto kind = kind_of_cell(types, types.without_optional(type));
    return kind ? std::optional(CellForm{*kind, types.is_optional(type)}) : std::nullopt;
}

RowForm numbers(std::size_t count) {
    return {std::vector<CellForm>(count, CellForm{CellKind::number}), count};
}
RowForm many_numbers() { return {{CellForm{CellKind::number}}, 0, true}; }

}  // namespace

std::vector<RowForm> row_forms(const types::TypeStore& types, TypeId type) {
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
                                         ? Forms{{std::vector<CellForm>(*t.exactly, *cell), fewest}}
                                         : Forms{{{*cell}, fewest, true}};
                          },
                          [&](const types::UnionType& t) {
                              Forms all;
                              for (const TypeId one : t.alternatives) {
                                  const Forms its = row_forms(types, one);
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

std::optional<CellForm> text_form(const types::TypeStore& types, TypeId type) {
    return cell_of(types, type);
}

std::unique_ptr<builtins::RowForms> input_row_forms(const types::TypeStore& types, TypeId type) {
    auto rows = std::make_unique<builtins::RowForms>();
    // Of the input a cell may hold JSON, too: lists and records in a table.
    const auto form_of = [&](types::TypeId of) {
        const bool is_json = types.is<types::JsonType>(types.without_optional(of));
        const auto cell = is_json ? std::nullopt : cell_of(types, of);
        return cell ? *cell : CellForm{CellKind::json, types.is_optional(of)};
    };
    if (const auto* record = types.as<types::RecordType>(type)) {
        for (const types::Field& field : record->fields) {
            rows->columns.push_back(
                {field.json_key, form_of(field.type), !types.is_optional(field.type)});
        }
    } else if (const auto* map = types.as<types::MapType>(type)) {
        rows->any_column = form_of(map->value);
    } else {
        rows->forms = row_forms(types, type);
    }
    return rows;
}

}  // namespace lsmap::check
