#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/foreign_words.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

using ir::PartKind;
using types::Axis;

// A part of a built-in shape: `.x1` of a box.
struct ShapePart {
    std::string_view name;
    PartKind part;
    Axis axis;
};
constexpr ShapePart point_parts[] = {{"x", PartKind::x, Axis::x}, {"y", PartKind::y, Axis::y}};
constexpr ShapePart box_parts[] = {
    {"x1", PartKind::x1, Axis::x},       {"y1", PartKind::y1, Axis::y},
    {"x2", PartKind::x2, Axis::x},       {"y2", PartKind::y2, Axis::y},
    {"width", PartKind::width, Axis::x}, {"height", PartKind::height, Axis::y},
    {"cx", PartKind::cx, Axis::x},       {"cy", PartKind::cy, Axis::y},
};
constexpr ShapePart obox_parts[] = {
    {"cx", PartKind::cx, Axis::x},          {"cy", PartKind::cy, Axis::y},
    {"width", PartKind::width, Axis::x},    {"height", PartKind::height, Axis::y},
    {"angle", PartKind::angle, Axis::none},
};
constexpr ShapePart size_parts[] = {{"width", PartKind::width, Axis::x},
                                    {"height", PartKind::height, Axis::y}};
constexpr ShapePart mask_parts[] = {{"width", PartKind::mask_width, Axis::none},
                                    {"height", PartKind::mask_height, Axis::none}};
constexpr ShapePart span_parts[] = {{"start", PartKind::start, Axis::none},
                                    {"end", PartKind::end, Axis::none}};

struct Parts {
    std::span<const ShapePart> rows;
    types::Unit unit = types::Unit::px;
    std::uint8_t variable = 0;
};
Parts parts_of(const types::Type& type) {
    return std::visit(Overloaded{
                          [](const types::PointType& t) {
                              return Parts{point_parts, t.unit, t.variable};
                          },
                          [](const types::BoxType& t) {
                              return Parts{box_parts, t.unit, t.variable};
                          },
                          [](const types::OboxType& t) {
                              return Parts{obox_parts, t.unit, t.variable};
                          },
                          [](const types::SizeType&) { return Parts{size_parts}; },
                          [](const types::MaskType&) { return Parts{mask_parts}; },
                          [](const types::SpanType&) { return Parts{span_parts}; },
                          [](const auto&) { return Parts{}; },
                      },
                      type);
}

bool has_axis(types::Unit unit) {
    return unit != types::Unit::px && unit != types::Unit::inch && unit != types::Unit::pt;
}

TypeId part_type(types::TypeStore& s, TypeId type, const Parts& parts, const ShapePart& row) {
    if (row.part == PartKind::angle) {
        return s.intern(types::AngleType{});
    }
    if (const auto* span = s.as<types::SpanType>(type)) {
        return span->of;
    }
    return s.is<types::MaskType>(type)
               ? s.integer()
               : s.intern(types::LengthType{
                     parts.unit, has_axis(parts.unit) ? row.axis : Axis::none, parts.variable});
}

}  // namespace

std::vector<Checker::NamedPart> Checker::named_parts(TypeId type) {
    types::TypeStore& s = store();
    if (const auto* keypoint = s.as<types::KeypointType>(type)) {
        const types::KeypointType row = *keypoint;
        const bool scored = row.form == types::KeypointForm::xyc;
        return {{"point", s.intern(types::PointType{row.unit, row.variable})},
                {"index", s.integer()},
                {scored ? "score" : "visibility", scored ? s.optional(s.score()) : s.integer()}};
    }
    const Parts parts = parts_of(s[type]);
    std::vector<NamedPart> named;
    for (const ShapePart& row : parts.rows) {
        named.push_back({std::string(row.name), part_type(s, type, parts, row)});
    }
    return named;
}

ModuleScope* Checker::named_module(ast::ExprId object) const {
    const auto* ref = std::get_if<ast::NameRef>(&ast_expr(object).node);
    if (ref == nullptr || chain_objects_.contains(static_cast<std::uint32_t>(object))) {
        return nullptr;
    }
    const auto module = scope_module_->modules.find(ref->name.text);
    if (module == scope_module_->modules.end()) {
        return nullptr;
    }
    const std::vector<std::string> values = visible_values();
    if (std::ranges::binary_search(values, ref->name.text)) {
        return nullptr;  // a value comes before the module of its name
    }
    note_module(ref->name, *module->second);
    return module->second;
}

ir::ExprId Checker::use(ir::VariableId id, Span span) {
    const ir::Variable& variable = program_.variables[id];
    const Path path{id, {}};
    Known facts{path};
    const TypeId type = narrowed(path, variable.type);
    if (const auto origin = origins_.find(id); origin != origins_.end()) {
        facts.origin = origin->second;
    }
    const auto whole = decoded_unions_.find(id);
    if (whole != decoded_unions_.end()) {
        facts.decoded_union = whole->second;
    } else if (type != variable.type &&
               store().is<types::UnionType>(store().without_optional(variable.type))) {
        facts.decoded_union = store().without_optional(variable.type);
    }
    if (store().is_optional(type) && facts.why_missing.empty()) {
        facts.why_missing = fmt::format("`{}` may be missing", variable.name);
    }
    return add({type, span, ir::Use{id}}, std::move(facts));
}

ir::ExprId Checker::name(const ast::Name& name, Span span) {
    const auto is_local = [&](const Local& l) { return l.name == name.text; };
    const bool local = std::ranges::find_if(locals_, is_local) != locals_.end();
    if (!local && record_visible_) {
        const TypeId record = program_.variables[program_.record].type;
        if (const auto* fields = store().as<types::RecordType>(record)) {
            const auto field_of = std::ranges::find(fields->fields, name.text, &types::Field::name);
            if (field_of != fields->fields.end()) {
                const auto index = static_cast<std::uint32_t>(field_of - fields->fields.begin());
                note_field(span, record, index);
                return field_at(use(program_.record, span), index, span);
            }
        }
    }
    if (const auto variable = find_value(name.text)) {
        note_variable(span, *variable);
        return use(*variable, span);
    }
    if (report_handle_as_value(name.text, span)) {
        return error_node(span);
    }
    const bool record_unknown =
        record_visible_ && store().is_error(program_.variables[program_.record].type);
    if (record_unknown || scope_module_->broken.contains(name.text) ||
        !unknown_names_.insert(name.text).second) {
        return error_node(span);  // told already
    }
    if (scope_module_->tables.contains(name.text) ||
        scope_module_->signatures.contains(name.text)) {
        const bool is_table = scope_module_->tables.contains(name.text);
        sink_.emit(span, diag::not_a_value, name.text, is_table ? "a label table" : "a function")
            .help(fmt::format("call it: `{}(…)`", name.text));
    } else if (scope_module_->modules.contains(name.text)) {
        sink_.emit(span, diag::not_a_value, name.text, "a module")
            .help(fmt::format("name what it holds: `{}.…`", name.text));
    } else {
        auto& report = sink_.emit(span, diag::unknown_name, name.text);
        const std::vector<std::string> names = visible_values();
        const std::string_view ours = word_for(ForeignWord::value, name.text);
        report.help(ours.empty() ? suggestion(name.text, names) : fmt::format("write {}", ours));
        const bool has_record =
            static_cast<std::size_t>(program_.record) < program_.variables.size() &&
            program_.variables[program_.record].kind == ir::VariableKind::record;
        const auto* fields =
            has_record && !record_visible_
                ? store().as<types::RecordType>(program_.variables[program_.record].type)
                : nullptr;
        if (fields != nullptr && std::ranges::find(fields->fields, name.text,
                                                   &types::Field::name) != fields->fields.end()) {
            report.note(fmt::format(
                "`{}` is a field of the input, which is seen in `task` only: hand it over as an "
                "argument",
                name.text));
        }
    }
    return error_node(span);
}

ir::ExprId Checker::field_at(ir::ExprId object, std::uint32_t index, Span span) {
    const TypeId object_type = type_of(object);
    TypeId type{};
    Known facts;
    if (const auto* record = store().as<types::RecordType>(object_type)) {
        const types::Field& field = record->fields[index];
        type = field.type;
        if (!field.span.empty()) {
            facts.origin = Origin{field.span, fmt::format("from `{}`", source_text(field.span))};
        }
        if (store().is_optional(type)) {
            facts.why_missing = fmt::format("`{}` may be absent or null", field.name);
        }
    } else {
        type = store().as<types::TupleType>(object_type)->places[index].type;
        if (store().is_optional(type)) {
            facts.why_missing = "this place of the tuple may be absent or null";
        }
    }
    if (known(object).path) {
        facts.path = known(object).path;
        facts.path->steps.push_back(index);
        const TypeId before = type;
        type = narrowed(*facts.path, type);
        if (type != before && store().is<types::UnionType>(store().without_optional(before))) {
            facts.decoded_union = store().without_optional(before);
        }
    }
    return add({type, span, ir::FieldOf{object, index}}, std::move(facts));
}

ir::ExprId Checker::field_of_union(ir::ExprId object, const ast::Name& name, Span span) {
    const TypeId narrow = type_of(object);
    const TypeId whole = known(object).decoded_union.value_or(narrow);
    const std::vector<TypeId> all = store().as<types::UnionType>(whole)->alternatives;
    const std::vector<TypeId> possible = store().as<types::UnionType>(narrow)->alternatives;
    ir::Match made{object, {}};
    TypeId common = store().never();
    for (const TypeId one : possible) {
        const auto* record = store().as<types::RecordType>(one);
        const auto has = record == nullptr
                             ? std::vector<types::Field>::const_iterator{}
                             : std::ranges::find(record->fields, name.text, &types::Field::name);
        if (record == nullptr || has == record->fields.end()) {
            sink_.emit(name.span, diag::unknown_field, print(one), name.text)
                .note(fmt::format("the value is one of {}", print(narrow)))
                .help("take it apart with `match` first");
            return error_node(span);
        }
        const auto index = static_cast<std::uint32_t>(has - record->fields.begin());
        const TypeId field_type = has->type;
        note_field(name.span, one, index);
        const ir::VariableId it = program_.variables.add({"", one, ir::VariableKind::binder, span});
        const ir::ExprId value = add({field_type, span, ir::FieldOf{use(it, span), index}});
        const auto number = static_cast<std::uint16_t>(std::ranges::find(all, one) - all.begin());
        made.arms.push_back({ir::MatchArm::Alternative{{number}}, it, value});
        common = common_type(common, field_type, span, fmt::format("the fields `{}`", name.text));
    }
    for (ir::MatchArm& arm : made.arms) {
        arm.value = require(arm.value, common, "the field", span);
    }
    Known facts;
    facts.discriminated = known(object).path;
    facts.discriminator = name.text;
    return add({common, span, std::move(made)}, std::move(facts));
}

ir::ExprId Checker::field(ir::ExprId object, const ast::Name& name, Span span) {
    types::TypeStore& s = store();
    const TypeId type = type_of(object);
    if (Around* around = asked_at(name.span)) {
        look_into(*around, type);
    }
    if (s.is_error(type) || type == s.never()) {
        return error_node(span);
    }
    if (s.is_optional(type) || type == s.null()) {
        const Span dot{node(object).span.end, name.span.begin, name.span.file};
        auto& report = sink_.emit(node(object).span, diag::receiver_may_be_missing, name.text)
                           .at(described(object));
        if (!known(object).why_missing.empty()) {
            report.note(known(object).why_missing);
        }
        report.help(fmt::format("`?.{}` is missing where this is; `?? skip` leaves the row out",
                                name.text));
        if (environment_.sources.text(dot) == ".") {
            report.fix(dot, "?.", diag::Safe::no);
        }
        return error_node(span);
    }
    std::vector<std::string> names;
    if (const auto* record = s.as<types::RecordType>(type)) {
        for (std::uint32_t i = 0; i < record->fields.size(); ++i) {
            if (record->fields[i].name == name.text) {
                note_field(name.span, type, i);
                return field_at(object, i, span);
            }
            names.push_back(record->fields[i].name);
        }
    } else if (const auto* tuple = s.as<types::TupleType>(type)) {
        for (std::uint32_t i = 0; i < tuple->places.size(); ++i) {
            if (tuple->places[i].name == name.text) {
                note_part(name.span, tuple->places[i].type);
                return field_at(object, i, span);
            }
            if (!tuple->places[i].name.empty()) {
                names.push_back(tuple->places[i].name);
            }
        }
    } else if (s.is<types::UnionType>(type)) {
        return field_of_union(object, name, span);
    } else if (const auto* keypoint = s.as<types::KeypointType>(type)) {
        const bool scored = keypoint->form == types::KeypointForm::xyc;
        const std::vector<NamedPart> fields = named_parts(type);
        for (std::uint32_t i = 0; i < fields.size(); ++i) {
            if (fields[i].name == name.text) {
                Known facts;
                facts.why_missing = scored && i == 2 ? "not every keypoint carries a score" : "";
                TypeId part_type = fields[i].type;
                if (known(object).path) {
                    facts.path = known(object).path;
                    facts.path->steps.push_back(i);
                    part_type = narrowed(*facts.path, part_type);
                }
                note_part(name.span, part_type);
                return add({part_type, span, ir::FieldOf{object, i}}, std::move(facts));
            }
            names.push_back(fields[i].name);
        }
    } else {
        const Parts parts = parts_of(s[type]);
        for (const ShapePart& row : parts.rows) {
            names.emplace_back(row.name);
            if (row.name != name.text) {
                continue;
            }
            const TypeId part = part_type(s, type, parts, row);
            note_part(name.span, part);
            return add({part, span, ir::Part{object, row.part}}, Known{{}, known(object).origin});
        }
    }
    const std::string written(environment_.sources.text(node(object).span));
    if (scope_module_->modules.contains(written)) {
        sink_.emit(node(object).span, diag::module_hidden, written).at(described(object));
        return error_node(span);
    }
    auto& report = sink_.emit(name.span, diag::unknown_field, print(type), name.text);
    if (known(object).origin) {
        report.label(node(object).span, described(object));
    }
    if (s.is<types::ListType>(type)) {
        report.help("take its elements one by one: `for x in …`, or one of them: `…[0]`");
    } else if (s.is<types::MapType>(type)) {
        report.help(fmt::format("look the key up: `…[\"{}\"]`", name.text));
    } else {
        report.help(suggestion(name.text, names));
    }
    return error_node(span);
}

}  // namespace lsmap::check
