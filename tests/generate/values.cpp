#include "generate/values.hpp"

#include "base/overloaded.hpp"
#include "generate/text.hpp"
#include "labelstudio/date_format.hpp"
#include "raster/coco_rle.hpp"
#include "raster/png.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lsmap::generate {
namespace {

using types::Unit;

// How many of the unit a whole side is.
double side_in(Unit unit, double side) {
    for (const types::LengthUnit& row : types::length_units()) {
        if (row.unit == unit && row.per_percent > 0) {
            return row.per_percent * 100;
        }
    }
    return side;
}

std::string object_of(std::initializer_list<std::string_view> keys,
                      const std::vector<std::string>& values) {
    std::string out = "{";
    std::size_t i = 0;
    for (const std::string_view key : keys) {
        out += fmt::format("{}\"{}\":{}", i == 0 ? "" : ",", key, values[i]);
        ++i;
    }
    return out + "}";
}

class Writer {
 public:
    Writer(types::TypeStore& types, Moment& moment) : types_(types), moment_(moment) {}

    std::string write(types::TypeId id) {
        const types::Type type = types_[id];  // the store may grow meanwhile
        return std::visit(
            Overloaded{
                [](const types::ErrorType&) { return never(); },
                [](const types::NeverType&) { return never(); },
                [](const types::RectType&) { return never(); },
                [](const types::LabelType&) { return never(); },
                [](const types::RegionType&) { return never(); },
                [](const types::VariableType&) { return never(); },
                [](const types::NullType&) { return std::string("null"); },
                [&](const types::BoolType&) {
                    return std::string(random_.chance(50) ? "true" : "false");
                },
                [&](const types::IntType&) { return std::to_string(random_.between(0, 9)); },
                [&](const types::NumberType&) {
                    return random_.chance(50) ? std::to_string(random_.between(-5, 1000))
                                              : number(random_.share() * 100);
                },
                [&](const types::StringType&) { return quoted(random_text(random_, 12)); },
                [&](const types::IdType&) {
                    const int id_number = random_.between(0, 100000);
                    return random_.chance(50) ? std::to_string(id_number)
                                              : quoted(fmt::format("id-{}", id_number));
                },
                [&](const types::JsonType&) {
                    return std::string(
                        random_.pick({"{\"a\":[1,null,2.50]}", "{}", "{\"b\":\"\\u00e9\"}"}));
                },
                [](const types::LiteralType& t) {
                    const auto* text = std::get_if<std::string>(&t.value);
                    return text != nullptr ? quoted(*text)
                                           : std::to_string(std::get<std::int64_t>(t.value));
                },
                [&](const types::ScoreType& t) {
                    return number(random_.share() * (t.percent ? 100 : 1));
                },
                [&](const types::LogitType& t) {
                    return number(t.logprob ? -random_.share() * 9 : random_.share() * 8 - 4);
                },
                [&](const types::LengthType& t) {
                    return number(along(t.unit, random_.share(), t.axis == types::Axis::y));
                },
                [&](const types::AngleType& t) { return angle(t, degrees()); },
                [&](const types::TimeType& t) { return time(t.unit, random_.share()); },
                [&](const types::DateTimeType& t) { return date(t.format, start_date(moment_)); },
                [&](const types::FrameType& t) { return frame(t, random_.share()); },
                [&](const types::OffsetType& t) { return place(t.kind, false); },
                [&](const types::SizeType& t) { return size(t.form); },
                [&](const types::PointType& t) {
                    return point(t.unit, random_.share(), random_.share());
                },
                [&](const types::BoxType& t) { return box(t); },
                [&](const types::OboxType& t) { return obox(t); },
                [&](const types::PolygonType& t) { return polygon(t.unit); },
                [&](const types::KeypointType& t) {
                    return point(t.unit, random_.share(), random_.share());
                },
                [&](const types::KeypointsType& t) { return keypoints(t); },
                [&](const types::MaskType& t) { return mask(t.form); },
                [&](const types::SpanType& t) { return span(t.of); },
                [&](const types::ListType& t) { return list(t); },
                [&](const types::TupleType& t) { return tuple(t); },
                [&](const types::MapType& t) {
                    return fmt::format("{{\"k1\":{},\"k 2\":{}}}", write(t.value), write(t.value));
                },
                [&](const types::RecordType& t) { return record(t); },
                [&](const types::UnionType& t) { return write(random_.pick(t.alternatives)); },
                [&](const types::OptionalType& t) {
                    return random_.chance(30) ? std::string("null") : write(t.inner);
                },
            },
            type);
    }

 private:
    static std::string never() { return "null"; }  // no input has such a type
    const Scene& scene() const { return *moment_.scene; }
    double width() const { return moment_.scene == nullptr ? 100 : scene().width; }
    double height() const { return moment_.scene == nullptr ? 100 : scene().height; }

    double along(Unit unit, double share, bool is_y) const {
        return side_in(unit, is_y ? height() : width()) * share;
    }
    double degrees() { return random_.pick({0.0, 90.0, 180.0, -90.0, 45.0, 359.5, 12.25, -720.0}); }
    static std::string angle(const types::AngleType& t, double clockwise) {
        const double turned = t.counter_clockwise ? -clockwise : clockwise;
        return number(t.radians ? turned * std::numbers::pi / 180 : turned);
    }

    std::string time(types::TimeUnit unit, double share) {
        const double seconds = scene().duration * share;
        switch (unit) {
            case types::TimeUnit::samples:
                return number(std::floor(seconds * scene().rate));
            case types::TimeUnit::clock: {
                const auto whole = static_cast<int>(seconds);
                const int millis = static_cast<int>((seconds - whole) * 1000);
                return fmt::format("\"{:02}:{:02}:{:02}{}{:03}\"", whole / 3600, whole / 60 % 60,
                                   whole % 60, random_.chance(50) ? '.' : ',', millis);
            }
            case types::TimeUnit::iso:
                return fmt::format("\"PT{}S\"", std::floor(seconds * 1000) / 1000);
            case types::TimeUnit::s:
            case types::TimeUnit::ms:
            case types::TimeUnit::us:
            case types::TimeUnit::ns:
            case types::TimeUnit::ticks:
                break;
        }
        for (const types::TimeUnitRow& row : types::time_units()) {
            if (row.unit == unit) {
                const double units = seconds * row.per_second;
                return number(unit == types::TimeUnit::s ? units : std::floor(units));
            }
        }
        return never();
    }
    std::string date(const std::string& format, std::int64_t micros) {
        constexpr std::int64_t second = 1'000'000;
        if (format == "unix") {
            return micros % second == 0 ? std::to_string(micros / second)
                                        : number(static_cast<double>(micros) / second);
        }
        const bool is_iso = format == "iso";
        data::Output out;
        labelstudio::write_date(micros, is_iso ? "%Y-%m-%dT%H:%M:%S" : format, out);
        std::string text(out.view());
        if (is_iso) {
            text.pop_back();
            // One for all dates of an element: both ends of a span shift alike.
            constexpr std::string_view ends[] = {"", "Z", ".5", ".123456Z", "+02:00", "-0530"};
            text += std::string(ends[moment_.number % std::size(ends)]) + "\"";
        }
        return text;
    }
    int last_frame() const { return std::max(scene().frames, 1) - 1; }
    int last_page() const {
        const Scene& whole = *moment_.whole;
        return whole.parts.empty() ? 0 : static_cast<int>(whole.parts.size()) - 1;
    }
    std::string frame(const types::FrameType& t, double share) const {
        const int last = t.page ? last_page() : last_frame();
        return std::to_string(static_cast<int>(std::floor(share * last)) + t.base);
    }
    std::string place(types::OffsetKind kind, bool is_end) const {
        if (kind == types::OffsetKind::token) {
            const bool none = scene().tokens.empty();
            return std::to_string(none ? 0 : is_end ? moment_.last_token + 1 : moment_.first_token);
        }
        const TextPlace& at = scene().places[is_end ? moment_.end : moment_.begin];
        switch (kind) {
            case types::OffsetKind::byte:
                return std::to_string(at.bytes);
            case types::OffsetKind::utf16:
                return std::to_string(at.utf16);
            case types::OffsetKind::grapheme:
                return std::to_string(at.graphemes);
            case types::OffsetKind::chars:
            case types::OffsetKind::token:
                break;
        }
        return std::to_string(at.chars);
    }
    std::string one_end(types::TypeId of, bool is_end) {
        const types::Type type = types_[of];
        const double share = is_end ? moment_.to : moment_.from;
        if (const auto* offset = std::get_if<types::OffsetType>(&type)) {
            return place(offset->kind, is_end);
        }
        if (const auto* unit = std::get_if<types::TimeType>(&type)) {
            return time(unit->unit, share);
        }
        if (const auto* format = std::get_if<types::DateTimeType>(&type)) {
            return date(format->format, is_end ? end_date(moment_) : start_date(moment_));
        }
        if (const auto* form = std::get_if<types::FrameType>(&type)) {
            return frame(*form, share);
        }
        return std::to_string(static_cast<int>(share * 100));
    }
    std::string span(types::TypeId of) {
        const std::string start = one_end(of, false);
        std::string end = one_end(of, true);
        if (types_.is<types::DateTimeType>(of) && moment_.instant) {
            end = start;
        }
        return array({start, end});
    }
    std::string size(types::SizeForm form) const {
        const std::string w = number(width()), h = number(height());
        return form == types::SizeForm::hw ? array({h, w}) : array({w, h});
    }
    std::string point(Unit unit, double x, double y) {
        const std::vector<std::string> xy = {number(along(unit, x, false)),
                                             number(along(unit, y, true))};
        return random_.chance(60) ? array(xy) : object_of({"x", "y"}, xy);
    }
    std::string box(const types::BoxType& t) {
        double x[2] = {random_.share(), random_.share()}, y[2] = {random_.share(), random_.share()};
        std::sort(x, x + 2);
        std::sort(y, y + 2);
        if (random_.chance(5)) {  // beyond the edge: it is cut
            x[1] = 1.25;
            y[0] = -0.5;
        }
        for (double& d : x) {
            d = along(t.unit, d, false);
        }
        for (double& d : y) {
            d = along(t.unit, d, true);
        }
        const std::string x1 = number(x[0]), x2 = number(x[1]), y1 = number(y[0]),
                          y2 = number(y[1]), w = number(x[1] - x[0]), h = number(y[1] - y[0]);
        const bool by_key = random_.chance(30);
        const std::vector<std::string> corners = {x1, y1, x2, y2};
        switch (t.form) {
            case types::BoxForm::value:
            case types::BoxForm::xyxy:
                if (by_key) {
                    return random_.chance(50)
                               ? object_of({"x1", "y1", "x2", "y2"}, corners)
                               : object_of({"left", "top", "right", "bottom"}, corners);
                }
                return random_.chance(30) ? array({array({x1, y1}), array({x2, y2})})
                                          : array(corners);
            case types::BoxForm::xywh:
                return by_key ? object_of({"x", "y", "width", "height"}, {x1, y1, w, h})
                              : array({x1, y1, w, h});
            case types::BoxForm::cxcywh: {
                const std::vector<std::string> parts = {number((x[0] + x[1]) / 2),
                                                        number((y[0] + y[1]) / 2), w, h};
                return by_key ? object_of({"cx", "cy", "w", "h"}, parts) : array(parts);
            }
            case types::BoxForm::yxyx:
                return array({y1, x1, y2, x2});
            case types::BoxForm::xxyy:
                return array({x1, x2, y1, y2});
        }
        return never();
    }
    // A rectangle of pixels about its centre; the centre is inside.
    std::string obox(const types::OboxType& t) {
        const double W = width(), H = height();
        const double cx = random_.share() * W, cy = random_.share() * H;
        const double w = (0.01 + random_.share() * 0.5) * W, h = (0.01 + random_.share() * 0.5) * H;
        const double turn = degrees();
        const double to_x = side_in(t.unit, W) / W, to_y = side_in(t.unit, H) / H;
        if (t.form == types::OboxForm::cxcywhr) {
            const std::vector<std::string> parts = {number(cx * to_x), number(cy * to_y),
                                                    number(w * to_x), number(h * to_y),
                                                    angle(t.angle, turn)};
            return random_.chance(70) ? array(parts)
                                      : object_of({"cx", "cy", "w", "h", "angle"}, parts);
        }
        const double c = std::cos(turn * std::numbers::pi / 180);
        const double s = std::sin(turn * std::numbers::pi / 180);
        std::vector<std::string> flat, paired;
        constexpr int corners[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
        for (const auto& corner : corners) {
            const double dx = corner[0] * w / 2, dy = corner[1] * h / 2;
            const std::string x = number((cx + dx * c - dy * s) * to_x);
            const std::string y = number((cy + dx * s + dy * c) * to_y);
            flat.push_back(x);
            flat.push_back(y);
            paired.push_back(array({x, y}));
        }
        return random_.chance(50) ? array(flat) : array(paired);
    }
    std::string polygon(Unit unit) {
        const int count = random_.chance(10) ? random_.between(1, 2) : random_.between(3, 6);
        std::vector<std::string> flat, paired, keyed;
        for (int i = 0; i < count; ++i) {
            const std::string x = number(along(unit, random_.share(), false));
            const std::string y = number(along(unit, random_.share(), true));
            flat.push_back(x);
            flat.push_back(y);
            paired.push_back(array({x, y}));
            keyed.push_back(object_of({"x", "y"}, {x, y}));
        }
        if (count > 2 && random_.chance(20)) {  // closed
            paired.push_back(paired.front());
            keyed.push_back(keyed.front());
            flat.insert(flat.end(), {flat[0], flat[1]});
        }
        return array(random_.chance(40) ? flat : random_.chance(60) ? paired : keyed);
    }
    std::string keypoints(const types::KeypointsType& t) {
        std::vector<std::string> flat, nested;
        const int count = random_.between(1, 4);
        for (int i = 0; i < count; ++i) {
            std::vector<std::string> one = {number(along(t.unit, random_.share(), false)),
                                            number(along(t.unit, random_.share(), true))};
            if (t.form != types::KeypointForm::xy) {
                one.push_back(t.form == types::KeypointForm::xyv
                                  ? std::to_string(random_.between(0, 2))
                                  : number(random_.share()));
            }
            flat.insert(flat.end(), one.begin(), one.end());
            nested.push_back(array(one));
        }
        return array(random_.chance(50) ? flat : nested);
    }

    bool painted(std::size_t x, std::size_t y, std::size_t pattern) const {
        switch (pattern) {
            case 0:
                return x >= 1 && y >= 1 && x < 5 && y < 4;
            case 1:
                return (x + y) % 2 == 0;
            case 2:
                return true;
            case 3:
                return x == 0 && y == 0;
            default:
                return x % 7 == 1 && y % 3 != 0;
        }
    }
    std::string mask(types::MaskForm form) {
        const auto w = static_cast<std::uint32_t>(width()),
                   h = static_cast<std::uint32_t>(height());
        const std::size_t pattern = random_.below(5);
        if (form == types::MaskForm::bitmap) {
            const bool scores = random_.chance(30), words = random_.chance(20);
            std::vector<std::string> rows;
            for (std::uint32_t y = 0; y < h; ++y) {
                std::vector<std::string> row;
                for (std::uint32_t x = 0; x < w; ++x) {
                    const bool on = painted(x, y, pattern);
                    row.emplace_back(scores  ? on ? "0.75" : "0.125"
                                     : words ? on ? "true" : "false"
                                     : on    ? "1"
                                             : "0");
                }
                rows.push_back(array(row));
            }
            return array(rows);
        }
        const bool by_columns = form != types::MaskForm::png;
        std::vector<raster::Run> runs;
        raster::RunWriter writer(runs);
        for (std::uint32_t i = 0; i < w * h; ++i) {
            writer.add(by_columns ? painted(i / h, i % h, pattern) : painted(i % w, i / w, pattern),
                       1);
        }
        const raster::Mask made{w, h, by_columns ? raster::Order::columns : raster::Order::rows,
                                runs};
        if (!by_columns) {
            const std::string url = raster::png_data_url(made);
            return quoted(random_.chance(50) ? url : url.substr(url.find(',') + 1));
        }
        std::vector<std::string> counts;
        for (const raster::Run run : runs) {
            counts.push_back(std::to_string(run));
        }
        return object_of({"size", "counts"},
                         {array({std::to_string(h), std::to_string(w)}),
                          random_.chance(50) ? array(counts) : quoted(raster::encode_coco(made))});
    }

    std::string list(const types::ListType& t) {
        const int least = static_cast<int>(t.exactly.value_or(t.at_least));
        const int count = t.exactly ? least : least + random_.between(0, 3);
        std::vector<std::string> elements;
        for (int i = 0; i < count; ++i) {
            elements.push_back(write(t.element));
        }
        return array(elements);
    }
    std::string tuple(const types::TupleType& t) {
        std::vector<std::string> elements;
        for (const types::TuplePlace& one : t.places) {
            elements.push_back(write(one.type));
        }
        return array(elements);
    }
    std::string record(const types::RecordType& t) {
        std::vector<std::string> fields;
        for (const types::Field& field : t.fields) {
            if (!types_.is_optional(field.type) || !random_.chance(30)) {
                fields.push_back(quoted(field.json_key.empty() ? field.name : field.json_key) +
                                 ":" + write(types_.without_optional(field.type)));
            }
        }
        return "{" + joined(fields, ",") + "}";
    }

    types::TypeStore& types_;
    Moment& moment_;
    Random& random_ = moment_.random;
};

}  // namespace

std::int64_t start_date(const Moment& moment) {
    // Whole days from 2000 on: what a form that has no time of day says too.
    return (946684800 + static_cast<std::int64_t>(moment.from * 9000) * 86400) * 1'000'000;
}
std::int64_t end_date(const Moment& moment) {
    const std::int64_t day =
        (moment.to > moment.from ? 1 : 0) + static_cast<std::int64_t>(moment.to * 9000);
    return moment.instant ? start_date(moment) : (946684800 + day * 86400) * 1'000'000;
}

std::string value_of(types::TypeStore& types, types::TypeId declared, Moment& moment) {
    return Writer(types, moment).write(declared);
}

std::string type_text(const types::TypeStore& types, types::TypeId type) {
    const auto inner = [&](types::TypeId id) {
        return types.is<types::UnionType>(id) ? "(" + type_text(types, id) + ")"
                                              : type_text(types, id);
    };
    if (const auto* record = types.as<types::RecordType>(type)) {
        std::vector<std::string> fields;
        for (const types::Field& field : record->fields) {
            fields.push_back(fmt::format("{}{}: {}", field.name,
                                         types.is_optional(field.type) ? "?" : "",
                                         type_text(types, types.without_optional(field.type))));
        }
        return "{ " + joined(fields, ", ") + " }";
    }
    if (const auto* list = types.as<types::ListType>(type)) {
        return list->exactly ? fmt::format("[{}; {}]", inner(list->element), *list->exactly)
               : list->at_least != 0
                   ? fmt::format("[{}; {}..]", inner(list->element), list->at_least)
                   : fmt::format("[{}]", inner(list->element));
    }
    if (const auto* map = types.as<types::MapType>(type)) {
        return fmt::format("map<{}>", type_text(types, map->value));
    }
    if (const auto* optional = types.as<types::OptionalType>(type)) {
        return inner(optional->inner) + "?";
    }
    if (const auto* tuple = types.as<types::TupleType>(type)) {
        std::vector<std::string> places;
        for (const types::TuplePlace& place : tuple->places) {
            places.push_back((place.name.empty() ? "" : place.name + ": ") + inner(place.type));
        }
        return "(" + joined(places, ", ") + ")";
    }
    if (const auto* either = types.as<types::UnionType>(type)) {
        std::vector<std::string> alternatives;
        for (const types::TypeId one : either->alternatives) {
            alternatives.push_back(type_text(types, one));
        }
        return joined(alternatives, " | ");
    }
    return types.print(type);
}

}  // namespace lsmap::generate
