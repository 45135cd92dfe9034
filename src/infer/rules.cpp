#include "infer/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace lsmap::infer {
namespace {

using labelstudio::Control;
using labelstudio::LabelSlot;
using labelstudio::Object;

constexpr std::size_t most_candidates = 8;

bool has_slot(std::string_view slots, std::string_view name) {
    const std::string word(name);
    return slots.find("{" + word + ":") != std::string_view::npos ||
           slots.find(", " + word + ":") != std::string_view::npos ||
           slots.find("{" + word + "?:") != std::string_view::npos;
}

// A value, with `?? skip` where it may be missing.
std::string certain(const Reach& value) {
    return value.optional ? value.expr + " ?? skip" : value.expr;
}

// A geometry or a stretch that a slot takes, and for what it needs to be declared anew.
struct Geometry {
    std::string slot, expr;
    double likely = 0;
    std::string clauses;  // further ones: the outlines of a list, the points of a pose
    std::string label;    // where the geometry itself knows it: the number of a keypoint
};

class Writer {
 public:
    Writer(const Control& control, const Scene& scene) : control_(control), scene_(scene) {
        for (const labelstudio::Target& target : control.targets) {
            if (target.object && object_ == nullptr) {
                object_ = &scene.config.objects[*target.object];
            }
        }
        if (object_ != nullptr) {
            if (const auto form = labelstudio::form_of(control, *object_)) {
                slots_ = std::string(form->slots);
            }
        } else {
            slots_ = std::string(control.kind->slots);
        }
    }

    std::vector<Candidate> all() const {
        std::vector<Candidate> found;
        for (const Row& row : scene_.rows) {
            if (control_.kind->is_region) {
                regions(row, found);
            } else {
                answers(row, found);
            }
        }
        std::ranges::stable_sort(found, std::ranges::greater{}, &Candidate::likely);
        if (found.size() > most_candidates) {
            found.resize(most_candidates);
        }
        return found;
    }

    // Slots of a per-region control below a region of this row: "" where there are none.
    std::string with_slots(const Row& row, std::vector<Table>& tables) const {
        return answer_slots(row, tables);
    }

 private:
    bool has_labels() const {
        return !control_.labels.empty() && control_.kind->label_slot != LabelSlot::none;
    }

    void regions(const Row& row, std::vector<Candidate>& found) const {
        for (const Geometry& geometry : geometries(row)) {
            Candidate one;
            one.controls = {control_.name};
            one.likely = geometry.likely + 0.1 * static_cast<double>(row.depth);
            std::string slots = fmt::format("{}: {}", geometry.slot, geometry.expr);
            if (has_labels()) {
                const std::string label = geometry.label.empty()
                                              ? label_slot(row, one)
                                              : number_label(geometry.label, one);
                if (label.empty()) {
                    continue;
                }
                slots += "\n" + label;
            }
            if (const Reach* score = score_of(row)) {
                slots += "\nscore: " + score->expr;
                one.likely += 0.5;
            }
            if (has_slot(slots_, "text") && control_.kind->tag == "OcrLabels") {
                if (const Reach* text = text_of(row)) {
                    slots += "\ntext: " + certain(*text);
                }
            }
            for (const Control& below : scene_.config.controls) {
                add_with(below, row, one, slots);
            }
            const std::string clauses =
                row.clauses + (row.clauses.empty() || geometry.clauses.empty() ? "" : " ") +
                geometry.clauses;
            one.text = entry(clauses, control_.name, slots);
            found.push_back(std::move(one));
        }
    }

    static std::string entry(const std::string& clauses, const std::string& control,
                             const std::string& slots) {
        return fmt::format("{}{}-> {} {{\n{}\n}}\n", clauses, clauses.empty() ? "" : " ",
                           config_name(control), slots);
    }

    // Per-region controls and labels of a tool without labels, on the same object.
    void add_with(const Control& below, const Row& row, Candidate& one, std::string& slots) const {
        const bool same_object =
            object_ != nullptr && std::ranges::any_of(below.targets, [&](const auto& t) {
                return t.name == object_->name;
            });
        const bool lends = control_.kind->unlabelled_tool && below.kind->tag == "Labels";
        if (&below == &control_ || !same_object || (!below.per_region && !lends) ||
            below.kind->is_region != lends) {
            return;
        }
        const Writer writer(below, scene_);
        const std::string with =
            lends ? writer.label_slot(row, one) : writer.answer_slots(row, one.tables);
        if (!with.empty()) {
            slots += fmt::format("\nwith {} {{ {} }}", config_name(below.name), with);
            one.controls.push_back(below.name);
            one.likely += 0.5;
        }
    }

    std::vector<Geometry> geometries(const Row& row) const {
        std::vector<Geometry> found;
        const auto nearer = [](const Reach& value) {
            return 2 - 0.3 * static_cast<double>(value.depth);
        };
        if (has_slot(slots_, "box")) {
            for (const auto& [expr, depth] : boxes(row)) {
                found.push_back({"box", expr, 2 - 0.3 * static_cast<double>(depth), "", ""});
            }
        }
        for (const Reach& value : row.values) {
            const Role role = value.type->role;
            const double likely = nearer(value);
            const std::string expr = certain(value);
            if (has_slot(slots_, "polygon") && role == Role::polygon) {
                found.push_back({"polygon", expr, likely, "", ""});
            } else if (has_slot(slots_, "polygon") && role == Role::polygons &&
                       value.type->text.starts_with("[") && value.type->text.ends_with("]")) {
                found.push_back({"polygon", "ring", likely, "for ring in " + value.expr, ""});
            } else if (has_slot(slots_, "box") && role == Role::polygon) {
                found.push_back({"box", "bounds(" + value.expr + ")", likely - 0.5, "", ""});
            } else if (has_slot(slots_, "mask") && role == Role::mask) {
                found.push_back({"mask", expr, likely, "", ""});
            } else if (has_slot(slots_, "point") && role == Role::point) {
                found.push_back({"point", expr, likely, "", ""});
            } else if (has_slot(slots_, "point") && role == Role::keypoints) {
                found.push_back({"point", "k.point", likely,
                                 "for k in " + value.expr +
                                     (value.type->text.find("xyv") != std::string::npos
                                          ? " where k.visibility > 0"
                                          : ""),
                                 "k.index"});
            } else if (has_slot(slots_, "span") && role == Role::span) {
                found.push_back({"span", expr, likely, "", ""});
            }
        }
        if (has_slot(slots_, "point")) {
            if (const auto xy = point_of(row); !xy.empty()) {
                found.push_back({"point", xy, 1.5, "", ""});
            }
        }
        if (has_slot(slots_, "span") && !has_slot(slots_, "paragraph")) {
            stretch(row, found);
        }
        return found;
    }

    void stretch(const Row& row, std::vector<Geometry>& found) const {
        for (const Reach& start : row.values) {
            for (const Reach& end : row.values) {
                const bool fits = start.type->role == Role::start && end.type->role == Role::end &&
                                  start.type->text == end.type->text && start.depth == end.depth;
                if (fits && start.expr.substr(0, start.expr.rfind('.') + 1) ==
                                end.expr.substr(0, end.expr.rfind('.') + 1)) {
                    found.push_back({"span",
                                     fmt::format("span({}, {})", certain(start), certain(end)),
                                     2 - 0.3 * static_cast<double>(start.depth), "", ""});
                    return;
                }
            }
        }
    }

    // Boxes of a row: a value that is one, or four fields of a record.
    static std::vector<std::pair<std::string, std::size_t>> boxes(const Row& row) {
        std::vector<std::pair<std::string, std::size_t>> found;
        for (const Reach& value : row.values) {
            if (value.type->role == Role::box) {
                found.emplace_back(certain(value), value.depth);
            }
        }
        const auto of_record = [&](const Declared& record, const std::string& prefix,
                                   std::size_t depth) {
            if (record.box_form.empty()) {
                return;
            }
            std::string parts;
            for (const std::size_t i : record.box_fields) {
                const Declared::Field& field = record.fields[i];
                parts += (parts.empty() ? "" : ", ") + prefix + field.name +
                         (field.type->optional ? " ?? skip" : "");
            }
            found.emplace_back(fmt::format("{}<{}>({})", record.box_form, record.unit, parts),
                               depth);
        };
        if (row.type != nullptr) {
            const std::size_t dot =
                row.values.empty() ? std::string::npos : row.values.front().expr.find('.');
            of_record(*row.type,
                      dot == std::string::npos ? "" : row.values.front().expr.substr(0, dot + 1),
                      0);
        }
        for (const Reach& value : row.values) {
            if (!value.optional) {
                of_record(*value.type, value.expr + ".", value.depth + 1);
            }
        }
        return found;
    }

    static std::string point_of(const Row& row) {
        const Reach* x = nullptr;
        const Reach* y = nullptr;
        for (const Reach& value : row.values) {
            const std::string name = lower(value.name);
            x = name == "x" && value.type->seen != nullptr && value.type->seen->only_numbers()
                    ? &value
                    : x;
            y = name == "y" && value.type->seen != nullptr && value.type->seen->only_numbers()
                    ? &value
                    : y;
        }
        const bool length =
            x != nullptr && y != nullptr && !x->optional && !y->optional &&
            (x->type->text == "px" || x->type->text == "norm" || x->type->text == "percent");
        return length ? fmt::format("point<{}>({}, {})", x->type->text, x->expr, y->expr) : "";
    }

    static const Reach* score_of(const Row& row) { return row.find(Role::score); }

    static const Reach* text_of(const Row& row) {
        const Reach* best = nullptr;
        double most = 0.4;
        for (const Reach& value : row.values) {
            if (value.type->text != "string") {
                continue;
            }
            double likely =
                has_word(value.name, {"text", "transcript", "content", "caption", "answer", "value",
                                      "word", "utterance", "reason", "summary"})
                    ? 2
                : value.type->role == Role::text ? 0.5
                                                 : 0;
            likely -= 0.2 * static_cast<double>(value.depth);
            likely -= has_word(value.name, {"path", "file", "url", "id", "image", "audio", "label",
                                            "name", "class"})
                          ? 3
                          : 0;
            if (likely > most) {
                most = likely;
                best = &value;
            }
        }
        return best;
    }

    // The value that names the class, with what it matches.
    struct Class {
        const Reach* value = nullptr;
        std::vector<Matched> matched;
        double likely = 0;
        std::string by;  // the list that numbers were looked up in
    };
    Class class_of(const Row& row) const {
        Class best;
        for (const Reach& value : row.values) {
            const Observed* seen = value.type->seen;
            const bool plain = value.type->text == "string" || value.type->text == "int" ||
                               value.type->text == "id";
            if ((seen == nullptr && value.type->words.empty()) || !plain ||
                value.type->role == Role::text) {
                continue;
            }
            const std::vector<std::string> keys =
                seen != nullptr ? literals_of(*seen) : value.type->words;
            Class one{&value, match_labels(keys, control_, scene_.config), 0, ""};
            if (seen != nullptr && seen->only_numbers()) {
                std::vector<Matched> numbers =
                    match_numbers(keys, scene_.class_lists, control_, scene_.config, one.by);
                one.matched = numbers.empty() ? std::move(one.matched) : std::move(numbers);
            }
            if (seen == nullptr) {
                std::erase_if(one.matched, [](const Matched& m) { return m.label.empty(); });
            }
            const auto count = static_cast<double>(matched_count(one.matched));
            one.likely = one.matched.empty() ? 0
                                             : 2 * count / static_cast<double>(one.matched.size()) +
                                                   (count > 0 ? 1 : 0);
            one.likely += has_word(value.name, {"label", "class", "category", "entity", "type",
                                                "tag", "speaker"})
                              ? 1.2
                          : has_word(value.name, {"name", "kind", "cls"}) ? 1
                                                                          : 0;
            one.likely -= value.type->text == "string" ? 0 : value.type->role == Role::id ? 2 : 0.4;
            one.likely -= 0.2 * static_cast<double>(value.depth);
            if (one.likely > best.likely) {
                best = std::move(one);
            }
        }
        return best;
    }

    // "label: class(d.name)" with its table; a literal where there is one label, or none fits.
    std::string label_slot(const Row& row, Candidate& one) const {
        const auto names = labelstudio::label_slot_names(control_.kind->label_slot);
        Class found = class_of(row);
        const double enough = 0.9;
        if (found.value == nullptr || found.likely < enough ||
            (control_.labels.size() == 1 && matched_count(found.matched) == 0)) {
            one.likely -= 0.5;
            return fmt::format("{}: {}{}", names.one, literal(),
                               control_.labels.size() == 1 ? "" : "  # TODO: which label?");
        }
        one.likely += found.likely;
        one.tables.push_back(
            table_for(control_, found.matched, scene_, found.value->type->text == "string"));
        if (!found.by.empty()) {
            one.tables.back().text =
                fmt::format("# TODO: are these the numbers of {}?\n", found.by) +
                one.tables.back().text;
        }
        return fmt::format("{}: {}({})", names.one, one.tables.back().name, certain(*found.value));
    }

    std::string literal() const {
        const labelstudio::LabelOption& first = control_.labels.front();
        if (control_.kind->label_slot != LabelSlot::paths) {
            return validate::json::quoted(first.value);
        }
        std::string path;
        for (const std::string& part : first.values) {
            path += (path.empty() ? "" : ", ") + validate::json::quoted(part);
        }
        return "[" + path + "]";
    }

    // Labels by number: as many as the config has, in its order.
    std::string number_label(const std::string& number, Candidate& one) const {
        Table table;
        std::vector<std::string> taken = scene_.taken;
        table.name = free_name(name_of_key(control_.name) + "_of", taken);
        table.control = control_.name;
        table.text = fmt::format(
            "labels {} -> {} {{\n  by position  # TODO: are the labels in the model's order?\n  _ "
            "-> skip\n}}\n",
            table.name, config_name(control_.name));
        one.tables.push_back(table);
        return fmt::format("label: {}({})", table.name, number);
    }

    void answers(const Row& row, std::vector<Candidate>& found) const {
        if (control_.per_region) {
            return;
        }
        Candidate one;
        one.controls = {control_.name};
        std::string slots = answer_slots(row, one.tables);
        if (slots.empty()) {
            return;
        }
        const Reach* score = score_of(row);
        std::string clauses = row.clauses;
        if (row.depth != 0) {
            clauses += score != nullptr && !score->optional
                           ? fmt::format(" order by {} desc limit 1", score->expr)
                           : " limit 1";
            one.likely -= 0.3 * static_cast<double>(row.depth);
        }
        if (score != nullptr && score->depth <= 1) {
            slots += "\nscore: " + score->expr;
        }
        one.likely += likely_;
        one.text = entry(clauses, control_.name, slots);
        found.push_back(std::move(one));
    }

    std::string answer_slots(const Row& row, std::vector<Table>& tables) const {
        likely_ = 0;
        if (has_labels()) {
            Class found = class_of(row);
            if (found.value == nullptr || matched_count(found.matched) == 0) {
                return "";
            }
            likely_ = found.likely;
            const auto names = labelstudio::label_slot_names(control_.kind->label_slot);
            tables.push_back(table_for(control_, found.matched, scene_));
            return fmt::format("{}: {}({})", names.one, tables.back().name, certain(*found.value));
        }
        if (has_slot(slots_, "texts")) {
            const Reach* text = text_of(row);
            likely_ = text == nullptr ? 0 : has_word(text->name, {control_.name}) ? 3 : 1;
            return text == nullptr ? "" : "text: " + certain(*text);
        }
        if (has_slot(slots_, "number") || has_slot(slots_, "rating")) {
            const bool rating = has_slot(slots_, "rating");
            for (const Reach& value : row.values) {
                const Observed* seen = value.type->seen;
                const bool named = has_word(value.name, {control_.name}) ||
                                   has_word(control_.name, {value.name}) ||
                                   (rating && has_word(value.name, {"rating", "stars"}));
                if (seen != nullptr && seen->only_numbers() && named &&
                    (!rating || (seen->reals == 0 && value.type->text == "int" &&
                                 seen->within(0, static_cast<double>(control_.max_rating))))) {
                    likely_ = 2;
                    return fmt::format("{}: {}", rating ? "rating" : "number", certain(value));
                }
            }
        }
        return "";
    }

    const Control& control_;
    const Scene& scene_;
    const Object* object_ = nullptr;
    std::string slots_;
    mutable double likely_ = 0;
};

}  // namespace

std::string config_name(std::string_view name) {
    return name_of_key(name) == name ? std::string(name) : "`" + std::string(name) + "`";
}

std::vector<Candidate> candidates_for(const Control& control, const Scene& scene) {
    return Writer(control, scene).all();
}

Table table_for(const Control& control, const std::vector<Matched>& matched, const Scene& scene,
                bool are_texts) {
    std::vector<std::string> taken = scene.taken;
    Table table;
    table.name = free_name(name_of_key(control.name) + "_of", taken);
    table.control = control.name;
    table.text = table_text(table.name, config_name(control.name), matched, control, are_texts);
    return table;
}

}  // namespace lsmap::infer
