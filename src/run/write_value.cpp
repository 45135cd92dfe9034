#include "data/mask.hpp"
#include "labelstudio/date_format.hpp"
#include "raster/coco_rle.hpp"
#include "run/machine.hpp"

namespace lsmap::run {

// Any value as JSON. What was read and not changed keeps its text.
void Machine::write_value(data::Output& out, const Value& v, types::TypeId type) const {
    if (!v.present()) {
        out.raw("null");
        return;
    }
    const auto list = [&](char open, char close, auto write_item) {
        out.raw(open);
        bool first = true;
        for (std::uint32_t i = 0; i < v.size; ++i) {
            if (!first) {
                out.raw(',');
            }
            first = false;
            write_item(i);
        }
        out.raw(close);
    };
    const auto pairs = [&] {
        out.raw('[');
        for (std::uint32_t i = 0; i + 1 < v.size; i += 2) {
            out.raw(i == 0 ? "[" : ",[");
            out.shortest(v.reals[i]);
            out.raw(',');
            out.shortest(v.reals[i + 1]);
            out.raw(']');
        }
        out.raw(']');
    };
    const auto key = [&](bool& first, std::string_view name) {
        out.raw(first ? "" : ",");
        first = false;
        out.string(name);
        out.raw(':');
    };
    using namespace types;
    std::visit(
        [&](const auto& t) {
            using T = std::decay_t<decltype(t)>;
            if constexpr (std::is_same_v<T, BoolType>) {
                out.raw(v.boolean ? "true" : "false");
            } else if constexpr (std::is_same_v<T, IntType> || std::is_same_v<T, FrameType> ||
                                 std::is_same_v<T, OffsetType>) {
                out.integer(v.integer);
            } else if constexpr (std::is_same_v<T, DateTimeType>) {
                labelstudio::write_date(v.integer, "%Y-%m-%dT%H:%M:%SZ", out);
            } else if constexpr (std::is_same_v<T, LiteralType>) {
                t.value.index() == 0 ? out.text(v) : out.integer(v.integer);
            } else if constexpr (std::is_same_v<T, StringType>) {
                out.text(v);
            } else if constexpr (std::is_same_v<T, IdType>) {
                v.numeric_id ? out.raw(v.str()) : out.text(v);
            } else if constexpr (std::is_same_v<T, JsonType>) {
                out.raw(v.str());
            } else if constexpr (std::is_same_v<T, LabelType>) {
                t.path ? list('[', ']', [&](std::uint32_t i) { out.text(v.items[i]); })
                       : out.text(v);
            } else if constexpr (std::is_same_v<T, OptionalType>) {
                write_value(out, v, t.inner);
            } else if constexpr (std::is_same_v<T, ListType>) {
                list('[', ']', [&](std::uint32_t i) { write_value(out, v.items[i], t.element); });
            } else if constexpr (std::is_same_v<T, TupleType>) {
                list('[', ']',
                     [&](std::uint32_t i) { write_value(out, v.items[i], t.places[i].type); });
            } else if constexpr (std::is_same_v<T, RecordType>) {
                out.raw('{');
                bool first = true;
                for (std::uint32_t i = 0; i < v.size; ++i) {
                    if (v.items[i].present()) {
                        key(first,
                            t.fields[i].json_key.empty() ? t.fields[i].name : t.fields[i].json_key);
                        write_value(out, v.items[i], t.fields[i].type);
                    }
                }
                out.raw('}');
            } else if constexpr (std::is_same_v<T, MapType>) {
                out.raw('{');
                bool first = true;
                for (std::uint32_t i = 0; i + 1 < v.size; i += 2) {
                    key(first, v.items[i].str());
                    write_value(out, v.items[i + 1], t.value);
                }
                out.raw('}');
            } else if constexpr (std::is_same_v<T, SpanType>) {
                out.raw("{\"start\":");
                write_value(out, v.items[0], t.of);
                out.raw(",\"end\":");
                write_value(out, v.items[1], t.of);
                out.raw('}');
            } else if constexpr (std::is_same_v<T, UnionType>) {
                write_value(out, v, t.alternatives[v.alternative]);
            } else if constexpr (std::is_same_v<T, PolygonType>) {
                pairs();
            } else if constexpr (std::is_same_v<T, SizeType> || std::is_same_v<T, PointType> ||
                                 std::is_same_v<T, BoxType> || std::is_same_v<T, OboxType> ||
                                 std::is_same_v<T, RectType>) {
                list('[', ']', [&](std::uint32_t i) { out.shortest(v.reals[i]); });
            } else if constexpr (std::is_same_v<T, KeypointType>) {
                out.raw("[");
                out.shortest(v.items[0].reals[0]);
                out.raw(',');
                out.shortest(v.items[0].reals[1]);
                if (t.form != KeypointForm::xy && v.size > 2 && v.items[2].present()) {
                    out.raw(',');
                    t.form == KeypointForm::xyv ? out.integer(v.items[2].integer)
                                                : out.number(v.items[2]);
                }
                out.raw(']');
            } else if constexpr (std::is_same_v<T, MaskType>) {
                out.raw("{\"size\":[");
                out.integer(v.items[1].integer);
                out.raw(',');
                out.integer(v.items[0].integer);
                out.raw("],\"counts\":");
                const raster::Mask mask = data::mask_of(v);
                const std::vector<raster::Run> runs = raster::runs_in(mask, raster::Order::columns);
                out.string(
                    raster::encode_coco({mask.width, mask.height, raster::Order::columns, runs}));
                out.raw('}');
            } else if constexpr (std::is_same_v<T, NumberType> || std::is_same_v<T, ScoreType> ||
                                 std::is_same_v<T, LogitType> || std::is_same_v<T, LengthType> ||
                                 std::is_same_v<T, AngleType> || std::is_same_v<T, TimeType>) {
                out.number(v);
            } else {
                out.raw("null");
            }
        },
        types_[type]);
}

}  // namespace lsmap::run
