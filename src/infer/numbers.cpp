#include "infer/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lsmap::infer {
namespace {

// Models go a little beyond the picture.
constexpr double slack = 1.06;
// So many boxes that all have their corners in order are no chance.
constexpr std::size_t enough_boxes = 3;

bool all_of(const std::vector<std::array<double, 4>>& rows, auto claim) {
    return std::ranges::all_of(rows, claim);
}

struct PartRow {
    std::string_view name;  // lower case, without `_`
    Part part;
};
constexpr PartRow part_rows[] = {
    {"x1", Part::x1},         {"y1", Part::y1},
    {"x2", Part::x2},         {"y2", Part::y2},
    {"xmin", Part::x1},       {"ymin", Part::y1},
    {"xmax", Part::x2},       {"ymax", Part::y2},
    {"minx", Part::x1},       {"miny", Part::y1},
    {"maxx", Part::x2},       {"maxy", Part::y2},
    {"left", Part::x1},       {"top", Part::y1},
    {"right", Part::x2},      {"bottom", Part::y2},
    {"l", Part::x1},          {"t", Part::y1},
    {"r", Part::x2},          {"b", Part::y2},
    {"x0", Part::x1},         {"y0", Part::y1},
    {"bbleft", Part::x1},     {"bbtop", Part::y1},
    {"bboxleft", Part::x1},   {"bboxtop", Part::y1},
    {"x", Part::x1},          {"y", Part::y1},
    {"width", Part::width},   {"height", Part::height},
    {"w", Part::width},       {"h", Part::height},
    {"bbwidth", Part::width}, {"bbheight", Part::height},
    {"cx", Part::cx},         {"cy", Part::cy},
    {"xcenter", Part::cx},    {"ycenter", Part::cy},
    {"centerx", Part::cx},    {"centery", Part::cy},
    {"xc", Part::cx},         {"yc", Part::cy},
};

const std::initializer_list<std::string_view> score_words = {"score", "conf", "prob", "certainty",
                                                             "likelihood"};
const std::initializer_list<std::string_view> time_words = {
    "start", "end", "begin", "stop", "onset", "offset", "from", "to", "ts", "time", "duration"};

bool is_start(std::string_view key) {
    return has_word(key, {"start", "begin", "onset", "from", "first"}) || key == "offset" ||
           key == "tsstart";
}
bool is_end(std::string_view key) {
    return has_word(key, {"end", "stop", "offset", "to", "last", "until"});
}

NumberGuess time_type(const Observed& seen, const std::string& key, Role role, const Hints& hints) {
    const bool ms = key.ends_with("ms") || key.find("milli") != std::string::npos;
    if (ms || (seen.reals == 0 && seen.most > 3600 && hints.has_sound)) {
        return {"time<ms>", role, ms ? "" : "TODO: milliseconds?"};
    }
    return {"time<s>", role, seen.reals == 0 ? "TODO: seconds?" : ""};
}

}  // namespace

Part part_of(std::string_view key) {
    std::string plain = lower(key);
    std::erase(plain, '_');
    const auto* found = std::ranges::find(part_rows, plain, &PartRow::name);
    return found == std::end(part_rows) ? Part::none : found->part;
}

Guess unit_of(double least, double most, bool has_fractions, std::string_view key,
              const Hints& hints) {
    const double side = std::max(hints.width, hints.height);
    if (most <= slack && least >= 1 - slack && has_fractions) {
        return {"norm", ""};
    }
    if (has_word(key, {"box_2d", "point_2d"}) && most <= 1000 && (side == 0 || !has_fractions)) {
        return {"permille", ""};
    }
    if (side > 0) {
        if (most <= 100 && has_fractions && side > 400) {
            return {"px", "TODO: px, or percent? No value is above 100"};
        }
        return {"px",
                most > side * 2
                    ? fmt::format("TODO: px of another picture? The largest value is {}", most)
                    : ""};
    }
    if (most <= 100) {
        return {"percent", "TODO: percent, or px?"};
    }
    return {"px", most <= 1000 && !has_fractions ? "TODO: px, or permille?" : ""};
}

Guess box_order(const std::vector<std::array<double, 4>>& rows, std::string_view key, bool coco,
                const Hints& hints) {
    const std::string name = lower(key);
    constexpr std::pair<std::string_view, std::string_view> by_name[] = {
        {"xyxy", "xyxy"}, {"cxcywh", "cxcywh"}, {"yxyx", "yxyx"}, {"box_2d", "yxyx"},
        {"ltwh", "xywh"}, {"tlwh", "xywh"},     {"ltrb", "xyxy"}};
    for (const auto& [word, form] : by_name) {
        if (name.find(word) != std::string::npos &&
            (word != "box_2d" || !name.starts_with("bbox_2d"))) {
            return {std::string(form), ""};
        }
    }
    const double width = hints.width > 0 ? hints.width * slack : 0;
    const double height = hints.height > 0 ? hints.height * slack : 0;
    const bool ordered = all_of(rows, [](const auto& r) { return r[2] >= r[0] && r[3] >= r[1]; });
    const bool sides_fit = width == 0 || all_of(rows, [&](const auto& r) {
                               return r[0] + r[2] <= width && r[1] + r[3] <= height;
                           });
    const bool centre_fits = all_of(rows, [&](const auto& r) {
        return r[0] - r[2] / 2 >= -0.05 * r[2] && r[1] - r[3] / 2 >= -0.05 * r[3];
    });
    if (coco) {
        return {"xywh", ""};
    }
    if (name.find("xywh") != std::string::npos) {
        return {sides_fit && !centre_fits ? "xywh" : "cxcywh", ""};
    }
    if (ordered) {
        const bool clear = !sides_fit || rows.size() >= enough_boxes;
        return {"xyxy", clear ? "" : "TODO: xyxy, or xywh?"};
    }
    if (!sides_fit) {
        return {"cxcywh", ""};
    }
    return {"xywh", centre_fits ? "TODO: xywh, or cxcywh?" : ""};
}

NumberGuess number_type(const Observed& seen, std::string_view key, const Hints& hints) {
    const std::string name = lower(key);
    const bool whole = seen.reals == 0;
    if (has_word(name, {"logprob"})) {
        return {seen.most <= 0 ? "logprob" : "number", seen.most <= 0 ? Role::none : Role::number,
                ""};
    }
    if (has_word(name, score_words) || name == "p") {
        if (seen.within(0, 1)) {
            return {"score", Role::score, ""};
        }
        if (seen.within(0, 100)) {
            return {"score<percent>", Role::score, ""};
        }
        return {"number", Role::number, "goes beyond 0 to 1"};
    }
    if (whole && (name == "id" || name.ends_with("_id") || name.ends_with("Id")) &&
        name != "class_id" && name != "category_id") {
        return {name == "id" ? "int" : "id", Role::id, ""};
    }
    if (has_word(name, {"frame"}) && whole) {
        return {"frame", Role::start, ""};
    }
    const bool starts = is_start(name);
    if ((starts || is_end(name)) && seen.least >= 0 && has_word(name, time_words)) {
        const Role role =
            starts && !(name == "offset" && !hints.has_text) ? Role::start : Role::end;
        if (whole && hints.has_text) {
            return {"offset<char>", role, ""};
        }
        if (hints.has_sound || hints.has_video || !whole) {
            return time_type(seen, name, role, hints);
        }
    }
    if (has_word(name, {"duration"}) && (hints.has_sound || hints.has_video)) {
        return time_type(seen, name, Role::none, hints);
    }
    return {whole ? "int" : "number", Role::number, ""};
}

}  // namespace lsmap::infer
