#include "base/overloaded.hpp"
#include "plan/lowering.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <utility>

namespace lsmap::plan {
namespace {
bool is_plain(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') {
            return false;
        }
    }
    return true;
}
Op op_of(ir::UnaryOp op) {
    switch (op) {
        case ir::UnaryOp::negate_int:
            return Op::negate_int;
        case ir::UnaryOp::negate_number:
            return Op::negate_number;
        case ir::UnaryOp::logical_not:
            return Op::logical_not;
    }
    return Op::logical_not;
}
Op op_of(ir::BinaryOp op) {
    switch (op) {
        case ir::BinaryOp::add_int:
            return Op::add_int;
        case ir::BinaryOp::subtract_int:
            return Op::subtract_int;
        case ir::BinaryOp::multiply_int:
            return Op::multiply_int;
        case ir::BinaryOp::modulo_int:
            return Op::modulo_int;
        case ir::BinaryOp::add_number:
            return Op::add_number;
        case ir::BinaryOp::subtract_number:
            return Op::subtract_number;
        case ir::BinaryOp::multiply_number:
            return Op::multiply_number;
        case ir::BinaryOp::divide_number:
            return Op::divide_number;
        case ir::BinaryOp::modulo_number:
            return Op::modulo_number;
    }
    return Op::add_int;
}
std::uint32_t index_of(auto id) { return static_cast<std::uint32_t>(id); }
}  // namespace

NodeId Lowering::add(Node node, ir::ExprId from) {
    plan_.nodes.push_back(node);
    plan_.spans.push_back(program_.exprs[from].span);
    plan_.types.push_back(program_.exprs[from].type);
    return static_cast<NodeId>(plan_.nodes.size() - 1);
}

void Lowering::drop_last() {
    plan_.nodes.pop_back();
    plan_.spans.pop_back();
    plan_.types.pop_back();
}

Slot Lowering::slot_of(ir::VariableId id) {
    const auto [at, is_new] = slots_.try_emplace(index_of(id), plan_.slots);
    plan_.slots += is_new ? 1 : 0;
    return at->second;
}

std::uint32_t Lowering::reason(std::string_view text) {
    if (text.empty()) {
        return reason_none;
    }
    const auto found = reasons_.find(text);
    if (found != reasons_.end()) {
        return found->second;
    }
    plan_.reasons.emplace_back(text);
    const auto id = static_cast<std::uint32_t>(plan_.reasons.size() - 1);
    reasons_.emplace(std::string(text), id);
    return id;
}

ShapeForm Lowering::form_of(types::TypeId type) const {
    const types::TypeStore& store = *program_.types;
    using namespace types;
    const auto always = [](ShapeForm form) { return [form](const auto&) { return form; }; };
    const TypeId inner = store.without_optional(type);
    return std::visit(
        [&](const auto& t) {
            using T = std::decay_t<decltype(t)>;
            if constexpr (std::is_same_v<T, PointType>) {
                return ShapeForm::point;
            } else if constexpr (std::is_same_v<T, BoxType>) {
                return ShapeForm::box;
            } else if constexpr (std::is_same_v<T, OboxType>) {
                return ShapeForm::obox;
            } else if constexpr (std::is_same_v<T, RectType>) {
                return ShapeForm::rect;
            } else if constexpr (std::is_same_v<T, PolygonType>) {
                return ShapeForm::polygon;
            } else if constexpr (std::is_same_v<T, KeypointType>) {
                return ShapeForm::keypoint;
            } else if constexpr (std::is_same_v<T, SizeType>) {
                return ShapeForm::size;
            } else if constexpr (std::is_same_v<T, SpanType>) {
                return ShapeForm::span;
            } else if constexpr (std::is_same_v<T, MaskType>) {
                return ShapeForm::mask;
            } else if constexpr (std::is_same_v<T, ListType> || std::is_same_v<T, TupleType>) {
                return ShapeForm::list;
            } else if constexpr (std::is_same_v<T, StringType> || std::is_same_v<T, IdType>) {
                return ShapeForm::text;
            } else if constexpr (std::is_same_v<T, LiteralType>) {
                return t.value.index() == 0 ? ShapeForm::text : ShapeForm::integer;
            } else if constexpr (std::is_same_v<T, IntType> || std::is_same_v<T, FrameType> ||
                                 std::is_same_v<T, OffsetType> || std::is_same_v<T, DateTimeType>) {
                return ShapeForm::integer;
            } else if constexpr (std::is_same_v<T, NumberType> || std::is_same_v<T, ScoreType> ||
                                 std::is_same_v<T, LogitType> || std::is_same_v<T, LengthType> ||
                                 std::is_same_v<T, AngleType> || std::is_same_v<T, TimeType>) {
                return ShapeForm::number;
            } else if constexpr (std::is_same_v<T, UnionType>) {  // of literals
                const LiteralType* literal = store.as<LiteralType>(t.alternatives.front());
                return literal == nullptr            ? ShapeForm::other
                       : literal->value.index() == 0 ? ShapeForm::text
                                                     : ShapeForm::integer;
            } else {
                return always(ShapeForm::other)(t);
            }
        },
        store[inner]);
}

types::Unit Lowering::unit_of(types::TypeId type) const {
    const types::TypeStore& store = *program_.types;
    return std::visit(
        [&](const auto& t) {
            if constexpr (requires { t.unit; }) {
                if constexpr (std::is_same_v<std::decay_t<decltype(t.unit)>, types::Unit>) {
                    return t.unit;
                }
            }
            return types::Unit::px;
        },
        store[store.without_optional(type)]);
}

std::optional<ir::ExprId> Lowering::value_of(ir::VariableId id) const {
    const ir::Variable& variable = program_.variables[id];
    if (variable.kind == ir::VariableKind::constant) {
        return variable.value;
    }
    if (variable.kind == ir::VariableKind::param) {
        for (const ir::Param& param : program_.params) {
            if (param.variable == id) {
                return param.value;
            }
        }
    }
    return std::nullopt;
}

NodeId Lowering::expr(ir::ExprId id) {
    const ir::Expr& e = program_.exprs[id];
    if (const auto* use = std::get_if<ir::Use>(&e.node)) {
        if (const auto value = value_of(use->variable)) {
            // A place of its own also within another constant: written out at every use, 40 of them
            // that each use the one before twice would be 2^40 nodes.
            const bool inside = std::exchange(in_once_, false);
            const NodeId node = expr(*value);
            in_once_ = inside;
            return node;
        }
    }
    if (in_once_ || std::holds_alternative<ir::Constant>(e.node) || !is_constant(id)) {
        return bare(id);
    }
    // Depends on constants and parameters alone: computed once per run, at its first use, so that a
    // data error in it is reported by whoever reads it.
    const auto found = lowered_.find(index_of(id));
    if (found != lowered_.end()) {
        return found->second;
    }
    in_once_ = true;
    const NodeId inner = bare(id);
    in_once_ = false;
    const NodeId node = add({.op = Op::once, .a = inner, .b = plan_.once_places++}, id);
    lowered_.emplace(index_of(id), node);
    return node;
}

NodeId Lowering::operands(const std::vector<ir::ExprId>& list, ir::ExprId id) {
    std::vector<NodeId> nodes;
    nodes.reserve(list.size());
    for (const ir::ExprId element : list) {
        nodes.push_back(expr(element));
    }
    const auto first = static_cast<std::uint32_t>(plan_.operands.size());
    plan_.operands.insert(plan_.operands.end(), nodes.begin(), nodes.end());
    return add({.op = Op::make_items, .a = first, .b = static_cast<std::uint32_t>(nodes.size())},
               id);
}

NodeId Lowering::bare(ir::ExprId id) {
    const ir::Expr& e = program_.exprs[id];
    const auto node = [&](Op op, NodeId a = none, NodeId b = none, NodeId c = none) {
        return add({.op = op, .a = a, .b = b, .c = c}, id);
    };
    const auto ordered = [&](Op op, ir::ExprId a, ir::ExprId b) {
        const NodeId first = expr(a);
        const NodeId second = expr(b);
        return node(op, first, second);
    };
    return std::visit(
        Overloaded{
            [&](const ir::Constant& c) {
                data::Value value = c.value;
                const auto* label = program_.types->as<types::LabelType>(e.type);
                if (value.present() &&
                    (form_of(e.type) == ShapeForm::text || (label != nullptr && !label->path))) {
                    value.plain = is_plain(value.str());
                }
                plan_.constants.push_back(value);
                return node(Op::constant, static_cast<std::uint32_t>(plan_.constants.size() - 1));
            },
            [&](const ir::Use& use) {
                const auto value = value_of(use.variable);
                return value ? bare(*value) : node(Op::slot, slot_of(use.variable));
            },
            [&](const ir::FieldOf& field) {
                const NodeId object = expr(field.object);
                if (plan_.nodes[object].op == Op::slot && object + 1 == plan_.nodes.size()) {
                    const Slot slot = plan_.nodes[object].a;
                    drop_last();
                    return node(Op::field_of_slot, slot, field.index);
                }
                return node(Op::field, object, field.index);
            },
            [&](const ir::Part& part) {
                const NodeId object = expr(part.object);
                return add(
                    {.op = Op::part,
                     .sub = static_cast<std::uint8_t>(part.part),
                     .form = static_cast<std::uint8_t>(form_of(program_.exprs[part.object].type)),
                     .a = object},
                    id);
            },
            [&](const ir::ElementAt& at) { return ordered(Op::element, at.list, at.index); },
            [&](const ir::SliceOf& slice) {
                const NodeId object = expr(slice.object);
                const NodeId from = slice.from ? expr(*slice.from) : none;
                const NodeId to = slice.to ? expr(*slice.to) : none;
                const bool text = form_of(program_.exprs[slice.object].type) == ShapeForm::text;
                return add({.op = Op::slice,
                            .sub = static_cast<std::uint8_t>(text),
                            .a = object,
                            .b = from,
                            .c = to},
                           id);
            },
            [&](const ir::Lookup& lookup) { return ordered(Op::lookup, lookup.map, lookup.key); },
            [&](const ir::Chain& chain) {
                const NodeId object = expr(chain.object);
                const Slot it = slot_of(chain.it);
                return node(Op::chain, object, it, expr(chain.rest));
            },
            [&](const ir::Coalesce& c) { return ordered(Op::coalesce, c.value, c.otherwise); },
            [&](const ir::Unary& unary) { return node(op_of(unary.op), expr(unary.operand)); },
            [&](const ir::Binary& binary) {
                return ordered(op_of(binary.op), binary.left, binary.right);
            },
            [&](const ir::Compare& compare) {
                const NodeId left = expr(compare.left);
                const NodeId right = expr(compare.right);
                return add({.op = Op::compare,
                            .sub = static_cast<std::uint8_t>(compare.op),
                            .form = static_cast<std::uint8_t>(compare.by),
                            .a = left,
                            .b = right},
                           id);
            },
            [&](const ir::And& a) { return ordered(Op::logical_and, a.left, a.right); },
            [&](const ir::Or& o) { return ordered(Op::logical_or, o.left, o.right); },
            [&](const ir::InList& in) {
                const NodeId value = expr(in.value);
                const NodeId list = expr(in.list);
                return add({.op = Op::in_list,
                            .form = static_cast<std::uint8_t>(in.by),
                            .a = value,
                            .b = list},
                           id);
            },
            [&](const ir::InTable& in) {
                return node(Op::in_table, expr(in.key), index_of(in.table));
            },
            [&](const ir::Present& p) { return node(Op::present, expr(p.value)); },
            [&](const ir::If& choice) {
                const NodeId condition = expr(choice.condition);
                const NodeId yes = expr(choice.yes);
                return node(Op::conditional, condition, yes, expr(choice.no));
            },
            [&](const ir::Match& match) { return lower_match(match, id); },
            [&](const ir::MakeList& list) { return operands(list.elements, id); },
            [&](const ir::MakeRecord& record) { return operands(record.fields, id); },
            [&](const ir::Call& call) { return lower_call(call, id); },
            [&](const ir::CallFunction& call) {
                FunctionCall lowered;
                const ir::Function& function = program_.functions[call.function];
                for (const ir::ExprId arg : call.args) {
                    lowered.args.push_back(expr(arg));
                }
                for (const ir::VariableId param : function.params) {
                    lowered.params.push_back(slot_of(param));
                }
                const auto body = function_bodies_.find(index_of(call.function));
                if (body != function_bodies_.end()) {
                    lowered.body = body->second;
                } else {
                    lowered.body = expr(function.value);
                    function_bodies_.emplace(index_of(call.function), lowered.body);
                }
                plan_.function_calls.push_back(std::move(lowered));
                return node(Op::call_function,
                            static_cast<std::uint32_t>(plan_.function_calls.size() - 1));
            },
            [&](const ir::TableLookup& lookup) {
                return node(Op::table, expr(lookup.key), index_of(lookup.table));
            },
            [&](const ir::Interpolate& text) { return lower_interpolate(text, id); },
            [&](const ir::Skip& skip) { return node(Op::skip, reason(skip.reason)); },
            [&](const ir::Fail& fail) {
                return node(Op::fail, fail.message ? expr(*fail.message) : none);
            },
            [&](const ir::ScoresOf& scores) {
                return node(Op::scores, scores.control ? index_of(*scores.control) : none);
            },
            [&](const ir::HandleRef& ref) {
                return node(Op::region, index_of(ref.handle), ref.key ? expr(*ref.key) : none);
            },
            [&](const ir::RegionElse& n) { return lower_region_else(n, id); },
            [&](const ir::MakeShape& make) {
                return add({.op = Op::make_shape, .a = lower_make(make)}, id);
            },
            [&](const ir::Decode& decode) {
                const NodeId text = expr(decode.text);
                data::Needs everything;
                everything.all = true;
                plan_.decodes.push_back(
                    {data::make_shape(*program_.types, decode.declared, everything), decode.is_json,
                     decode.lenient});
                return node(Op::decode, text, static_cast<std::uint32_t>(plan_.decodes.size() - 1));
            },
            [&](const ir::Convert& convert) { return lower_convert(convert, id); },
            [&](const ir::Query& query) {
                const std::uint32_t rows = pipeline(query.clauses);
                return node(Op::query, rows, expr(query.element));
            },
        },
        e.node);
}

std::uint32_t Lowering::lower_make(const ir::MakeShape& make) {
    const types::TypeStore& types = *program_.types;
    const types::TypeId declared = types.without_optional(make.declared);
    const bool is_span = types.is<types::SpanType>(declared);
    const auto* size = types.as<types::SizeType>(declared);
    Make lowered;
    lowered.declared = make.declared;
    if (is_span) {
        lowered.form = Make::Form::span;
    } else if (types.is<types::PolygonType>(declared)) {
        lowered.form = Make::Form::polygon;
    } else if (const auto* box = types.as<types::BoxType>(declared)) {
        lowered.form = Make::Form::box;
        lowered.box = box->form;
    } else if (size != nullptr && make.parts.size() == 2) {
        lowered.form = size->form == types::SizeForm::hw ? Make::Form::size_hw : Make::Form::size;
    }
    for (ir::ExprId part : make.parts) {
        // Parts become numbers anyway.
        const auto* convert = std::get_if<ir::Convert>(&program_.exprs[part].node);
        if (!is_span && convert != nullptr &&
            convert->conversion == ir::Conversion::int_to_number) {
            part = convert->value;
        }
        const types::TypeId type = types.without_optional(program_.exprs[part].type);
        lowered.parts.push_back(expr(part));
        if (types.is<types::IntType>(type) || types.is<types::LiteralType>(type)) {
            lowered.whole |= 1U << (lowered.parts.size() - 1);
        }
    }
    plan_.makes.push_back(std::move(lowered));
    return static_cast<std::uint32_t>(plan_.makes.size() - 1);
}

NodeId Lowering::lower_match(const ir::Match& match, ir::ExprId id) {
    const NodeId subject = expr(match.subject);
    std::vector<MatchArm> arms;
    for (const ir::MatchArm& arm : match.arms) {
        MatchArm lowered{};
        std::visit(
            Overloaded{
                [&](const ir::MatchArm::Literals& literals) {
                    lowered.test = MatchArm::Test::literals;
                    lowered.by = literals.by;
                    lowered.keys = literals.keys;
                    lowered.alternatives = literals.alternatives;
                },
                [&](const ir::MatchArm::Alternative& alternative) {
                    lowered.test = MatchArm::Test::alternative;
                    lowered.alternatives = alternative.alternatives;
                },
                [&](const ir::MatchArm::Missing&) { lowered.test = MatchArm::Test::missing; },
                [&](const ir::MatchArm::Any&) { lowered.test = MatchArm::Test::any; },
            },
            arm.test);
        lowered.binder = arm.binder ? slot_of(*arm.binder) : none;
        lowered.value = expr(arm.value);
        arms.push_back(std::move(lowered));
    }
    plan_.matches.push_back(std::move(arms));
    return add(
        {.op = Op::match, .a = subject, .b = static_cast<std::uint32_t>(plan_.matches.size() - 1)},
        id);
}

NodeId Lowering::lower_call(const ir::Call& call, ir::ExprId id) {
    Call lowered{call.builtin, call.prepared, {}, call.argument_types, program_.exprs[id].type};
    for (const ir::ExprId arg : call.args) {
        lowered.args.push_back(expr(arg));
    }
    plan_.calls.push_back(std::move(lowered));
    return add({.op = Op::call, .a = static_cast<std::uint32_t>(plan_.calls.size() - 1)}, id);
}

NodeId Lowering::lower_interpolate(const ir::Interpolate& text, ir::ExprId id) {
    Interpolation lowered;
    lowered.plain = true;
    for (const ir::Interpolate::Piece& piece : text.pieces) {
        Interpolation::Piece p{piece.text, none, ScalarKind::text};
        lowered.plain = lowered.plain && is_plain(piece.text);
        if (piece.value) {
            p.value = expr(*piece.value);
            const types::TypeId type = program_.exprs[*piece.value].type;
            const ShapeForm form = form_of(type);
            p.kind = form == ShapeForm::integer                  ? ScalarKind::integer
                     : form == ShapeForm::number                 ? ScalarKind::number
                     : program_.types->is<types::BoolType>(type) ? ScalarKind::boolean
                                                                 : ScalarKind::text;
        }
        lowered.pieces.push_back(std::move(p));
    }
    plan_.interpolations.push_back(std::move(lowered));
    return add(
        {.op = Op::interpolate, .a = static_cast<std::uint32_t>(plan_.interpolations.size() - 1)},
        id);
}

NodeId Lowering::lower_convert(const ir::Convert& convert, ir::ExprId id) {
    const NodeId value = expr(convert.value);
    const types::TypeId operand = program_.exprs[convert.value].type;
    const types::TypeStore& store = *program_.types;
    Convert lowered;
    lowered.conversion = convert.conversion;
    lowered.inner = convert.inner.value_or(ir::Conversion::scale);
    lowered.form = form_of(operand);
    lowered.axis = convert.axis;
    lowered.unit = unit_of(operand);
    for (const types::LengthUnit& row : types::length_units()) {
        lowered.per_percent = row.unit == lowered.unit ? row.per_percent : lowered.per_percent;
    }
    lowered.factor = convert.factor;
    lowered.object = convert.object ? index_of(*convert.object) : none;
    lowered.format = convert.format;
    lowered.label_set = convert.control ? label_set(*convert.control) : none;
    types::TypeId timed = store.without_optional(operand);
    if (const types::SpanType* span = store.as<types::SpanType>(timed)) {
        timed = span->of;
    }
    const types::TimeType* time = store.as<types::TimeType>(timed);
    lowered.is_time = time != nullptr;
    const auto offsets_of = [&](types::TypeId type) {
        const auto* span = store.as<types::SpanType>(store.without_optional(type));
        const auto* offset = span == nullptr ? nullptr : store.as<types::OffsetType>(span->of);
        return offset == nullptr ? types::OffsetKind::chars : offset->kind;
    };
    lowered.offset_from = offsets_of(operand);
    lowered.offset_to = offsets_of(program_.exprs[id].type);
    lowered.by_rate = time != nullptr && time->unit == types::TimeUnit::samples;
    plan_.converts.push_back(std::move(lowered));
    return add(
        {.op = Op::convert, .a = value, .b = static_cast<std::uint32_t>(plan_.converts.size() - 1)},
        id);
}

void Lowering::tables() {
    for (const ir::Table& table : program_.tables) {
        std::vector<LabelIndex::Arm> arms;
        for (const ir::TableArm& arm : table.arms) {
            LabelIndex::Arm lowered;
            lowered.span = arm.span;
            if (arm.skip) {
                lowered.kind = LabelIndex::Arm::Kind::skip;
                lowered.reason =
                    reason(arm.message.empty() ? fmt::format("no label in `{}`", table.name)
                                               : arm.message);
            } else if (arm.fail) {
                lowered.kind = LabelIndex::Arm::Kind::fail;
                lowered.message = arm.message.empty()
                                      ? fmt::format("`{}` has no label for", table.name)
                                      : arm.message;
            }
            const auto make_text = [&](const std::string& text) {
                return data::of_text(program_.constants->copy(text), is_plain(text));
            };
            const auto make_list = [&](std::span<const data::Value> items) {
                data::Value* list = program_.constants->array<data::Value>(items.size());
                std::copy(items.begin(), items.end(), list);
                return data::of_items({list, items.size()});
            };
            std::vector<data::Value> texts;
            for (const std::string& label : arm.labels) {
                texts.push_back(make_text(label));
            }
            if (table.is_path) {
                lowered.value = make_list(texts);
                if (table.is_list) {
                    lowered.value = make_list(std::span<const data::Value>(&lowered.value, 1));
                }
            } else if (table.is_list) {
                lowered.value = make_list(texts);
            } else if (!texts.empty()) {
                lowered.value = texts.front();
            }
            arms.push_back(std::move(lowered));
        }
        plan_.tables.emplace_back(table, std::move(arms));
    }
}

}  // namespace lsmap::plan
