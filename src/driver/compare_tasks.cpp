#include "driver/compare_tasks.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace lsmap::driver {
namespace {

using Json = nlohmann::json;
using Results = std::vector<Json>;

constexpr double pi = 3.14159265358979323846;
constexpr std::array<const char*, 6> free_keys = {
    "id", "parentID", "origin", "original_length", "readonly", "hidden"};
constexpr std::array<const char*, 3> size_keys = {"original_width", "original_height",
                                                  "item_index"};
// Kinds that can stand in a region's result, and the key of their own value.
const std::map<std::string, std::string> own_key = {
    {"textarea", "text"},     {"choices", "choices"},   {"rating", "rating"}, {"number", "number"},
    {"taxonomy", "taxonomy"}, {"datetime", "datetime"}, {"labels", "labels"}};

bool close(const Json& a, const Json& b) {
    if (a.is_number() && b.is_number()) {
        if (a.is_number_integer() && b.is_number_integer()) {
            return a == b;
        }
        const double x = a.get<double>();
        const double y = b.get<double>();
        return std::fabs(x - y) <= std::max(1e-6, 1e-9 * std::fabs(x));
    }
    if (a.is_object() && b.is_object()) {
        return a.size() == b.size() &&
               std::all_of(a.items().begin(), a.items().end(), [&](const auto& entry) {
                   return b.contains(entry.key()) && close(entry.value(), b[entry.key()]);
               });
    }
    if (a.is_array() && b.is_array()) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), close);
    }
    return a == b;
}

std::string text_of(const Json& json, const char* key) {
    const auto it = json.find(key);
    return it != json.end() && it->is_string() ? it->get<std::string>() : "";
}

double number_of(const Json& json, const char* key, double otherwise) {
    const auto it = json.find(key);
    return it != json.end() && it->is_number() ? it->get<double>() : otherwise;
}

bool is_zero(const Json& json, const char* key) { return number_of(json, key, 1) == 0; }

bool is_rectangle(const Json& value) {
    return value.is_object() && value.contains("x") && value.contains("y") &&
           value.contains("width") && value.contains("height");
}

using Point = std::pair<double, double>;
std::array<Point, 4> corners(const Json& value, double width, double height) {
    const double angle = number_of(value, "rotation", 0) * pi / 180;
    const double x = number_of(value, "x", NAN) * width / 100;
    const double y = number_of(value, "y", NAN) * height / 100;
    const double w = number_of(value, "width", NAN) * width / 100;
    const double h = number_of(value, "height", NAN) * height / 100;
    const auto corner = [&](double i, double j) {
        return Point{x + i * w * std::cos(angle) - j * h * std::sin(angle),
                     y + i * w * std::sin(angle) + j * h * std::cos(angle)};
    };
    return {corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)};
}

bool same_rectangle(const Json& a, const Json& b, double width, double height) {
    const bool sized = width > 0 && height > 0;
    const double tolerance = sized ? 1e-3 : 1e-4;
    const std::array<Point, 4> wanted = corners(a, sized ? width : 100, sized ? height : 100);
    const std::array<Point, 4> given = corners(b, sized ? width : 100, sized ? height : 100);
    std::vector<Point> left(given.begin(), given.end());
    return std::ranges::all_of(wanted, [&](const Point& p) {
        const auto hit = std::ranges::find_if(left, [&](const Point& q) {
            return std::hypot(p.first - q.first, p.second - q.second) <= tolerance;
        });
        if (hit == left.end()) {
            return false;
        }
        left.erase(hit);
        return true;
    });
}

// A result without what is free on its own.
Json tidy(Json result) {
    for (const char* key : free_keys) {
        result.erase(key);
    }
    for (const char* key : {"image_rotation", "score"}) {
        if (result.contains(key) && result[key].is_null()) {
            result.erase(key);
        }
    }
    if (is_zero(result, "image_rotation")) {
        result.erase("image_rotation");
    }
    const std::string type = text_of(result, "type");
    if (type == "pairwise") {
        result.erase("to_name");
    }
    if (!result.contains("value") || !result["value"].is_object()) {
        return result;
    }
    Json& value = result["value"];
    for (const char* key : {"rotation", "channel"}) {
        if (is_zero(value, key)) {
            value.erase(key);
        }
    }
    if (value.value("closed", Json()) == Json(true)) {
        value.erase("closed");
    }
    if (type == "paragraphlabels") {
        for (const char* key : {"start", "end"}) {
            if (value.contains(key) && !value[key].is_string()) {
                value[key] = value[key].dump();
            }
        }
    }
    if (value.contains("sequence") && value["sequence"].is_array()) {
        for (Json& frame : value["sequence"]) {
            if (frame.is_object() && is_zero(frame, "rotation")) {
                frame.erase("rotation");
            }
        }
    }
    return result;
}

Json without(Json json, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
        json.erase(key);
    }
    return json;
}

// Results a (expected) and b (actual), both tidy; `part`: they stand in a group and may repeat its
// region.
bool same_result(Json a, Json b, bool part) {
    if (part) {
        for (const char* key : size_keys) {
            a.erase(key);
            b.erase(key);
        }
    }
    if (!close(without(a, {"value"}), without(b, {"value"}))) {
        return false;
    }
    const bool has_value = a.contains("value") && a["value"].is_object();
    if (!has_value || !b.contains("value") || !b["value"].is_object()) {
        return a.value("value", Json()) == b.value("value", Json());
    }
    const Json& va = a["value"];
    const Json& vb = b["value"];
    if (part) {
        const std::string& own = own_key.at(text_of(a, "type"));
        if (!va.contains(own) || !vb.contains(own) || !close(va[own], vb[own])) {
            return false;
        }
        return std::all_of(vb.items().begin(), vb.items().end(), [&](const auto& entry) {
            return va.contains(entry.key()) &&
                   (is_rectangle(va) || close(va[entry.key()], entry.value()));
        });
    }
    if (is_rectangle(va) && is_rectangle(vb)) {
        const auto keys = {"x", "y", "width", "height", "rotation"};
        return same_rectangle(va, vb, number_of(a, "original_width", 0),
                              number_of(a, "original_height", 0)) &&
               close(without(va, keys), without(vb, keys));
    }
    return close(va, vb);
}

// Results that share an id belong together.
struct Group {
    std::optional<std::string> id;
    Results results;
    std::vector<std::size_t> places;  // of the results in the prediction
};

std::vector<Group> groups_of(const Results& results) {
    std::vector<Group> groups;
    for (std::size_t place = 0; place < results.size(); ++place) {
        const Json& result = results[place];
        if (text_of(result, "type") == "relation") {
            continue;
        }
        const std::string id = text_of(result, "id");
        const auto known =
            std::ranges::find_if(groups, [&](const Group& g) { return !id.empty() && g.id == id; });
        if (known != groups.end()) {
            known->results.push_back(result);
            known->places.push_back(place);
        } else {
            groups.push_back({id.empty() ? std::nullopt : std::optional(id), {result}, {place}});
        }
    }
    return groups;
}

bool same_group(const Results& expected, const Results& actual) {
    if (expected.size() != actual.size()) {
        return false;
    }
    Results left;
    std::ranges::transform(actual, std::back_inserter(left), tidy);
    return std::ranges::all_of(expected, [&](const Json& one) {
        const Json wanted = tidy(one);
        const bool part = expected.size() > 1 && own_key.contains(text_of(wanted, "type"));
        const auto hit =
            std::ranges::find_if(left, [&](const Json& r) { return same_result(wanted, r, part); });
        if (hit == left.end()) {
            return false;
        }
        left.erase(hit);
        return true;
    });
}

constexpr std::size_t longest_shown = 400;

std::string shown(const Json& json) {
    std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > longest_shown) {
        text.resize(longest_shown);
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) {
            text.pop_back();
        }
        text.pop_back();
        text += "…";
    }
    return text;
}

std::string shown(const Results& results) {
    std::string text;
    for (const Json& result : results) {
        text += (text.empty() ? "" : " with ") +
                shown(result.is_object() ? without(result, {"id"}) : result);
    }
    return text;
}

std::string escaped(std::string_view key) {
    std::string text;
    for (const char c : key) {
        text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return text;
}

// The innermost values that differ, with their places.
void differences_within(const std::string& at, const Json& expected, const Json& actual,
                        std::vector<std::string>& lines) {
    if (close(expected, actual)) {
        return;
    }
    if (expected.is_object() && actual.is_object()) {
        for (const auto& entry : expected.items()) {
            const std::string place = at + "/" + escaped(entry.key());
            if (actual.contains(entry.key())) {
                differences_within(place, entry.value(), actual[entry.key()], lines);
            } else {
                lines.push_back(place + ": missing " + shown(entry.value()));
            }
        }
        for (const auto& entry : actual.items()) {
            if (!expected.contains(entry.key())) {
                lines.push_back(at + "/" + escaped(entry.key()) + ": not expected " +
                                shown(entry.value()));
            }
        }
    } else if (expected.is_array() && actual.is_array() && expected.size() == actual.size()) {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            differences_within(at + "/" + std::to_string(i), expected[i], actual[i], lines);
        }
    } else {
        lines.push_back((at.empty() ? "/" : at) + ": " + shown(actual) + " instead of " +
                        shown(expected));
    }
}

constexpr std::size_t most_differences = 4;  // beyond it two results are not the same one

class Comparison {
 public:
    std::string differences;

    // `where` is the JSON pointer of the task.
    void task(const std::string& where, const Json& expected, const Json& actual) {
        if (!expected.is_object() || !actual.is_object()) {
            values(where, expected, actual);
        } else if (expected.contains("result") || !expected.contains("predictions")) {
            prediction(where, expected, actual);
        } else {
            values(where, without(expected, {"predictions"}), without(actual, {"predictions"}));
            predictions(where + "/predictions", expected["predictions"],
                        actual.value("predictions", Json::array()));
        }
    }

    void say(const std::string& text) { differences += text + '\n'; }

 private:
    void values(const std::string& where, const Json& expected, const Json& actual) {
        std::vector<std::string> lines;
        differences_within(where, expected, actual, lines);
        for (const std::string& line : lines) {
            say(line);
        }
    }

    void predictions(const std::string& where, const Json& expected, const Json& actual) {
        if (!expected.is_array() || !actual.is_array()) {
            values(where, expected, actual);
            return;
        }
        for (std::size_t i = 0; i < std::max(expected.size(), actual.size()); ++i) {
            const std::string place = where + "/" + std::to_string(i);
            if (i >= actual.size()) {
                say(where + ": missing " + shown(expected[i]));
            } else if (i >= expected.size()) {
                say(place + ": not expected " + shown(actual[i]));
            } else {
                prediction(place, expected[i], actual[i]);
            }
        }
    }

    void prediction(const std::string& where, const Json& expected, const Json& actual) {
        if (!expected.is_object() || !actual.is_object()) {
            values(where, expected, actual);
            return;
        }
        Json wanted = without(expected, {"result"});
        Json given = without(actual, {"result"});
        for (Json* json : {&wanted, &given}) {
            if (json->contains("score") && (*json)["score"].is_null()) {
                json->erase("score");
            }
        }
        values(where, wanted, given);
        if (!expected.contains("result")) {
            return;
        }
        const Json found = actual.value("result", Json::array());
        if (!expected["result"].is_array() || !found.is_array()) {
            values(where + "/result", expected["result"], found);
            return;
        }
        results(where + "/result", expected["result"].get<Results>(), found.get<Results>());
    }

    // Results of one kind that differ in a few values are told value by value.
    bool pair(const std::string& where, const Group& expected, const Group& actual) {
        if (expected.results.size() != actual.results.size()) {
            return false;
        }
        std::vector<std::string> lines;
        for (std::size_t i = 0; i < expected.results.size(); ++i) {
            const Json wanted = tidy(expected.results[i]);
            const Json given = tidy(actual.results[i]);
            if (text_of(wanted, "from_name") != text_of(given, "from_name") ||
                text_of(wanted, "type") != text_of(given, "type")) {
                return false;
            }
            differences_within(where + "/" + std::to_string(actual.places[i]), wanted, given,
                               lines);
        }
        if (lines.empty() || lines.size() > most_differences) {
            return false;
        }
        for (const std::string& line : lines) {
            say(line);
        }
        return true;
    }

    void results(const std::string& where, const Results& expected, const Results& actual) {
        where_ = where;
        std::vector<Group> left = groups_of(actual);
        std::vector<Group> missing;
        const std::size_t before = differences.size();
        for (const Group& group : groups_of(expected)) {
            const auto hit = std::ranges::find_if(
                left, [&](const Group& g) { return same_group(group.results, g.results); });
            if (hit == left.end()) {
                missing.push_back(group);
            } else {
                left.erase(hit);
            }
        }
        for (const Group& group : missing) {
            const auto like =
                std::ranges::find_if(left, [&](const Group& g) { return pair(where, group, g); });
            if (like == left.end()) {
                say(where + ": missing " + shown(group.results));
            } else {
                left.erase(like);
            }
        }
        for (const Group& group : left) {
            say(where + "/" + std::to_string(group.places[0]) + ": not expected " +
                shown(group.results));
        }
        if (differences.size() == before) {  // links are compared through what they join
            links(expected, actual, "parent", [](const Json& r) { return r.contains("parentID"); },
                  {"parentID"});
            links(expected, actual, "relation",
                  [](const Json& r) { return text_of(r, "type") == "relation"; },
                  {"from_id", "to_id"});
        }
    }

    template <class Is>
    void links(const Results& expected, const Results& actual, const std::string& what, Is is_link,
               std::initializer_list<const char*> ends) {
        const std::vector<Group> wanted_groups = groups_of(expected);
        const std::vector<Group> given_groups = groups_of(actual);
        const auto owner = [](const std::vector<Group>& groups,
                              const std::string& id) -> const Results* {
            const auto hit =
                std::ranges::find_if(groups, [&](const Group& g) { return g.id == id; });
            return hit == groups.end() ? nullptr : &hit->results;
        };
        Results left;
        std::ranges::copy_if(actual, std::back_inserter(left), is_link);
        for (const Json& link : expected) {
            if (!is_link(link)) {
                continue;
            }
            const auto hit = std::ranges::find_if(left, [&](const Json& other) {
                return close(without(tidy(link), {"from_id", "to_id"}),
                             without(tidy(other), {"from_id", "to_id"})) ||
                               (what == "parent" && same_group({link}, {other}))
                           ? std::all_of(
                                 ends.begin(), ends.end(),
                                 [&](const char* end) {
                                     const Results* a = owner(wanted_groups, text_of(link, end));
                                     const Results* b = owner(given_groups, text_of(other, end));
                                     return a != nullptr && b != nullptr && same_group(*a, *b);
                                 })
                           : false;
            });
            if (hit == left.end()) {
                say(where_ + ": " + what + " link missing " + shown(link));
            } else {
                left.erase(hit);
            }
        }
        for (const Json& link : left) {
            say(where_ + ": " + what + " link not expected " + shown(link));
        }
    }

    std::string where_;
};

// An array of values, or a value a line. Nothing: it is neither.
std::optional<Json> read(std::string_view text) {
    Json whole = Json::parse(text, nullptr, false);
    if (!whole.is_discarded()) {
        return whole.is_array() ? whole : Json::array({whole});
    }
    Json lines = Json::array();
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (text.substr(0, end).find_first_not_of(" \t\r") != std::string_view::npos) {
            lines.push_back(Json::parse(text.substr(0, end), nullptr, false));
            if (lines.back().is_discarded()) {
                return std::nullopt;
            }
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

}  // namespace

std::string compare_tasks(std::string_view expected, std::string_view actual) {
    const std::optional<Json> wanted = read(expected);
    const std::optional<Json> given = read(actual);
    if (!wanted || !given) {
        return std::string(wanted ? "the output" : "what is expected") + " is not JSON\n";
    }
    Comparison comparison;
    for (std::size_t i = 0; i < std::max(wanted->size(), given->size()); ++i) {
        const std::string place = "/" + std::to_string(i);
        if (i >= given->size()) {
            comparison.say(place + ": missing task " + shown((*wanted)[i]));
        } else if (i >= wanted->size()) {
            comparison.say(place + ": task not expected " + shown((*given)[i]));
        } else {
            comparison.task(place, (*wanted)[i], (*given)[i]);
        }
    }
    return comparison.differences;
}

}  // namespace lsmap::driver
