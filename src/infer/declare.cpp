#include "infer/declare.hpp"

#include "infer/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace lsmap::infer {
namespace {

constexpr std::size_t long_text = 60;
constexpr std::size_t map_keys = 24;  // an object of so many alike members is a map

// Field names of COCO's annotations.
bool is_coco(const Observed* parent) {
    return parent != nullptr &&
           (parent->member("image_id") != nullptr || parent->member("category_id") != nullptr ||
            parent->member("iscrowd") != nullptr);
}

bool is_row_of(const Observed& seen, std::size_t count) {
    return seen.only_arrays() && seen.shortest == count && seen.longest == count &&
           seen.element != nullptr && seen.element->only_numbers();
}

std::vector<std::array<double, 4>> rows_of_four(const Observed& seen) {
    std::vector<std::array<double, 4>> rows;
    for (const Value& value : seen.values) {
        std::array<double, 4> row{};
        std::size_t i = 0;
        for (Value v = value.first(); v && i < 4; v = v.next()) {
            row[i++] = v.number();
        }
        rows.push_back(row);
    }
    return rows;
}

std::unique_ptr<Declared> plain(const Observed& seen, std::string text, Role role) {
    auto type = std::make_unique<Declared>();
    type->seen = &seen;
    type->text = std::move(text);
    type->role = role;
    return type;
}

class Maker {
 public:
    explicit Maker(const Hints& hints) : hints_(hints) {}

    std::unique_ptr<Declared> make(const Observed& seen, const std::string& key,
                                   const Observed* parent) const {
        auto type = make_present(seen, key, parent);
        type->seen = &seen;
        type->optional = seen.nulls != 0 || (parent != nullptr && parent->only_objects() &&
                                             seen.times < parent->objects);
        return type;
    }

 private:
    std::unique_ptr<Declared> make_present(const Observed& seen, const std::string& key,
                                           const Observed* parent) const {
        if (seen.only_numbers()) {
            NumberGuess guess = number_type(seen, key, hints_);
            auto type = plain(seen, std::move(guess.text), guess.role);
            type->remark = std::move(guess.remark);
            return type;
        }
        if (seen.only_strings()) {
            return text_type(seen, key);
        }
        if (seen.bools != 0 && seen.bools == seen.present()) {
            return plain(seen, "bool", Role::flag);
        }
        if (seen.only_arrays()) {
            return array(seen, key, parent);
        }
        if (seen.only_objects()) {
            return object(seen, key);
        }
        if (seen.wholes + seen.strings == seen.present() && seen.strings != 0) {
            return plain(seen, "id", Role::id);
        }
        if (seen.arrays + seen.objects == seen.present() && seen.arrays != 0 && is_rle(seen)) {
            auto type = plain(seen, "[polygon<px>] | rle", Role::polygons);
            type->unit = "px";
            return type;
        }
        return plain(seen, "json", Role::other);
    }

    std::unique_ptr<Declared> text_type(const Observed& seen, const std::string& key) const {
        const std::vector<std::string> texts = seen.texts();
        const auto longest = std::ranges::max_element(texts, {}, &std::string::size);
        const bool is_long = longest != texts.end() && longest->size() > long_text;
        const auto is_clock = [](const std::string& t) {
            return t.size() >= 7 && std::ranges::count(t, ':') == 2 &&
                   std::ranges::all_of(t, [](char c) {
                       return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == ':' ||
                              c == '.' || c == ',';
                   });
        };
        const std::string name = lower(key);
        if (std::ranges::all_of(texts, is_clock) && (hints_.has_sound || hints_.has_video)) {
            return plain(seen, "time<clock>",
                         has_word(name, {"end", "to", "stop"}) ? Role::end : Role::start);
        }
        if (std::ranges::all_of(texts, [](const std::string& t) {
                return t.starts_with("iVBORw0KGgo") || t.starts_with("data:image/png;base64,");
            })) {
            return plain(seen, "png", Role::mask);
        }
        auto type = plain(
            seen, "string",
            is_long || has_word(name, {"text", "path", "file", "url"}) ? Role::text : Role::word);
        if (name == "id" || name.ends_with("_id")) {
            type->role = Role::id;
        }
        // What was seen helps a person to close the set; a closed one would reject tomorrow's.
        if (type->role == Role::word && texts.size() <= 6 && seen.strings >= texts.size() * 2) {
            std::string list;
            for (const std::string& text : texts) {
                list += (list.empty() ? "" : " | ") + validate::json::quoted(text);
            }
            type->remark = list;
        }
        return type;
    }

    static bool is_rle(const Observed& seen) {
        const Observed* size = seen.member("size");
        return size != nullptr && seen.member("counts") != nullptr && is_row_of(*size, 2);
    }

    std::unique_ptr<Declared> geometry(const Observed& seen, Role role, const Observed& numbers,
                                       std::string_view form, const std::string& key,
                                       std::string_view behind = "") const {
        const Guess unit = unit_of(numbers.least, numbers.most, numbers.reals != 0, key, hints_);
        auto type = plain(seen, fmt::format("{}<{}{}>", form, unit.text, behind), role);
        type->unit = unit.text;
        type->remark = unit.remark;
        return type;
    }

    std::unique_ptr<Declared> array(const Observed& seen, const std::string& key,
                                    const Observed* parent) const {
        const std::string name = lower(key);
        if (seen.element == nullptr) {
            auto type = plain(seen, "[json]", Role::other);
            return type;
        }
        const Observed& element = *seen.element;
        if (element.only_numbers()) {
            if (auto type = numbers(seen, name, key, parent)) {
                return type;
            }
        }
        if (auto type = points(seen, name, key)) {
            return type;
        }
        if (is_rle(element) && element.only_objects()) {
            auto type = std::make_unique<Declared>();
            type->form = Declared::Form::list;
            type->element = plain(element, "rle", Role::mask);
            return type;
        }
        // A row with a type for each place.
        if (seen.shortest == seen.longest && seen.longest >= 2 && seen.longest <= most_places &&
            seen.present() > 1 && places_differ(seen)) {
            return tuple(seen, key);
        }
        auto type = std::make_unique<Declared>();
        type->form = Declared::Form::list;
        type->element = make(element, key, nullptr);
        return type;
    }

    static bool places_differ(const Observed& seen) {
        const Observed& first = *seen.places.front();
        return std::ranges::any_of(seen.places, [&](const auto& place) {
            return place->only_strings() != first.only_strings() ||
                   place->only_arrays() != first.only_arrays() ||
                   place->only_numbers() != first.only_numbers() ||
                   place->only_objects() != first.only_objects();
        });
    }

    std::unique_ptr<Declared> tuple(const Observed& seen, const std::string& key) const {
        auto type = std::make_unique<Declared>();
        type->form = Declared::Form::tuple;
        for (std::size_t i = 0; i < seen.places.size(); ++i) {
            const Observed& place = *seen.places[i];
            std::string name = place.only_arrays()                      ? "shape"
                               : place.only_strings()                   ? "text"
                               : place.within(0, 1) && place.reals != 0 ? "score"
                                                                        : "item";
            if (type->field(name) != nullptr) {
                name += std::to_string(i);
            }
            auto of = make(place, name == "shape" ? key + "_box" : name, nullptr);
            type->fields.push_back({name, name, std::move(of), Part::none});
        }
        return type;
    }

    // An array of numbers that is a shape; nullptr: it is none.
    std::unique_ptr<Declared> numbers(const Observed& seen, const std::string& name,
                                      const std::string& key, const Observed* parent) const {
        const Observed& element = *seen.element;
        const bool outline =
            has_word(name, {"segment", "poly", "contour", "quad", "corner", "obb", "vertices"});
        if (has_word(name, {"shape", "size", "imgsz", "resolution"}) && element.reals == 0 &&
            (is_row_of(seen, 2) || is_row_of(seen, 3))) {
            const bool hw = has_word(name, {"shape"});
            auto type = plain(seen,
                              is_row_of(seen, 3) ? "[int; 3]"
                              : hw               ? "size<hw>"
                                                 : "size<wh>",
                              Role::size);
            type->remark = hw || is_row_of(seen, 3) ? "" : "TODO: size<wh>, or size<hw>?";
            return type;
        }
        if (is_row_of(seen, 4) &&
            (has_word(name, {"box", "xyxy", "xywh", "rect", "bounds", "region", "roi"}) ||
             name.empty())) {
            const Guess order = box_order(rows_of_four(seen), key, is_coco(parent), hints_);
            auto type = geometry(seen, Role::box, element, order.text, key);
            type->remark = order.remark.empty() ? type->remark : order.remark;
            return type;
        }
        if (has_word(name, {"keypoint"}) && seen.shortest == seen.longest &&
            seen.longest % 3 == 0 && seen.longest >= 9) {
            bool visible = true;
            for (const Value& value : seen.values) {
                std::size_t i = 0;
                for (Value v = value.first(); v; v = v.next(), ++i) {
                    visible = visible &&
                              (i % 3 != 2 || v.raw() == "0" || v.raw() == "1" || v.raw() == "2");
                }
            }
            return geometry(seen, Role::keypoints, element, "keypoints", key,
                            visible ? ", xyv" : ", xyc");
        }
        if (outline && seen.shortest >= 6 && all_even(seen)) {
            auto type = geometry(seen, Role::polygon, element, "polygon", key);
            type->four = seen.shortest == 8 && seen.longest == 8;
            return type;
        }
        if (is_row_of(seen, 2) && has_word(name, {"point", "center", "centre", "position", "xy"})) {
            return geometry(seen, Role::point, element, "point", key);
        }
        if (is_row_of(seen, 2) && has_word(name, {"span", "range", "segment", "interval", "offsets",
                                                  "timestamp", "time"})) {
            const bool chars = hints_.has_text && element.reals == 0;
            return plain(seen, chars ? "span<offset<char>>" : "span<time<s>>", Role::span);
        }
        return nullptr;
    }

    static bool all_even(const Observed& seen) {
        return std::ranges::all_of(seen.values, [](const Value& v) { return v.size() % 2 == 0; });
    }

    // An array of pairs or `{x, y}`, of triples, or of arrays of them.
    std::unique_ptr<Declared> points(const Observed& seen, const std::string& name,
                                     const std::string& key) const {
        const Observed& element = *seen.element;
        const bool pairs = is_row_of(element, 2);
        const bool objects = element.only_objects() && element.members.size() == 2 &&
                             element.member("x") != nullptr && element.member("y") != nullptr &&
                             element.member("x")->only_numbers() &&
                             element.member("y")->only_numbers();
        const Observed* numbers = pairs     ? element.element.get()
                                  : objects ? element.member("x")
                                            : nullptr;
        if (numbers != nullptr && has_word(name, {"keypoint"}) && pairs) {
            return geometry(seen, Role::keypoints, *numbers, "keypoints", key, ", xy");
        }
        if (numbers != nullptr && seen.longest == 2 && seen.shortest == 2 &&
            has_word(name, {"box", "geometry", "rect"})) {
            return geometry(seen, Role::box, *numbers, "xyxy", key);
        }
        if (numbers != nullptr && seen.shortest >= 3 &&
            !has_word(name, {"interval", "span", "time"})) {
            auto type = geometry(seen, Role::polygon, *numbers, "polygon", key);
            type->four = seen.shortest == 4 && seen.longest == 4;
            return type;
        }
        if (is_row_of(element, 3) && has_word(name, {"keypoint"})) {
            return geometry(seen, Role::keypoints, *element.element, "keypoints", key, ", xyc");
        }
        // A list of flat outlines, as COCO's `segmentation` is.
        if (element.only_arrays() && element.element != nullptr &&
            element.element->only_numbers() &&
            has_word(name, {"segment", "poly", "contour", "masks"}) && element.shortest >= 6 &&
            all_even(element)) {
            auto type = geometry(seen, Role::polygons, *element.element, "polygon", key);
            type->text = "[" + type->text + "]";
            return type;
        }
        return nullptr;
    }

    static bool is_map(const Observed& seen) {
        if (seen.members.size() < 2) {
            return false;
        }
        const Observed& first = *seen.members.front().seen;
        const bool alike = std::ranges::all_of(seen.members, [&](const auto& m) {
            return m.seen->only_numbers() == first.only_numbers() &&
                   m.seen->only_strings() == first.only_strings() &&
                   m.seen->only_arrays() == first.only_arrays() &&
                   m.seen->only_objects() == first.only_objects();
        });
        const bool names = std::ranges::all_of(
            seen.members, [](const auto& m) { return name_of_key(m.key) == m.key; });
        const std::size_t sum = [&] {
            std::size_t n = 0;
            for (const auto& m : seen.members) {
                n += m.seen->times;
            }
            return n;
        }();
        const bool come_and_go = seen.objects > 1 &&
                                 sum * 3 < seen.members.size() * seen.objects * 2 &&
                                 seen.members.size() > 3;
        return alike && (!names || come_and_go || seen.members.size() >= map_keys);
    }

    std::unique_ptr<Declared> object(const Observed& seen, const std::string& key) const {
        if (is_rle(seen)) {
            return plain(seen, "rle", Role::mask);
        }
        auto type = std::make_unique<Declared>();
        if (is_map(seen)) {
            type->form = Declared::Form::map;
            type->element = make(*seen.members.front().seen, key, nullptr);
            return type;
        }
        type->form = Declared::Form::record;
        for (const Observed::Member& member : seen.members) {
            std::string name = name_of_key(member.key);
            while (type->field(name) != nullptr) {
                name += '_';
            }
            type->fields.push_back(
                {std::move(name), member.key, make(*member.seen, member.key, &seen),
                 member.seen->only_numbers() ? part_of(member.key) : Part::none});
        }
        find_box(*type, seen, key);
        return type;
    }

    // Four fields that are a box together. Where they are all there is, with the keys that the
    // decoder knows, the record is the box.
    void find_box(Declared& type, const Observed& seen, const std::string& key) const {
        const auto place = [&](Part part) {
            return std::ranges::find(type.fields, part, &Declared::Field::part) -
                   type.fields.begin();
        };
        struct Combination {
            std::string_view form;
            Part parts[4];
        };
        static constexpr Combination combinations[] = {
            {"xyxy", {Part::x1, Part::y1, Part::x2, Part::y2}},
            {"xywh", {Part::x1, Part::y1, Part::width, Part::height}},
            {"cxcywh", {Part::cx, Part::cy, Part::width, Part::height}}};
        const auto count = static_cast<std::ptrdiff_t>(type.fields.size());
        for (const Combination& one : combinations) {
            std::vector<std::size_t> fields;
            for (const Part part : one.parts) {
                if (place(part) < count) {
                    fields.push_back(static_cast<std::size_t>(place(part)));
                }
            }
            if (fields.size() != 4) {
                continue;
            }
            double least = 0;
            double most = 0;
            bool fractions = false;
            for (const std::size_t i : fields) {
                const Observed& numbers = *type.fields[i].type->seen;
                least = std::min(least, numbers.least);
                most = std::max(most, numbers.most);
                fractions = fractions || numbers.reals != 0;
            }
            const Guess unit = unit_of(least, most, fractions, key, hints_);
            std::string form(one.form);
            std::string remark = unit.remark;
            if (form == "xywh") {
                form = centred(seen, type, fields) ? "cxcywh" : form;
            }
            if (type.fields.size() == 4 && are_known_keys(type)) {
                type.form = Declared::Form::plain;
                type.text = fmt::format("{}<{}>", form, unit.text);
                type.role = Role::box;
                type.unit = unit.text;
                type.remark = remark;
                type.fields.clear();
                return;
            }
            for (const std::size_t i : fields) {
                type.fields[i].type->text = unit.text;
                type.fields[i].type->role = Role::none;
                type.fields[i].type->remark = i == fields.front() ? remark : "";
            }
            type.box_form = form;
            type.box_fields = std::move(fields);
            type.unit = unit.text;
            return;
        }
    }

    // x and y are the centre: a box would leave the picture otherwise, and does not so.
    bool centred(const Observed& seen, const Declared& type,
                 const std::vector<std::size_t>& fields) const {
        bool leaves = false;
        for (const Value& value : seen.values) {
            double d[4] = {};
            for (std::size_t i = 0; i < 4; ++i) {
                const Value v = value[type.fields[fields[i]].key];
                d[i] = v && v.is(Kind::number) ? v.number() : 0;
            }
            leaves = leaves || (hints_.width > 0 && (d[0] + d[2] > hints_.width * 1.03 ||
                                                     d[1] + d[3] > hints_.height * 1.03));
            if (d[0] - d[2] / 2 < -0.05 * d[2] || d[1] - d[3] / 2 < -0.05 * d[3]) {
                return false;
            }
        }
        return leaves;
    }

    static bool are_known_keys(const Declared& type) {
        static constexpr std::string_view known[] = {
            "x1",    "y1",     "x2", "y2", "xmin",  "ymin",   "xmax", "ymax", "left", "top",
            "right", "bottom", "x",  "y",  "width", "height", "w",    "h",    "cx",   "cy"};
        return std::ranges::all_of(type.fields, [](const Declared::Field& f) {
            return std::ranges::find(known, f.key) != std::end(known);
        });
    }

    const Hints& hints_;
};

}  // namespace

const Declared::Field* Declared::field(std::string_view name) const {
    const auto found = std::ranges::find(fields, name, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}
Declared::Field* Declared::field(std::string_view name) {
    const auto found = std::ranges::find(fields, name, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}

void find_size(const Observed& root, Hints& hints) {
    if (root.only_objects()) {
        const auto number = [&](std::initializer_list<std::string_view> names) {
            for (const std::string_view name : names) {
                if (const Observed* seen = root.member(name);
                    seen != nullptr && seen->only_numbers()) {
                    return seen->most;
                }
            }
            return 0.0;
        };
        const bool is_box = std::ranges::any_of(root.members, [](const auto& m) {
            const Part part = part_of(m.key);
            return part == Part::x1 || part == Part::cx;
        });
        if (!is_box) {
            hints.width = std::max(hints.width, number({"width", "image_width", "img_width", "w",
                                                        "original_width", "layout_width"}));
            hints.height =
                std::max(hints.height, number({"height", "image_height", "img_height", "h",
                                               "original_height", "layout_height"}));
        }
        for (const Observed::Member& member : root.members) {
            const std::string name = lower(member.key);
            if (has_word(name, {"shape", "size", "imgsz", "resolution", "dimensions"}) &&
                (is_row_of(*member.seen, 2) || is_row_of(*member.seen, 3))) {
                const bool hw = has_word(name, {"shape"});
                hints.width = std::max(hints.width, member.seen->places[hw ? 1 : 0]->most);
                hints.height = std::max(hints.height, member.seen->places[hw ? 0 : 1]->most);
            }
            find_size(*member.seen, hints);
        }
    }
    if (root.element != nullptr) {
        find_size(*root.element, hints);
    }
}

std::unique_ptr<Declared> declare(const Observed& root, const Hints& hints) {
    return Maker(hints).make(root, "", nullptr);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

bool has_word(std::string_view text, std::initializer_list<std::string_view> words) {
    const std::string low = lower(text);
    return std::ranges::any_of(words, [&](std::string_view word) {
        if (word.size() > 3) {
            return low.find(word) != std::string::npos;
        }
        // Short words stand alone: `to`, `end`, `p`.
        const std::size_t at = low.find(word);
        return low == word || low.ends_with("_" + std::string(word)) ||
               low.starts_with(std::string(word) + "_") ||
               (at != std::string::npos && word == "end" && low.starts_with("end")) ||
               (word == "box" && at != std::string::npos) ||
               (word == "obb" && at != std::string::npos);
    });
}

}  // namespace lsmap::infer
