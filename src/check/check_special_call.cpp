#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/special_calls.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

// Calls whose types no signature can say: type arguments, controls as arguments, places where they
// may stand.
namespace lsmap::check {
namespace {

using Args = std::span<const ast::Argument>;
struct Special {
    std::string_view name;
    ir::ExprId (Checker::*check)(const ast::Call&, Args, Span, std::optional<TypeId>);
    SpecialCall text{};
};
constexpr Special specials[] = {
    {"present",
     &Checker::present_call,
     {"present(x: T?) -> bool",
      "Whether the value is there. Conditions understand it: where it holds, `x` may be used as a "
      "`T`.",
      {{R"(present(parse_int("42")))", "true"}, {R"(present(parse_int("?")))", "false"}}}},
    {"zip",
     &Checker::source_only_call,
     {"zip(xs: [T], ys: [U], …)",
      "The elements of two to eight lists side by side, behind `for (x, y) in` only. Lists of "
      "unequal length are an error in the data; a missing list gives missing elements.",
      {{"[x + y for (x, y) in zip([1, 2], [10, 20])]", "[11, 22]"}}}},
    {"enumerate",
     &Checker::source_only_call,
     {"enumerate(xs: [T])",
      "The elements with their places from 0, behind `for (i, x) in` only.",
      {{R"([i for (i, x) in enumerate(["a", "b", "a"]) where x == "a"])", "[0, 2]"}}}},
    {"to",
     &Checker::to_call,
     {"to<U>(x)",
      "The value in another unit: shares of a picture into each other, times, angles, scores; "
      "pixels to shares and back by the `size` of the rule's object, or of the only one that has "
      "a size. In slots units convert by themselves.",
      {{"to<percent>(xyxy<norm>(0, 0, 0.5, 0.25))", "xyxy<percent>(0, 0, 50, 25)"},
       {"to<ms>(1.5s)", "1500ms"}}}},
    {"keyframe",
     &Checker::keyframe_call,
     {"keyframe(at: frame, shape: box<U>, rotation?: angle<deg>, closed?: bool, enabled?: bool)",
      "An entry of a `track`: a frame (or a time) with the box that stands there, or the line: a "
      "polygon or a list of points. A record, with the fields `frame`, `box` or `vertices`, and "
      "those that are given.",
      {{"keyframe(frame(3), xyxy<px>(0, 0, 2, 2)).box", "xyxy<px>(0, 0, 2, 2)"}}}},
    {"parse_json",
     &Checker::decode_call,
     {"parse_json<T>(s: string) -> T?",
      "The JSON that a text holds; missing where it holds none, or none of that type.",
      {{R"(parse_json<[int]>("[1, 2]") ?? [])", "[1, 2]"},
       {R"(present(parse_json<[int]>("[1, 2")))", "false"}}}},
    {"parse_row",
     &Checker::parse_row_call,
     {"parse_row<T>(s: string, sep?: string) -> T?",
      "The cells of a row of text, between blanks or between separators, as a tuple, a list or a "
      "shape of numbers; missing where there are more or fewer, or one does not fit. Quotes are "
      "not understood. A cell that may be missing is so where it is empty.",
      {{R"(parse_row<(class: int, x: norm, p: score?)>("2 0.5")?.x ?? fail)", "0.5norm"},
       {R"(parse_row<[string]>("a; b;5", "; ") ?? fail)", R"(["a", "b;5"])"},
       {R"(parse_row<xyxy<px>>("1,2,3,4", sep: ",") ?? fail)", "xyxy<px>(1, 2, 3, 4)"},
       {R"(present(parse_row<(int, int)>("1 x")))", "false"}}}},
    {"as",
     &Checker::decode_call,
     {"as<T>(j: json) -> T",
      "A `json` as a type; a value that does not fit is an error in the data. `as<try T>` gives a "
      "`T?` instead.",
      {{R"(as<int>(parse_json<json>("7") ?? fail))", "7"}}}},
    {"as_label",
     &Checker::as_label_call,
     {"as_label(s: string)",
      "The text where it is a label of the control whose slot it stands in, else missing: `label: "
      "as_label(d.name) ?? skip`.",
      {}}},
    {"as_path",
     &Checker::as_path_call,
     {"as_path(parts: [string])",
      "The names from the root down as a path of the Taxonomy whose slot it stands in, missing "
      "where "
      "there is no such path: `path: as_path(split(d.name, \"/\")) ?? skip`.",
      {}}},
    {"labels_of",
     &Checker::labels_of_call,
     {"labels_of(CONTROL)", "The labels of a control of the config, in their order.", {}}},
    {"scores",
     &Checker::scores_call,
     {"scores() -> [score]",
      "In the `score:` of a prediction: the scores of its regions and answers that came out, in "
      "their order. `scores(CONTROL)`: those of one control. Results without a score and those of "
      "`with` are not among them.",
      {}}},
};

}  // namespace

std::vector<SpecialCall> special_calls() {
    std::vector<SpecialCall> calls;
    for (const Special& row : specials) {
        if (!row.text.signature.empty()) {
            calls.push_back(row.text);
        }
    }
    return calls;
}

std::optional<ir::ExprId> Checker::special_call(const ast::Call& call, Args args, Span span,
                                                std::optional<TypeId> expected) {
    const Special* row = std::ranges::find(specials, call.callee.text, &Special::name);
    return row == std::end(specials)
               ? std::nullopt
               : std::optional((this->*row->check)(call, args, span, expected));
}

ir::ExprId Checker::present_call(const ast::Call& /*call*/, Args args, Span span,
                                 std::optional<TypeId>) {
    if (args.size() != 1 || args[0].name) {
        sink_.emit(span, diag::wrong_arguments, "present(x)");
        return error_node(span);
    }
    const ir::ExprId value = expr(args[0].value);
    return store().is_error(type_of(value)) ? error_node(span)
                                            : add({store().boolean(), span, ir::Present{value}});
}

ir::ExprId Checker::later_call(const ast::Call& call, Args args, Span span, std::optional<TypeId>) {
    for (const ast::Argument& arg : args) {
        if (!std::holds_alternative<ast::FieldSelector>(ast_expr(arg.value).node)) {
            expr(arg.value);
        }
    }
    sink_.emit(call.callee.span, diag::not_supported_yet, fmt::format("`{}`", call.callee.text));
    return error_node(span);
}

ir::ExprId Checker::source_only_call(const ast::Call& call, Args args, Span span,
                                     std::optional<TypeId>) {
    for (const ast::Argument& arg : args) {
        expr(arg.value);
    }
    sink_
        .emit(call.callee.span, diag::out_of_place, fmt::format("`{}(…)`", call.callee.text),
              "behind `for … in`")
        .help(fmt::format("make a list of what comes out: `[… for (…) in {}]`", source_text(span)));
    return error_node(span);
}

ir::ExprId Checker::decode_call(const ast::Call& call, Args args, Span span,
                                std::optional<TypeId>) {
    types::TypeStore& s = store();
    const bool is_json = call.callee.text == "as";
    if (args.size() != 1 || args[0].name || call.type_args.size() != 1) {
        sink_.emit(span, diag::wrong_arguments, is_json ? "as<T>(j)" : "parse_json<T>(s)");
        return error_node(span);
    }
    const TypeId declared = declared_type(call.type_args[0]);
    const Span at = ast_expr(args[0].value).span;
    const TypeId wanted = is_json ? s.json() : s.string();
    const ir::ExprId value =
        require(expr(args[0].value), wanted, fmt::format("`{}`", call.callee.text), at);
    if (s.is_error(declared) || s.is_error(type_of(value))) {
        return error_node(span);
    }
    const TypeId type = s.value_type(declared);
    const auto* optional = s.as<types::OptionalType>(declared);
    const bool lenient = !is_json || (optional != nullptr && optional->lenient);
    Known facts;
    facts.why_missing =
        is_json ? "the value may be null, or not fit" : "the text may not be JSON of this type";
    return add(
        {is_json ? type : s.optional(type), span, ir::Decode{value, declared, is_json, lenient}},
        std::move(facts));
}

ir::ExprId Checker::scores_call(const ast::Call& call, Args args, Span span,
                                std::optional<TypeId>) {
    if (!scores_visible_) {
        sink_.emit(span, diag::out_of_place, "`scores()`", "in the `score:` of a prediction")
            .note("they are the scores of what the prediction's rules gave");
        return error_node(span);
    }
    ir::ScoresOf made;
    if (!args.empty()) {
        const auto* ref = std::get_if<ast::NameRef>(&ast_expr(args[0].value).node);
        if (args.size() != 1 || ref == nullptr || args[0].name) {
            sink_.emit(span, diag::wrong_arguments, "scores()` or `scores(CONTROL)");
            return error_node(span);
        }
        made.control = control_argument(ref->name);
        if (!made.control) {
            return error_node(span);
        }
    }
    Known facts;
    static_cast<void>(call);
    return add({store().list(store().score()), span, made}, std::move(facts));
}

std::optional<labelstudio::ControlId> Checker::control_argument(const ast::Name& name) {
    if (Around* around = asked_at(name.span)) {
        look_for_tags(*around);
    }
    const auto control = find_control(name.text);
    if (control) {
        note_control(name, *control);
    }
    if (!control && config().usable) {
        const std::vector<std::string> names = control_names();
        sink_.emit(name.span, diag::unknown_control, name.text).help(suggestion(name.text, names));
    }
    return control;
}

// The text itself where it is a label of the control whose slot this stands in: a table of the
// control's own labels, that gives a missing value for what is none.
ir::ExprId Checker::as_label_call(const ast::Call& /*call*/, Args args, Span span,
                                  std::optional<TypeId> expected) {
    types::TypeStore& s = store();
    if (args.size() != 1 || args[0].name) {
        sink_.emit(span, diag::wrong_arguments, "as_label(s)");
        return error_node(span);
    }
    const Span at = ast_expr(args[0].value).span;
    const ir::ExprId key = require(expr(args[0].value), s.string(), "`as_label`", at);
    if (s.is_error(type_of(key))) {
        return error_node(span);
    }
    const TypeId wanted = s.without_optional(expected.value_or(s.error()));
    const auto* label = s.as<types::LabelType>(wanted);
    if (label == nullptr || label->path || label->controls.empty()) {
        sink_.emit(span, diag::out_of_place, "`as_label(…)`", "in the label slot of a rule")
            .note("which labels there are depends on the control");
        return error_node(span);
    }
    const TypeId open = s.optional(wanted);
    const auto dynamic = std::ranges::find_if(label->controls, [&](std::uint32_t id) {
        return config().controls[labelstudio::ControlId{id}].dynamic_labels.has_value();
    });
    if (dynamic != label->controls.end()) {  // which labels there are is in the task's data
        Known facts;
        facts.why_missing = "the text need not be a label of the control";
        ir::Convert look_up{key, ir::Conversion::dynamic_label, 1, {}, {}, {}, {}};
        look_up.control = labelstudio::ControlId{*dynamic};
        return add({open, span, std::move(look_up)}, std::move(facts));
    }
    ir::Table table;
    table.name = "as_label";
    table.span = span;
    for (const std::uint32_t id : label->controls) {
        table.controls.push_back(static_cast<labelstudio::ControlId>(id));
    }
    const labelstudio::Control& first = config().controls[table.controls[0]];
    for (const labelstudio::LabelOption& option : first.labels) {
        const bool in_all = std::ranges::all_of(table.controls, [&](labelstudio::ControlId id) {
            return config().controls[id].find_label(option.value) != nullptr;
        });
        if (!in_all) {
            continue;
        }
        ir::TableArm arm;
        for (const std::string& name : {option.value, option.alias}) {
            if (!name.empty() && (arm.keys.empty() || name != option.value)) {
                arm.keys.push_back({stored_text(name), stored_text(name)});
            }
        }
        arm.labels = {option.result};
        arm.span = option.span;
        table.arms.push_back(std::move(arm));
    }
    return label_or_missing(std::move(table), key, s.optional(wanted),
                            "the text need not be a label of the control");
}

ir::ExprId Checker::label_or_missing(ir::Table table, ir::ExprId key, TypeId maybe,
                                     std::string why) {
    const Span span = table.span;
    ir::TableArm rest;
    rest.skip = true;
    rest.span = span;
    table.arms.push_back(std::move(rest));
    const ir::TableId id = program_.tables.add(std::move(table));
    const ir::ExprId is_key = add({store().boolean(), span, ir::InTable{key, id}});
    const ir::ExprId found = add({maybe, span, ir::TableLookup{id, key}});
    const ir::ExprId missing = constant_node(maybe, data::missing_value(), span);
    Known facts;
    facts.why_missing = std::move(why);
    return add({maybe, span, ir::If{is_key, found, missing}}, std::move(facts));
}

ir::ExprId Checker::labels_of_call(const ast::Call& /*call*/, Args args, Span span,
                                   std::optional<TypeId>) {
    types::TypeStore& s = store();
    const auto* ref =
        args.size() == 1 ? std::get_if<ast::NameRef>(&ast_expr(args[0].value).node) : nullptr;
    if (ref == nullptr) {
        sink_.emit(span, diag::wrong_arguments, "labels_of(CONTROL)");
        return error_node(span);
    }
    const auto control = control_argument(ref->name);
    if (!control) {
        return error_node(span);
    }
    const TypeId label = s.intern(types::LabelType{{static_cast<std::uint32_t>(*control)}, false});
    ir::MakeList made;
    for (const labelstudio::LabelOption& option : config().controls[*control].labels) {
        made.elements.push_back(text_node(option.result, label, span));
    }
    const auto count = static_cast<std::uint32_t>(made.elements.size());
    return add({s.intern(types::ListType{label, count, count}), span, std::move(made)});
}

}  // namespace lsmap::check
