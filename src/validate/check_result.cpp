#include "diag/codes/validate.hpp"
#include "validate/result_check.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lsmap::validate {
namespace {

using json::Kind;
using json::Value;

}  // namespace

double ResultCheck::number(std::string_view name) const {
    const Value value = key(name);
    return value.is(Kind::number) ? value.number() : std::numeric_limits<double>::quiet_NaN();
}

Value ResultCheck::object_data() const {
    if (!data || r.object == nullptr || r.object->variables.empty() || !r.object->whole_value ||
        r.object->has_items()) {
        return {};
    }
    return data_of(data, r.object->variables.front());
}

void ResultCheck::run() {
    const Value id = r.json["id"];
    if (id.is(Kind::string)) {
        r.id = id.text();
        const std::size_t cut = r.id.find('#');
        if (cut != std::string::npos) {
            find(id, false, Harm::wrong, diag::name_is_cut, r.id, "#")
                .help("letters, digits, `_` and `-` are safe");
        }
    } else if (id.is(Kind::number)) {
        r.id = std::string(id.raw());
        find(id, false, Harm::wrong, diag::key_of_wrong_kind, "id", shown(id), "a string")
            .replace(id, json::quoted(id.raw()), "made a string of it");
    } else if (id && !id.is(Kind::null)) {
        find(id, false, Harm::wrong, diag::key_of_wrong_kind, "id", shown(id), "a string");
    }
    if (const Value item = r.json["item_index"]; is_whole(item) && std::abs(item.number()) < 1e15) {
        r.item = static_cast<std::int64_t>(item.number());
    }
    r.is_relation = r.json["type"].is_text("relation");
    check_fields(r.json, result_fields(), "");
    check_result_keys();
    if (r.is_relation) {
        return;
    }
    check_names();
    check_value();
}

void ResultCheck::check_result_keys() {
    const Value score = r.json["score"];
    if (score.is(Kind::number) && (score.number() < 0 || score.number() > 1)) {
        find(score, false, Harm::wrong, diag::region_score_outside, std::string(score.raw()));
    }
    if (const Value text = r.json["meta"]["text"];
        text && !text.is(Kind::null) && !editor_takes(text, Shape::texts)) {
        Found found = find(text, false, Harm::wrong, diag::key_of_wrong_kind, "meta.text",
                           shown(text), std::string(shape_name(Shape::texts)));
        if (text.is(Kind::string)) {
            found.replace(text, fmt::format("[{}]", text.raw()), "made a list of it");
        }
    }
}

// The server looks into `{"name": {…}}` for the value of control `name`; the editor does not.
void ResultCheck::unwrap_value() {
    const Value inner = r.value[r.control->name];
    if (!inner.is(Kind::object)) {
        return;
    }
    if (r.control->name == r.control->kind->forbidden_name) {
        find(inner, true, Harm::none, diag::control_is_refused,
             fmt::format("results of a `<{}>` with the name `{}`", r.control->kind->tag,
                         r.control->name))
            .help("give the control another name");
        return;
    }
    if (std::ranges::find(r.form->fields, r.control->name, &Field::key) != r.form->fields.end()) {
        return;
    }
    Found found = find(inner, false, Harm::aborts, diag::nested_value, r.control->name);
    if (r.value.size() == 1) {
        found.edit(r.value.begin(), inner.begin(), "", "took it out")
            .edit(inner.end(), r.value.end(), "", "took it out");
    }
    r.value = inner;
}

void ResultCheck::check_value() {
    r.value = r.json["value"];
    if (!r.value) {
        find(r.json, true, Harm::hidden, diag::absent_part, "the result", "value");
        return;
    }
    if (!r.value.is(Kind::object)) {
        find(r.value, true, Harm::hidden, diag::key_of_wrong_kind, "value", shown(r.value),
             "an object");
        r.value = {};
        return;
    }
    if (r.control == nullptr) {
        return;
    }
    if (r.form == nullptr) {
        r.form = form_of(r.control->kind->tag,
                         r.object == nullptr ? std::string_view() : r.object->kind->tag);
    }
    if (r.form == nullptr) {
        return;
    }
    unwrap_value();
    if (r.control->kind->is_region) {
        for (const std::string_view name : reserved_value_keys()) {
            if (const Value taken = r.value[name]) {
                find(taken, false, Harm::wrong, diag::reserved_key, std::string(name));
            }
        }
    }
    check_fields(r.value, r.form->fields, "");
    check_detection();
    check_labels();
    if (r.form->further != nullptr) {
        r.form->further(*this);
    }
}

void ResultCheck::check_fields(const Value& object, std::span<const Field> fields,
                               const std::string& where) {
    for (const Field& field : fields) {
        check_field(object, field, where);
    }
}

void ResultCheck::check_field(const Value& object, const Field& field, const std::string& where) {
    const Value value = object[field.key];
    const std::string name = where + std::string(field.key);
    const std::string type(r.control == nullptr ? "result" : r.control->kind->type);
    if (!value) {
        if (field.server.required || field.editor.required) {
            Found found = find(object, field.server.required && !r.server_is_blind,
                               field.editor.required ? field.missing : Harm::none,
                               diag::value_lacks_key, type, name);
            if (!field.fill.empty()) {
                found.add_member(object, field.key, field.fill,
                                 fmt::format("added {}", field.fill));
            }
        }
        return;
    }
    const auto takes_null = [&](const Rule& rule) {
        return value.is(Kind::null) && (rule.or_null || rule.shape == Shape::any);
    };
    const double read = server_number(value);
    const bool server_kind =
        r.server_is_blind || takes_null(field.server) || server_takes(value, field.server.shape);
    const bool server_takes_it = r.server_is_blind || takes_null(field.server) ||
                                 (server_takes(value, field.server.shape, field.server.most) &&
                                  (field.server.least == -unbounded || read >= field.server.least));
    const bool editor_takes_it =
        takes_null(field.editor) || editor_takes(value, field.editor.shape);
    if (value.is(Kind::array) && !element_name(field.server.shape).empty() &&
        (!editor_takes_it || !server_takes_it) && report_elements(value, field, name)) {
        return;
    }
    if (!editor_takes_it || !server_kind) {
        report_kind(value, field, name, !server_takes_it,
                    editor_takes_it ? Harm::none : field.unfit);
        return;
    }
    if (!server_takes_it) {
        const bool is_above = !(read <= field.server.most);
        find(value, true, Harm::none, diag::beyond_bound, name, shown(value),
             is_above ? fmt::format("more than {}", field.server.most)
                      : fmt::format("less than {}", field.server.least));
        return;
    }
    if (value.is(Kind::number) && (value.number() < field.least || value.number() > field.most)) {
        find(value, false, Harm::wrong, diag::beyond_bound, name, shown(value),
             value.number() < field.least ? fmt::format("less than {}", field.least)
                                          : fmt::format("more than {}", field.most));
        return;
    }
    if (field.editor.shape == Shape::record || field.server.shape == Shape::record) {
        check_fields(value, field.items, name + ".");
    }
    if (field.items.empty() || !value.is(Kind::array)) {
        return;
    }
    std::size_t index = 0;
    for (Value row = value.first(); row; row = row.next()) {
        const std::string here = fmt::format("{}[{}]", name, index++);
        if (row.is(Kind::object)) {
            check_fields(row, field.items, here + ".");
        } else {
            find(row, field.server.shape == Shape::rows, field.unfit, diag::key_of_wrong_kind, here,
                 shown(row), "an object");
        }
    }
}

// The first element that does not fit, and what would mend all of them. False: it is not one of
// them.
bool ResultCheck::report_elements(const Value& list, const Field& field, const std::string& name) {
    const Shape shape = field.server.shape;
    Value worst;  // the first that the server refuses, else the first that the editor minds
    std::size_t worst_index = 0;
    bool refused = false;
    bool editor_minds = false;
    std::size_t index = 0;
    for (Value element = list.first(); element; element = element.next(), ++index) {
        const bool server_minds =
            !r.server_is_blind && !server_takes_element(element, shape, field.server.most);
        const bool minded = field.editor.shape == shape && !editor_takes_element(element, shape);
        editor_minds = editor_minds || minded;
        if ((server_minds && !refused) || (minded && !worst)) {
            worst = element;
            worst_index = index;
            refused = refused || server_minds;
        }
    }
    if (!worst) {
        return false;
    }
    const std::string here = fmt::format("{}[{}]", name, worst_index);
    const Harm harm = editor_minds ? field.unfit : Harm::none;
    if (server_takes_element(worst, shape) && editor_takes_element(worst, shape)) {
        find(worst, refused, harm, diag::beyond_bound, here, fmt::format("`{}`", worst.raw()),
             fmt::format("more than {}", field.server.most));
        return true;
    }
    Found found = find(worst, refused, harm, diag::key_of_wrong_kind, here,
                       worst.is(Kind::array) ? fmt::format("`{}`", worst.raw()) : shown(worst),
                       std::string(element_name(shape)));
    unquote_points(list, shape, found);
    return true;
}

// Numbers of points that stand in quotes, all at once.
void ResultCheck::unquote_points(const Value& list, Shape shape, Found& found) {
    for (Value point = list.first(); point && shape == Shape::points; point = point.next()) {
        for (Value number = point.is(Kind::array) ? point.first() : Value(); number;
             number = number.next()) {
            if (number.is(Kind::string) && is_number_text(number.text())) {
                found.replace(number, number.text(), "made numbers of them");
            }
        }
    }
}

// What is meant is certain where the text is the number, or the one thing the list.
void ResultCheck::report_kind(const Value& value, const Field& field, const std::string& name,
                              bool refused, Harm harm) {
    const Shape shape = harm == Harm::none ? field.server.shape : field.editor.shape;
    Found found = find(value, refused, harm, diag::key_of_wrong_kind, name, shown(value),
                       std::string(shape_name(shape)));
    const std::string text = value.is(Kind::string) ? value.text() : "";
    const bool wants_number = shape == Shape::number || shape == Shape::whole;
    if (wants_number && is_number_text(text)) {
        if (shape == Shape::number || text.find_first_of(".eE") == std::string::npos) {
            found.replace(value, text, "made a number of it");
        }
    } else if (shape == Shape::text && value.is(Kind::number)) {
        found.replace(value, json::quoted(value.raw()), "made a string of it");
    } else if (shape == Shape::texts && value.is(Kind::string)) {
        found.replace(value, fmt::format("[{}]", value.raw()), "made a list of it");
    } else if (shape == Shape::yes_no && (text == "true" || text == "false")) {
        found.replace(value, text, "made a boolean of it");
    } else if (value.is(Kind::null) && !field.server.required && !field.editor.required) {
        found.remove_member(value, "took it out");
    }
}

// What the editor draws goes by the keys of the value, not by `type`.
void ResultCheck::check_detection() {
    const auto has = [&](std::string_view name) { return static_cast<bool>(r.value[name]); };
    const bool is_region = r.control->kind->is_region && !r.control->kind->is_own_object;
    if (is_region && r.value.size() <= 1 && !r.form->needs_partner && !has("points") &&
        !has("sequence") && !has("ranges")) {
        Found found = find(r.value, false, Harm::hidden, diag::lone_key);
        for (const Field& field : r.form->fields) {
            if (!field.fill.empty() && !has(field.key)) {
                found.add_member(r.value, field.key, field.fill,
                                 fmt::format("added `{}`", field.key));
                break;
            }
        }
        return;
    }
    const bool is_complete = std::ranges::all_of(r.form->fields, [&](const Field& field) {
        return !field.editor.required || has(field.key);
    });
    if (r.form->drawn == Drawn::nothing || !is_complete) {
        return;
    }
    const Drawn drawn = has("rle") || has("touches") || has("maskDataURL") ? Drawn::brush
                        : has("imageDataURL")                              ? Drawn::bitmask
                        : has("vertices")                                  ? Drawn::vector
                        : has("radiusX") && has("radiusY")                 ? Drawn::ellipse
                        : has("points")                                    ? Drawn::polygon
                        : has("width") && !has("height")                   ? Drawn::keypoint
                        : has("width") && has("height")                    ? Drawn::rectangle
                                                                           : Drawn::nothing;
    if (drawn != r.form->drawn && drawn != Drawn::nothing) {
        find(r.value, false, Harm::wrong, diag::drawn_as_other,
             fmt::format("a `{}` with these keys", r.control->kind->type),
             std::string(drawn_name(drawn)));
    }
}

}  // namespace lsmap::validate
