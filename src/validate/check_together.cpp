// What results of one prediction owe one another.
#include "base/nearest.hpp"
#include "diag/codes/validate.hpp"
#include "validate/result_check.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace lsmap::validate {
namespace {

using json::Kind;
using json::Value;
using labelstudio::Control;

std::vector<std::string> words_of(std::string_view list) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t comma = std::min(list.find(',', begin), list.size());
        words.emplace_back(list.substr(begin, comma - begin));
        begin = comma + 1;
    }
    return words;
}

// An answer about a region rather than a region or an answer about the object.
bool is_part(const Result& result) {
    return result.control != nullptr && result.control->per_region;
}

bool is_labels_of_tool(const Result& result) {
    return result.form != nullptr && result.form->needs_partner;
}

// Draws a region, or would.
bool makes_region(const Result& result) {
    return result.control != nullptr && result.form != nullptr && result.control->kind->is_region &&
           !is_labels_of_tool(result);
}

// A taxonomy that marks text, with its place in it.
bool is_marked_span(const Result& result) {
    return result.control != nullptr && result.form != nullptr && !is_part(result) &&
           !result.control->kind->is_region && result.value["start"] && result.value["end"];
}

bool has_geometry(const Value& value, const ValueForm& form) {
    return std::ranges::any_of(
        form.fields, [&](const Field& field) { return field.editor.required && value[field.key]; });
}

// A JSON value as Python compares ids: text with text, number with number.
bool same_id(const Value& a, const Value& b) {
    if (!a || !b || a.kind() != b.kind()) {
        return false;
    }
    return a.is(Kind::string)   ? a.text() == b.text()
           : a.is(Kind::number) ? a.number() == b.number()
                                : a.raw() == b.raw();
}

bool holds_text(const Value& list, std::string_view text) {
    for (Value one = list.first(); one; one = one.next()) {
        if (one.is_text(text)) {
            return true;
        }
    }
    return false;
}

class Together {
 public:
    Together(Checker& checker, std::vector<Result>& results, const Value& data)
        : c_(checker), results_(results), data_(data) {
        for (std::size_t i = 0; i < results_.size(); ++i) {
            if (!results_[i].id.empty() && !results_[i].is_relation) {
                by_id_[results_[i].id].push_back(i);
            }
        }
    }

    void run() {
        for (std::size_t i = 0; i < results_.size(); ++i) {
            const Result& result = results_[i];
            if (result.is_relation) {
                check_relation(result.json);
                continue;
            }
            check_parent(result.json);
            if (result.control == nullptr || result.form == nullptr) {
                continue;
            }
            if (is_labels_of_tool(result)) {
                check_labels_of_tool(i);
            }
            if (is_part(result)) {
                check_part(i);
            } else {
                check_answer(result);
            }
            check_repeated(result);
            check_item(result);
            check_size(result);
            check_conditions(result);
        }
        check_fractions();
        check_ids_of_lists();
    }

 private:
    template <class... Args>
    Found find(const Value& at, bool refused, Harm harm, const diag::Def<Args...>& def,
               std::type_identity_t<Args>... args) {
        return c_.find(at, refused, harm, def, std::move(args)...);
    }

    // The server breaks down over them where it looks for the ends of relations.
    void check_ids_of_lists() {
        const bool has_relations = std::ranges::any_of(results_, &Result::is_relation);
        for (const Result& result : results_) {
            const Value id = result.json["id"];
            if (has_relations && !result.is_relation && !result.refused &&
                (id.is(Kind::array) || id.is(Kind::object))) {
                find(id, true, Harm::none, diag::key_of_wrong_kind, "id", shown(id), "a string");
            }
        }
    }

    // The first result with the id that draws a region. nullptr: there is none.
    const Result* region_of(const std::string& id) const {
        const auto found = by_id_.find(id);
        if (found == by_id_.end()) {
            return nullptr;
        }
        for (const std::size_t i : found->second) {
            if (makes_region(results_[i]) || is_marked_span(results_[i])) {
                return &results_[i];
            }
        }
        return nullptr;
    }

    void check_relation(const Value& relation) {
        const Value direction = relation["direction"];
        if (!direction) {
            find(relation, true, Harm::none, diag::absent_part, "the relation", "direction")
                .add_member(relation, "direction", "\"right\"", "added the usual one");
        } else if (!direction.is_text("left") && !direction.is_text("right") &&
                   !direction.is_text("bi")) {
            find(direction, true, Harm::aborts, diag::word_not_known, "direction", shown(direction),
                 "`left`, `right`, `bi`");
        }
        for (const std::string_view key : {"from_id", "to_id"}) {
            check_end(relation, key);
        }
        check_relation_labels(relation["labels"]);
    }

    void check_end(const Value& relation, std::string_view key) {
        const Value id = relation[key];
        if (!id) {
            find(relation, true, Harm::wrong, diag::absent_part, "the relation", std::string(key));
            return;
        }
        bool is_there = false;
        bool is_sound = false;
        for (const Result& result : results_) {
            if (!result.is_relation && same_id(result.json["id"], id)) {
                is_there = true;
                is_sound = is_sound || !result.refused;
            }
        }
        if (!is_there) {
            const bool is_text_of_number =
                id.is(Kind::number) && by_id_.contains(std::string(id.raw()));
            Found found = find(id, true, Harm::wrong, diag::relation_end_unknown, "result",
                               fmt::format("`{}`", id.raw()));
            if (is_text_of_number) {
                found.replace(id, json::quoted(id.raw()), "made a string of it");
            }
        } else if (id.is(Kind::number)) {
            find(id, false, Harm::wrong, diag::key_of_wrong_kind, std::string(key), shown(id),
                 "a string")
                .replace(id, json::quoted(id.raw()), "made a string of it");
        } else if (!is_sound) {
            find(id, true, Harm::none, diag::relation_end_unknown, "result that the server takes",
                 fmt::format("`{}`", id.raw()));
        }
    }

    void check_relation_labels(const Value& labels) {
        if (!labels || labels.is(Kind::null)) {
            return;
        }
        if (!editor_takes(labels, Shape::texts)) {
            Found found = find(labels, false, Harm::aborts, diag::key_of_wrong_kind, "labels",
                               shown(labels), std::string(shape_name(Shape::texts)));
            if (labels.is(Kind::string)) {
                found.replace(labels, fmt::format("[{}]", labels.raw()), "made a list of it");
            }
            return;
        }
        const auto control = std::ranges::find_if(
            c_.config.controls, [](const Control& one) { return one.kind->connects_regions; });
        std::vector<std::string> known;
        if (control != c_.config.controls.end()) {
            for (const labelstudio::LabelOption& option : control->labels) {
                known.push_back(option.result);
            }
        }
        for (Value label = labels.first(); label; label = label.next()) {
            if (std::ranges::find(known, label.text()) == known.end()) {
                find(label, false, Harm::wrong, diag::label_unknown, label.text(), "Relations")
                    .help(suggestion(label.text(), known));
            }
        }
    }

    void check_parent(const Value& result) {
        const Value parent = result["parentID"];
        if (parent.is(Kind::string) && !parent.text().empty() &&
            region_of(parent.text()) == nullptr) {
            find(parent, false, Harm::wrong, diag::parent_unknown,
                 fmt::format("`{}`", parent.text()));
        }
    }

    // An answer about a region stands behind it, with its id.
    void check_part(std::size_t index) {
        const Result& part = results_[index];
        const std::string& name = part.control->name;
        if (part.id.empty()) {
            find(part.json, false, Harm::hidden, diag::part_without_region, name,
                 "the result has no id of one")
                .control(part.control);
            return;
        }
        const Result* region = region_of(part.id);
        if (region == nullptr) {
            find(part.json["id"], false, Harm::hidden, diag::part_without_region, name,
                 fmt::format("no region of this prediction has the id `{}`", part.id))
                .control(part.control);
            return;
        }
        const Value to = part.json["to_name"];
        const Value region_to = region->json["to_name"];
        if (to.is(Kind::string) && region_to.is(Kind::string) && to.text() != region_to.text()) {
            find(to, false, Harm::hidden, diag::part_without_region, name,
                 fmt::format("region `{}` is on `{}`", part.id, region_to.text()))
                .control(part.control);
        }
        if (&part < region && !has_geometry(part.value, *region->form)) {
            find(part.json, false, Harm::hidden, diag::part_before_region, part.id)
                .help("write the region first");
        }
    }

    // The label of a region that another tool draws: a result with the same id, which the server
    // takes only with the geometry once more.
    void check_labels_of_tool(std::size_t index) {
        Result& labels = results_[index];
        const Result* tool = nullptr;
        if (const auto found = by_id_.find(labels.id); found != by_id_.end()) {
            for (const std::size_t i : found->second) {
                const Result& other = results_[i];
                if (i != index && makes_region(other) && tool == nullptr) {
                    tool = &other;
                }
            }
        }
        const bool has_text_span = labels.value["start"] && labels.value["end"];
        if (tool == nullptr) {
            labels.refused = labels.refused || !has_text_span;
            find(labels.json, !has_text_span, has_drawing(labels.value) ? Harm::none : Harm::hidden,
                 diag::labels_without_geometry,
                 labels.id.empty()
                     ? "labels without the id of the region that they belong to"
                     : fmt::format("no region of this prediction has the id `{}`", labels.id))
                .control(labels.control);
            return;
        }
        const std::string kind(tool->control->kind->type);
        const bool has_labels_of_its_own = !tool->control->kind->labels.key.empty();
        if (!tool->form->is_split_partner || has_labels_of_its_own) {
            if (!has_text_span) {
                labels.refused = true;
                find(labels.json, true, Harm::none, diag::labels_without_geometry,
                     fmt::format("`{}` results take no labels of another control", kind))
                    .control(labels.control);
            }
            return;
        }
        std::vector<Value> missing;
        for (const Field& field : tool->form->fields) {
            const Value own = labels.value[field.key];
            const bool is_refused =
                own ? !(own.is(Kind::null) && field.server.or_null) &&
                          !server_takes(own, field.server.shape, field.server.most)
                    : field.server.required;
            if (own && is_refused) {
                labels.refused = true;
                find(own, true, Harm::none, diag::beyond_bound, std::string(field.key), shown(own),
                     "which the server does not take for this shape");
            }
            if (!own && tool->value[field.key]) {
                missing.push_back(tool->value[field.key]);
            }
        }
        const bool lacks = std::ranges::any_of(tool->form->fields, [&](const Field& field) {
            return field.server.required && !labels.value[field.key];
        });
        if (!lacks) {
            return;
        }
        labels.refused = true;
        const bool is_first = &labels < tool && !has_geometry(labels.value, *tool->form);
        Found found = find(labels.value, true, is_first ? Harm::hidden : Harm::none,
                           diag::labels_without_geometry,
                           fmt::format("the labels of a `{}` do not repeat its geometry", kind));
        const Value first = labels.value.first();
        for (const Value& member : missing) {
            if (first) {
                const std::string text =
                    fmt::format("{}: {}, ", json::quoted(member.key()), member.raw());
                found.edit(first.key_begin(), first.key_begin(), text, "copied the geometry");
            }
        }
    }

    static bool has_drawing(const Value& value) {
        return std::ranges::any_of(value_forms(), [&](const ValueForm& form) {
            return form.drawn != Drawn::nothing && has_geometry(value, form) &&
                   std::ranges::all_of(form.fields, [&](const Field& field) {
                       return !field.editor.required || value[field.key];
                   });
        });
    }

    // One answer of a control about the object, or about each of its items.
    void check_answer(const Result& result) {
        if (result.control->kind->is_region || is_marked_span(result)) {
            return;
        }
        const auto key = std::tuple(
            result.control,
            result.json["to_name"].is(Kind::string) ? result.json["to_name"].text() : std::string(),
            result.item.value_or(-1));
        if (!answers_.insert(key).second) {
            find(result.json, false, Harm::hidden, diag::answer_given_twice, result.control->name,
                 "of which the editor shows one")
                .control(result.control);
        }
    }

    void check_repeated(const Result& result) {
        if (result.id.empty()) {
            return;
        }
        const auto key = std::tuple(result.id, result.control);
        if (!seen_.insert(key).second) {
            find(result.json["id"], false, Harm::hidden, diag::result_repeated, result.id,
                 result.control->name)
                .help("give each region an id of its own");
        }
    }

    void check_item(const Result& result) {
        const bool is_list = result.object != nullptr && result.object->is_list;
        const Value index = result.json["item_index"];
        const bool is_region = result.control->kind->is_region || is_part(result);
        if (!is_list || (!is_region && !result.control->per_item)) {
            if (result.item.value_or(0) != 0) {
                find(index, false, Harm::wrong, diag::which_of_the_items,
                     is_list
                         ? fmt::format("`{}` speaks of all items, not of one", result.control->name)
                         : "`item_index` for an object without items")
                    .control(result.control);
            }
            return;
        }
        if (!result.item) {
            if (result.control->per_item) {
                find(result.json, false, Harm::hidden, diag::which_of_the_items,
                     fmt::format("`{}` speaks of one item, and no `item_index` says which",
                                 result.control->name))
                    .control(result.control);
            }
            return;
        }
        const Value items = result.object->variables.empty()
                                ? Value()
                                : data_of(data_, result.object->variables.front());
        if (items.is(Kind::array) && *result.item >= static_cast<std::int64_t>(items.size())) {
            find(index, false, Harm::hidden, diag::which_of_the_items,
                 fmt::format("`item_index` is {}, and the object has {} item{}", *result.item,
                             items.size(), items.size() == 1 ? "" : "s"));
        }
    }

    // Exports of Label Studio need the size of the image at each region.
    void check_size(const Result& result) {
        if (result.object == nullptr || !result.object->kind->is_image || !makes_region(result)) {
            return;
        }
        for (const std::string_view key : {"original_width", "original_height"}) {
            if (result.json[key]) {
                continue;
            }
            const Value given = given_elsewhere(result, key);
            if (!given && !result.form->needs_size) {
                continue;
            }
            Found found =
                find(result.json, false, Harm::none, diag::result_lacks_size, std::string(key));
            found.note("the region is shown, but exports to COCO, YOLO and masks fail");
            if (given) {
                found.add_member(result.json, key, given.raw(), "copied it from another result");
            }
        }
    }

    Value given_elsewhere(const Result& result, std::string_view key) const {
        for (const Result& other : results_) {
            if (other.object == result.object &&
                other.item.value_or(0) == result.item.value_or(0)) {
                if (const Value given = other.json[key]; given.is(Kind::number)) {
                    return given;
                }
            }
        }
        return {};
    }

    std::string attribute(const Control& control, std::string_view name) const {
        const labelstudio::Attribute* found = c_.config.elements[control.element].attribute(name);
        return found == nullptr ? "" : found->value;
    }

    bool has_choice(const Result& answer, const std::string& values) const {
        const Value list = answer.value[answer.control->kind->labels.key];
        return list.size() != 0 &&
               (values.empty() || std::ranges::any_of(words_of(values), [&](const std::string& w) {
                    const labelstudio::LabelOption* option = answer.control->find_label(w);
                    return holds_text(list, option == nullptr ? w : option->result);
                }));
    }

    // What is asked only on a condition is dropped where that is not met, once the annotation is
    // submitted.
    void check_conditions(const Result& result) {
        const Control& control = *result.control;
        const std::string label = attribute(control, "whenLabelValue");
        if (is_part(result) && !label.empty()) {
            const Result* region = region_of(result.id);
            if (region != nullptr && !region_has_label(result.id, label)) {
                find(result.json, false, Harm::wrong, diag::lost_on_submit, control.name,
                     fmt::format("the region has the label `{}`", label))
                    .control(&control);
            }
        }
        const std::string when = attribute(control, "visibleWhen");
        const std::string asked = attribute(control, "whenTagName");
        if (when != "choice-selected" || asked.empty()) {
            return;
        }
        const std::string values = attribute(control, "whenChoiceValue");
        const bool is_met = std::ranges::any_of(results_, [&](const Result& other) {
            return other.control != nullptr && other.control->name == asked &&
                   has_choice(other, values);
        });
        if (!is_met) {
            find(result.json, false, Harm::wrong, diag::lost_on_submit, control.name,
                 values.empty() ? fmt::format("`{}` has a choice", asked)
                                : fmt::format("`{}` is `{}`", asked, values))
                .control(&control);
        }
    }

    bool region_has_label(const std::string& id, const std::string& values) const {
        const std::vector<std::string> wanted = words_of(values);
        return std::ranges::any_of(by_id_.find(id)->second, [&](std::size_t i) {
            const Result& other = results_[i];
            if (other.control == nullptr || !other.control->kind->is_region) {
                return false;
            }
            const Value labels = other.value[other.control->kind->labels.key];
            for (Value one = labels.first(); one; one = one.next()) {
                if (!one.is(Kind::string)) {
                    continue;
                }
                const labelstudio::LabelOption* option = other.control->find_label(one.text());
                if (std::ranges::find(wanted, one.text()) != wanted.end() ||
                    (option != nullptr &&
                     std::ranges::find(wanted, option->value) != wanted.end())) {
                    return true;
                }
            }
            return false;
        });
    }

    // Positions that all lie from 0 to 1 are shares of the image: nobody's boxes are all within the
    // first percent of it.
    void check_fractions() {
        constexpr double least_share = 0.02;  // something must be larger, or it may be percent
        std::vector<Value> numbers;
        bool all_small = true;
        double most = 0;
        const auto take = [&](const Value& number) {
            if (number.is(Kind::number)) {
                numbers.push_back(number);
                all_small = all_small && number.number() >= 0 && number.number() <= 1;
                most = std::max(most, number.number());
            }
        };
        std::vector<const Result*> regions;
        for (const Result& result : results_) {
            if (result.form == nullptr || result.form->whole != 100 || !result.value) {
                continue;
            }
            regions.push_back(&result);
            take_positions(result, take);
        }
        // Results that repeat a region's geometry go with it.
        for (const Result& result : results_) {
            const Result* region = result.id.empty() ? nullptr : region_of(result.id);
            if (region != nullptr && region != &result && region->form->whole == 100 &&
                result.form != nullptr && result.form->whole != 100) {
                Result same = result;
                same.form = region->form;
                take_positions(same, take);
            }
        }
        if (numbers.empty() || !all_small || most < least_share) {
            return;
        }
        Found found = find(regions.front()->value, false, Harm::wrong, diag::looks_like_fractions);
        found.help("`--fix-fractions` multiplies them by 100");
        for (const Value& number : numbers) {
            if (c_.options.fractions) {
                found.replace(number, times_hundred(number.raw()), "made percent of them");
            }
        }
    }

    template <class Take> static void take_positions(const Result& result, Take take) {
        for (const Field& field : result.form->fields) {
            const Value value = result.value[field.key];
            const bool is_length = field.editor.shape == Shape::number && field.editor.required;
            if (is_length && !field.fill.empty()) {
                continue;  // the size of a dot
            }
            if (is_length) {
                take(value);
            } else if (field.editor.shape == Shape::points) {
                for (Value point = value.first(); point; point = point.next()) {
                    for (Value number = point.first(); number; number = number.next()) {
                        take(number);
                    }
                }
            } else if (field.editor.shape == Shape::rows) {
                for (Value row = value.first(); row; row = row.next()) {
                    for (const std::string_view key : {"x", "y", "width", "height"}) {
                        take(row[key]);
                    }
                }
            }
        }
    }

    // The digits with their point moved by two: no digit changes.
    static std::string times_hundred(std::string_view raw) {
        constexpr std::size_t longest_exponent = 6;  // beyond it is 0 anyhow
        if (raw.starts_with('-')) {                  // -0
            raw.remove_prefix(1);
        }
        const std::size_t exponent_at = raw.find_first_of("eE");
        if (exponent_at != std::string_view::npos && raw.size() - exponent_at > longest_exponent) {
            return "0";
        }
        if (exponent_at != std::string_view::npos) {
            const int exponent = std::stoi(std::string(raw.substr(exponent_at + 1))) + 2;
            return fmt::format("{}e{}", raw.substr(0, exponent_at), exponent);
        }
        const std::size_t point = std::min(raw.find('.'), raw.size());
        std::string whole(raw.substr(0, point));
        std::string fraction(point < raw.size() ? raw.substr(point + 1) : std::string_view());
        while (fraction.size() < 2) {
            fraction += '0';
        }
        whole += fraction.substr(0, 2);
        fraction.erase(0, 2);
        const std::size_t first = std::min(whole.find_first_not_of('0'), whole.size() - 1);
        whole.erase(0, first);
        return fraction.empty() ? whole : whole + "." + fraction;
    }

    Checker& c_;
    std::vector<Result>& results_;
    Value data_;
    std::map<std::string, std::vector<std::size_t>> by_id_;
    std::set<std::tuple<const Control*, std::string, std::int64_t>> answers_;
    std::set<std::tuple<std::string, const Control*>> seen_;
};

}  // namespace

void check_together(Checker& c, std::vector<Result>& results, const Value& data) {
    Together(c, results, data).run();
}

}  // namespace lsmap::validate
