#include "check/check_task.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

// Time in videos: frames per second and what follows from them, tracks and whose labels they carry.
namespace lsmap::check {
namespace {

using labelstudio::Control;
using labelstudio::ControlId;

// One frame in ten thousand: rates nearer than that, as 29.97 and 30000/1001, are one.
constexpr double same_rate = 1e-4;

bool wants(const Control& control, labelstudio::Facts fact) {
    return (control.kind->server_needs & static_cast<std::uint8_t>(fact)) != 0;
}

}  // namespace

bool TaskChecker::borrows_labels(const Control& control) {
    const labelstudio::LabelSource& labels = control.kind->labels;
    return !labels.key.empty() && labels.child.empty();
}

std::vector<ControlId> TaskChecker::lenders() const {
    const auto& config = checker_.config();
    std::vector<ControlId> found;
    for (std::uint32_t i = 0; i < config.controls.size(); ++i) {
        const auto id = static_cast<ControlId>(i);
        const Control& it = config.controls[id];
        const bool is_here = std::ranges::any_of(
            it.targets, [&](const auto& target) { return target.object == place_->object; });
        const auto form = labelstudio::form_of(it, config.objects[place_->object]);
        if (is_here && form && form->lends_labels) {
            found.push_back(id);
        }
    }
    return found;
}

std::optional<ControlId> TaskChecker::lender(const ast::SlotEntry& entry) {
    const std::vector<ControlId> all = lenders();
    const auto& config = checker_.config();
    if (all.empty()) {
        const labelstudio::Object& object = config.objects[place_->object];
        checker_.sink()
            .emit(entry.name.span, diag::no_labels_to_lend, control().name, object.name)
            .label(control().span, "the control")
            .help(fmt::format("add to the config: <Labels name=\"…\" toName=\"{}\">…</Labels>, or "
                              "remove the slot",
                              object.name));
        checker_.expr(entry.value);
        return std::nullopt;
    }
    const ast::Expr& value = checker_.ast_expr(entry.value);
    if (const auto* call = std::get_if<ast::Call>(&value.node)) {
        for (const ir::Table& table : checker_.program().tables) {
            const auto lent = std::ranges::find_first_of(table.controls, all);
            if (table.name == call->callee.text && lent != table.controls.end()) {
                return *lent;
            }
        }
    }
    if (const auto* text = std::get_if<ast::StringLiteral>(&value.node)) {
        const auto has_it = std::ranges::find_if(all, [&](ControlId id) {
            return config.controls[id].find_label(text->value) != nullptr;
        });
        return has_it == all.end() ? all.front() : *has_it;
    }
    return all.front();
}

// The server refuses results without these, and its editor does not need them.
void TaskChecker::check_needs(const Place& place) {
    const Control& it = checker_.config().controls[place.control];
    const labelstudio::Object& object = checker_.config().objects[place.object];
    const Checker::BoundObject* bound = checker_.bound_object(place.object);
    const bool wants_counts =
        wants(it, labelstudio::Facts::frames) || wants(it, labelstudio::Facts::duration);
    if (!wants_counts || checker_.environment_.accept == Accept::editor) {
        return;
    }
    const bool has_rate = object.frame_rate > 0 || (bound != nullptr && bound->fps);
    const bool is_known = bound != nullptr && ((bound->frames && bound->duration) ||
                                               ((bound->frames || bound->duration) && has_rate));
    if ((is_known && !bound->counts_optional) || !without_length_.insert(place.object).second) {
        return;
    }
    auto& report = checker_.sink().emit(place.head, diag::length_not_given, object.name, it.name);
    report.label(object.span, "the object")
        .note("Label Studio's server refuses a track without `framesCount` and `duration`");
    if (bound == nullptr) {
        report.help(fmt::format("add to the task: object {} {{ duration: SECONDS }}", object.name));
    } else if (is_known) {
        report.label(bound->span, "its length may be missing")
            .help("say what happens then: duration: … ?? skip \"no length\"");
    } else {
        report.label(bound->span, "it is bound here")
            .help(has_rate ? "add: duration: SECONDS, or frames: COUNT"
                           : "add: fps: RATE and duration: SECONDS");
    }
}

// `fps`, `frames`.
void TaskChecker::object_count(const labelstudio::Object& object, const ast::SlotEntry& slot,
                               ir::ObjectBinding& binding) {
    types::TypeStore& store = checker_.store();
    const bool is_rate = slot.name.text == "fps";
    const Span at = checker_.ast_expr(slot.value).span;
    const TypeId wanted = is_rate ? store.number() : store.integer();
    const auto as_given = [&](ir::ExprId value, TypeId type) {
        const TypeId from = checker_.type_of(value);
        return store.is_optional(from) || from == store.null() ? store.optional(type) : type;
    };
    ir::ExprId value = checker_.expr(slot.value, wanted);
    value =
        checker_.require(value, as_given(value, wanted), fmt::format("`{}`", slot.name.text), at);
    value = checker_.convert(value, as_given(value, store.number()));
    if (!is_rate) {
        binding.frames = value;
        return;
    }
    binding.fps = value;
    if (object.frame_rate == 0 || store.is_error(checker_.type_of(value))) {
        return;
    }
    const std::string_view attribute = object.kind->rate_attribute;
    const data::Value* constant = checker_.constant(value);
    if (constant == nullptr) {
        checker_.sink()
            .emit(at, diag::frame_rate_fixed, object.name, object.frame_rate)
            .label(object.span, "the object")
            .help(fmt::format("let the config read it from the task: {}=\"$fps\", and fill it: "
                              "data {{ fps: … }}",
                              attribute));
    } else if (constant->present() &&
               std::fabs(constant->number - object.frame_rate) > same_rate * object.frame_rate) {
        checker_.sink()
            .emit(at, diag::frame_rate_differs, object.name, object.frame_rate, constant->number)
            .label(object.span, "the object")
            .help(fmt::format("set {}=\"{}\" in the config", attribute, constant->number));
    }
}

void TaskChecker::bind_counts(const ir::ObjectBinding& binding, Checker::BoundObject& bound) const {
    bound.frames = binding.frames.has_value();
    bound.fps = binding.fps || (binding.frames && binding.duration);
    for (const auto& value : {binding.fps, binding.frames, binding.duration}) {
        bound.counts_optional |= value && checker_.store().is_optional(checker_.type_of(*value));
    }
}

// `keyframe(frame, shape)`: a record, so that a record of the same fields will do as well.
ir::ExprId Checker::keyframe_call(const ast::Call& /*call*/, Args args, Span span,
                                  std::optional<TypeId>) {
    constexpr std::string_view written = "keyframe(frame, box)` or `keyframe(frame, points)";
    types::TypeStore& s = store();
    types::RecordType type;
    ir::MakeRecord made;
    bool broken = false;
    const auto put = [&](const std::string& name, ir::ExprId value) {
        type.fields.push_back({name, name, type_of(value), span});
        made.fields.push_back(value);
    };
    const auto wrong = [&](ir::ExprId value, std::string_view what, std::string wanted) {
        const TypeId from = type_of(value);
        broken = true;
        if (s.is_error(from)) {
            return;
        }
        if (s.is_optional(from)) {
            report_missing(value, s.without_optional(from), "`keyframe`", node(value).span);
            return;
        }
        auto& report = sink_
                           .emit(node(value).span, diag::wrong_type, std::string(what),
                                 std::move(wanted), print(from))
                           .at(described(value));
        if (is_number_type(s.base_of_literal(from))) {
            report.help("say what it counts: `frame` from 0, `frame<1>` from 1, or `time<s>`");
        }
    };
    std::size_t place = 0;
    for (const ast::Argument& arg : args) {
        const std::string name = arg.name ? arg.name->text : "";
        const bool is_flag = name == "enabled" || name == "closed";
        if (!arg.name && place < 2) {
            const ir::ExprId value = expr(arg.value);
            const TypeId from = type_of(value);
            const bool is_box = s.is<types::BoxType>(from) || s.is<types::OboxType>(from);
            if (place == 0 && !s.is<types::FrameType>(from) && !s.is<types::TimeType>(from)) {
                wrong(value, "the first argument of `keyframe`", "a frame or a time");
            } else if (place == 1 && !is_box && !s.is<types::PolygonType>(from) &&
                       !s.is<types::ListType>(from)) {
                wrong(value, "the second argument of `keyframe`", "a box or the points of a line");
            } else {
                put(place == 0 ? "frame" : is_box ? "box" : "vertices", value);
            }
            ++place;
        } else if (is_flag || name == "rotation") {
            const TypeId wanted = is_flag ? s.boolean() : s.intern(types::AngleType{});
            const ir::ExprId value = expr(arg.value, wanted);
            const bool may_miss = s.is_optional(type_of(value));
            put(name, is_flag ? require(value, may_miss ? s.optional(wanted) : wanted,
                                        fmt::format("`{}`", name), node(value).span)
                              : value);
            broken |= s.is_error(type_of(made.fields.back()));
        } else {
            expr(arg.value);
            place = args.size() + 2;  // too many, or of an unknown name
        }
    }
    if (place != 2) {
        sink_.emit(span, diag::wrong_arguments, std::string(written))
            .help("further: `rotation:`, `closed:`, `enabled:`");
        return error_node(span);
    }
    return broken ? error_node(span) : add({s.intern(std::move(type)), span, std::move(made)});
}

}  // namespace lsmap::check
