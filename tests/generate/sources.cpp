#include "generate/sources.hpp"

#include "generate/text.hpp"
#include "generate/values.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::generate {
namespace {

using labelstudio::Payload;
using types::TypeId;
using types::Unit;

// Slots whose values mean something beyond their type. `number` is which element of its list it is.
struct Meaning {
    std::string_view word;
    std::string (*json)(Moment& moment, const labelstudio::Control& control);
};

std::string node_json(const Moment& moment, bool is_end) {
    const Scene& scene = *moment.scene;
    const std::size_t node = is_end ? moment.last_node : moment.first_node;
    if (scene.nodes.empty()) {
        return "";
    }
    const std::size_t at = scene.places[is_end ? moment.end : moment.begin].chars;
    return fmt::format("{{\"xpath\":{},\"offset\":{}}}", quoted(scene.nodes[node].xpath),
                       at - scene.nodes[node].begin);
}

std::string some_ids(Moment& moment, std::size_t first, std::size_t step) {
    std::vector<std::string> ids;
    for (std::size_t i = first; i < moment.whole->ids.size(); i += step) {
        ids.push_back(moment.whole->ids[i]);
    }
    if (moment.random.chance(50)) {
        std::ranges::reverse(ids);
    }
    return array(ids);
}

constexpr Meaning meanings[] = {
    {"rating",
     [](Moment& m, const labelstudio::Control& control) {
         return std::to_string(m.random.below(static_cast<std::size_t>(control.max_rating) + 1));
     }},
    {"channel",
     [](Moment& m, const labelstudio::Control&) { return std::to_string(m.random.below(2)); }},
    {"step", [](Moment& m,
                const labelstudio::Control&) { return std::to_string(m.random.between(1, 30)); }},
    {"instant",
     [](Moment& m, const labelstudio::Control&) {
         return std::string(m.instant ? "true" : "false");
     }},
    {"id", [](Moment& m, const labelstudio::Control&) { return fmt::format("\"v{}\"", m.number); }},
    {"after",
     [](Moment& m, const labelstudio::Control&) {
         return m.number == 0 ? std::string() : fmt::format("\"v{}\"", m.number - 1);
     }},
    {"from", [](Moment& m, const labelstudio::Control&) { return node_json(m, false); }},
    {"to", [](Moment& m, const labelstudio::Control&) { return node_json(m, true); }},
    {"ranking",
     [](Moment& m, const labelstudio::Control& control) {
         if (control.parts.empty()) {
             return some_ids(m, 0, 1);
         }
         std::vector<std::string> buckets;
         for (std::size_t i = 0; i < control.parts.size(); ++i) {
             buckets.push_back(quoted(control.parts[i]) + ":" +
                               some_ids(m, i, control.parts.size()));
         }
         return "{" + joined(buckets, ",") + "}";
     }},
};

std::string within_limits(Moment& moment, const labelstudio::Control& control, bool whole) {
    const double least = control.minimum.value_or(control.maximum.value_or(100) - 100);
    const double most = control.maximum.value_or(least + 100);
    const double d = least + moment.random.share() * (most - least);
    return number(whole ? std::clamp(std::floor(d), std::ceil(least), std::floor(most)) : d);
}

std::string json_key(const InputField& field) { return field.key.empty() ? field.name : field.key; }

}  // namespace

std::string declaration(const InputField& field) {
    return fmt::format("{}{}{}: {}", field.name, field.optional ? "?" : "",
                       field.key.empty() ? "" : " from " + quoted(field.key), field.type);
}

std::string object_json(const std::vector<InputField>& fields, Moment& moment) {
    std::vector<std::string> parts;
    for (const InputField& field : fields) {
        if (field.optional && moment.random.chance(30)) {
            if (moment.random.chance(50)) {
                parts.push_back(quoted(json_key(field)) + ":null");
            }
            continue;
        }
        const std::string json = field.json(moment);
        if (!json.empty()) {
            parts.push_back(quoted(json_key(field)) + ":" + json);
        }
    }
    return "{" + joined(parts, ",") + "}";
}

std::vector<Unit> Sources::units(const ObjectPlan& plan) const {
    std::vector<Unit> found;
    for (const types::LengthUnit& row : types::length_units()) {
        if (row.per_percent > 0 || (plan.has_size && row.unit == plan.size_unit)) {
            found.push_back(row.unit);
        }
    }
    return found;
}

void Sources::boxes(std::vector<Candidate>& all, bool turned, const ObjectPlan& plan) {
    using types::BoxForm;
    for (const Unit unit : units(plan)) {
        for (const BoxForm form :
             {BoxForm::xyxy, BoxForm::xywh, BoxForm::cxcywh, BoxForm::yxyx, BoxForm::xxyy}) {
            all.push_back({types_.intern(types::BoxType{unit, form}), "$"});
        }
        all.push_back({types_.intern(types::PolygonType{unit}), "bounds($)"});
        all.push_back(
            {types_.list(types_.intern(types::BoxType{unit, BoxForm::xyxy})), "bounds($) ?? skip"});
    }
    oboxes(all, plan, "bounds($)");
    if (turned && plan.has_size) {
        oboxes(all, plan, "$");
    }
    all.push_back(
        {types_.intern(types::BoxType{Unit::px, BoxForm::xywh}), "rescale($, from: [640, 480])"});
}

void Sources::oboxes(std::vector<Candidate>& all, const ObjectPlan& plan, std::string_view wrap) {
    for (const Unit unit : units(plan)) {
        all.push_back(
            {types_.intern(types::OboxType{unit, types::OboxForm::quad}), std::string(wrap)});
        if (wrap == "bounds($)" && (!plan.has_size || unit != Unit::px)) {
            continue;
        }
        for (const bool radians : {false, true}) {
            for (const bool counter_clockwise : {false, true}) {
                all.push_back(
                    {types_.intern(types::OboxType{
                         unit, types::OboxForm::cxcywhr, 0, {radians, counter_clockwise}}),
                     std::string(wrap)});
            }
        }
    }
}

// Types of one end of a span, or of one position, that convert to `of`.
std::vector<TypeId> Sources::ends(TypeId of, const ObjectPlan& plan, bool in_list) {
    std::vector<TypeId> all;
    const bool counts_frames = plan.frame_rate > 0 || plan.has_fps;
    const auto times = [&] {
        for (const types::TimeUnitRow& row : types::time_units()) {
            if (row.unit != types::TimeUnit::samples || plan.has_rate) {
                all.push_back(types_.intern(types::TimeType{row.unit}));
            }
        }
    };
    const auto frames = [&](bool pages) {
        for (const std::uint8_t base : {std::uint8_t{0}, std::uint8_t{1}}) {
            all.push_back(types_.intern(types::FrameType{pages, base}));
        }
    };
    if (const auto* offset = types_.as<types::OffsetType>(of)) {
        using enum types::OffsetKind;
        const types::OffsetKind own = offset->kind;
        for (const types::OffsetKind kind : {chars, byte, utf16, grapheme, token}) {
            if (kind == own || (plan.has_text && (kind != token || plan.has_tokens))) {
                all.push_back(types_.intern(types::OffsetType{kind}));
            }
        }
    } else if (types_.is<types::TimeType>(of)) {
        times();
        if (counts_frames) {
            frames(false);
        }
    } else if (const auto* frame = types_.as<types::FrameType>(of)) {
        const bool pages = frame->page;
        frames(pages);
        if (counts_frames && !pages && !in_list) {
            times();
        }
    } else if (types_.is<types::DateTimeType>(of)) {
        for (const std::string_view format : date_formats) {
            all.push_back(types_.intern(types::DateTimeType{std::string(format)}));
        }
    } else if (of == types_.number()) {
        all = {types_.number(), types_.integer()};
    } else {
        all.push_back(of);
    }
    return all;
}

std::vector<Sources::Candidate> Sources::candidates(const Slot& slot, const ObjectPlan& plan,
                                                    bool in_list) {
    std::vector<Candidate> all;
    const TypeId wanted = slot.alternatives.front();
    const types::Type type = types_[wanted];
    const bool in_pixels = plan.has_size && plan.size_unit == Unit::px && plan.has_masks;
    using types::MaskForm;
    if (std::holds_alternative<types::BoxType>(type)) {
        boxes(all,
              std::ranges::any_of(slot.alternatives,
                                  [&](TypeId id) { return types_.is<types::RectType>(id); }),
              plan);
        if (in_pixels) {
            all.push_back({types_.intern(types::MaskType{MaskForm::rle}), "bounds($)"});
        }
    } else if (std::holds_alternative<types::PolygonType>(type)) {
        for (const Unit unit : units(plan)) {
            const TypeId polygon = types_.intern(types::PolygonType{unit});
            const TypeId box = types_.intern(types::BoxType{unit, types::BoxForm::xywh});
            all.push_back({polygon, "$"});
            all.push_back({polygon, "hull($)"});
            all.push_back({polygon, fmt::format("simplify($, tolerance: 1{})", types::word(unit))});
            all.push_back({box, "$"});
            all.push_back({box, "outline($)"});
        }
        if (plan.has_size) {
            oboxes(all, plan, "$");
        }
        if (in_pixels) {
            all.push_back(
                {types_.intern(types::MaskType{MaskForm::bitmap}), "first(contour($)) ?? skip"});
        }
    } else if (std::holds_alternative<types::PointType>(type)) {
        for (const Unit unit : units(plan)) {
            all.push_back({types_.intern(types::PointType{unit}), "$"});
            for (const auto form :
                 {types::KeypointForm::xy, types::KeypointForm::xyv, types::KeypointForm::xyc}) {
                all.push_back(
                    {types_.intern(types::KeypointsType{unit, form}), "(first($) ?? skip).point"});
            }
        }
    } else if (const auto* length = std::get_if<types::LengthType>(&type)) {
        for (const Unit unit : units(plan)) {
            all.push_back({types_.intern(types::LengthType{unit, length->axis}), "$"});
        }
    } else if (std::holds_alternative<types::AngleType>(type)) {
        for (const bool radians : {false, true}) {
            for (const bool counter_clockwise : {false, true}) {
                all.push_back({types_.intern(types::AngleType{radians, counter_clockwise}), "$"});
            }
        }
    } else if (std::holds_alternative<types::MaskType>(type)) {
        for (const MaskForm form : {MaskForm::rle, MaskForm::bitmap, MaskForm::png}) {
            all.push_back({types_.intern(types::MaskType{form}), "$"});
        }
    } else if (const auto* list = std::get_if<types::ListType>(&type)) {
        Slot element{slot.name, false, {list->element}};
        const std::optional<std::uint32_t> exactly = list->exactly;
        for (const Candidate& one : candidates(element, plan, true)) {
            if (one.wrap == "$") {
                all.push_back({types_.intern(types::ListType{one.declared, 0, exactly}), "$"});
            }
        }
    } else {
        for (const TypeId end : ends(wanted, plan, in_list)) {
            all.push_back({end, "$"});
        }
    }
    return all;
}

std::optional<Json> Sources::meaning(const Slot& slot, std::size_t index, const Place& place,
                                     TypeId declared) const {
    const labelstudio::Control& control = place.control;
    const bool is_whole = declared == types_.integer();
    if (index == place.payload.part_slot && index != Payload::no_slot) {
        return [](Moment& m) { return std::to_string(m.part); };
    }
    if (index == place.payload.text_slot && index != Payload::no_slot) {
        return [](Moment& m) {
            const Scene& scene = *m.scene;
            const std::size_t from = scene.places[m.begin].bytes, to = scene.places[m.end].bytes;
            return quoted(std::string_view(scene.text).substr(from, to - from));
        };
    }
    if (!control.kind->item_slot.empty() && slot.name == control.kind->item_slot) {
        const auto* page = types_.as<types::FrameType>(declared);
        const std::size_t base = page == nullptr ? 0 : page->base;
        return [base](Moment& m) { return std::to_string(m.part + base); };
    }
    if (const auto* frame = types_.as<types::FrameType>(declared);
        frame != nullptr && !frame->page && index == Payload::no_slot) {  // of a keyframe
        const std::size_t base = frame->base;
        return [base](Moment& m) { return std::to_string(m.number + base); };
    }
    if (control.kind->has_limits && (is_whole || slot.alternatives.front() == types_.number())) {
        return [&control, is_whole](Moment& m) { return within_limits(m, control, is_whole); };
    }
    const auto* row = std::ranges::find(meanings, slot.name, &Meaning::word);
    if (row == std::end(meanings)) {
        return std::nullopt;
    }
    return [row, &control](Moment& m) { return row->json(m, control); };
}

// A span from two fields.
Piece Sources::span(TypeId of, const std::string& owner, const ObjectPlan& plan) {
    const std::vector<TypeId> kinds = ends(of, plan, false);
    const TypeId end = kinds[random_.below(kinds.size())];
    const TypeId whole = types_.intern(types::SpanType{end});
    const bool is_text = types_.is<types::OffsetType>(end);
    const bool is_token =
        is_text && types_.as<types::OffsetType>(end)->kind == types::OffsetKind::token;
    Piece piece;
    piece.type = of == types_.number() ? "" : types_.print(whole);
    piece.in_place = of == types_.number();
    const auto part = [this, whole](std::size_t which, int less) {
        return [this, whole, which, less](Moment& m) {
            const std::string both = value_of(types_, whole, m);
            const std::size_t comma = both.find(both[1] == '"' ? "\"," : ",") + (both[1] == '"');
            const std::string text = which == 0 ? both.substr(1, comma - 1)
                                                : both.substr(comma + 1, both.size() - comma - 2);
            return less == 0 ? text : std::to_string(std::stoll(text) - less);
        };
    };
    const std::string a = names_.next("f"), b = names_.next("f");
    const std::string end_text = types_.print(end);
    const bool takes_whole = random_.chance(30);
    if (takes_whole) {
        piece.fields = {{a, types_.print(whole),
                         [this, whole](Moment& m) { return value_of(types_, whole, m); }}};
        piece.expr = owner + a;
        if (of == types_.number() && end == types_.integer()) {
            piece.fields[0].type = "span<number>";
        }
        return piece;
    }
    piece.fields = {{a, end_text, part(0, 0)}};
    if (is_text && !is_token && random_.chance(20)) {
        piece.fields.push_back(
            {b, "string", [](Moment& m) {
                 const Scene& scene = *m.scene;
                 const std::size_t from = scene.places[m.begin].bytes;
                 return quoted(
                     std::string_view(scene.text).substr(from, scene.places[m.end].bytes - from));
             }});
        piece.expr = fmt::format("span({}{}, text: {}{})", owner, a, owner, b);
        piece.type = "";
        return piece;
    }
    piece.fields.push_back({b, end_text, part(1, 0)});
    piece.expr = fmt::format("span({}{}, {}{})", owner, a, owner, b);
    return piece;
}

// A polygon in pixels that is filled.
Piece Sources::fill(const std::string& owner) {
    const TypeId polygon = types_.intern(types::PolygonType{Unit::px});
    const std::string a = names_.next("f"), b = names_.next("f");
    return {
        {{a, "polygon<px>", [this, polygon](Moment& m) { return value_of(types_, polygon, m); }},
         {b, "size<wh>",
          [](Moment& m) {
              return array({number(m.scene->width), number(m.scene->height)});
          }}},
        fmt::format("fill({}{}, {}{})", owner, a, owner, b),
        "mask"};
}

// `[{frame: k.a, box: k.b} for k in x.f]`, or the records as they stand.
Piece Sources::list_of_records(const Slot& slot, const types::RecordType& record,
                               const Place& place, const std::string& owner) {
    const std::string name = names_.next("f"), binder = names_.next("k");
    const bool as_it_is = random_.chance(40);
    const bool has_frames = std::ranges::any_of(record.fields, [&](const types::Field& field) {
        return types_.is<types::FrameType>(types_.without_optional(field.type));
    });
    std::vector<InputField> fields;
    std::vector<std::string> parts;
    // `after` names the `id` of the element before it, which has to have one.
    const bool linked = random_.chance(40);
    for (const types::Field& field : record.fields) {
        const bool is_link = field.name == "after" || field.name == "id";
        const bool optional = types_.is_optional(field.type) && !(is_link && field.name == "id");
        if (is_link ? !linked : optional && random_.chance(60)) {
            continue;
        }
        const Slot part{field.name, optional, {types_.without_optional(field.type)}};
        Piece piece = one(part, Payload::no_slot, place, binder + ".", true);
        while (as_it_is && piece.expr != binder + "." + piece.fields.front().name) {
            piece = one(part, Payload::no_slot, place, binder + ".", true);
        }
        if (as_it_is) {
            piece.fields.front().key = piece.fields.front().name;
            piece.fields.front().name = field.name;
            piece.fields.front().optional = optional;
        }
        piece.fields.front().optional |= field.name == "after";
        fields.insert(fields.end(), piece.fields.begin(), piece.fields.end());
        parts.push_back(field.name + ": " + piece.expr);
    }
    const bool is_vertices = !has_frames;
    std::vector<std::string> declared;
    for (const InputField& field : fields) {
        declared.push_back(declaration(field));
    }
    Piece piece;
    piece.fields = {{name, "[{ " + joined(declared, ", ") + " }]",
                     [fields, has_frames, is_vertices](Moment& m) {
                         int count = m.random.between(is_vertices ? 2 : 1, 4);
                         if (has_frames) {
                             count = std::clamp(m.scene->frames, 1, count);
                         }
                         const std::size_t outer = m.number;
                         std::vector<std::string> all;
                         for (int i = 0; i < count; ++i) {
                             m.number = static_cast<std::size_t>(i);
                             all.push_back(object_json(fields, m));
                         }
                         m.number = outer;
                         return array(all);
                     }}};
    piece.expr =
        as_it_is ? owner + name
                 : fmt::format("[{{{}}} for {} in {}{}]", joined(parts, ", "), binder, owner, name);
    static_cast<void>(slot);
    return piece;
}

Piece Sources::record(const Slot& slot, const types::RecordType& record, const Place& place,
                      const std::string& owner) {
    const std::string name = names_.next("f");
    const TypeId type = slot.alternatives.front();
    static_cast<void>(record);
    const auto own = meaning(slot, 0, place, type);
    return {{{name, type_text(types_, type),
              own ? *own : Json([this, type](Moment& m) { return value_of(types_, type, m); })}},
            owner + name,
            ""};
}

Piece Sources::one(const Slot& slot, std::size_t index, const Place& place,
                   const std::string& owner, bool in_list) {
    const TypeId wanted = slot.alternatives.front();
    if (const auto* span_type = types_.as<types::SpanType>(wanted)) {
        return span(span_type->of, owner, place.plan);
    }
    if (const auto* list = types_.as<types::ListType>(wanted)) {
        const auto* element = types_.as<types::RecordType>(list->element);
        if (element != nullptr) {
            const types::RecordType made = *element;
            return list_of_records(slot, made, place, owner);
        }
    }
    if (const auto* fields = types_.as<types::RecordType>(wanted)) {
        const types::RecordType made = *fields;
        return record(slot, made, place, owner);
    }
    if (types_.is<types::MaskType>(wanted) && random_.chance(20)) {
        return fill(owner);
    }
    const std::vector<Candidate> all = candidates(slot, place.plan, in_list);
    const Candidate chosen = all[random_.below(all.size())];
    const std::string name = names_.next("f");
    const auto own = meaning(slot, index, place, chosen.declared);
    Piece piece;
    piece.fields = {
        {name, type_text(types_, chosen.declared), own ? *own : Json([this, chosen](Moment& m) {
             return value_of(types_, chosen.declared, m);
         })}};
    piece.expr = with_value(chosen.wrap, owner + name);
    if (chosen.wrap == "$") {
        piece.type = type_text(types_, types_.value_type(chosen.declared));
    }
    return piece;
}

Piece Sources::piece(const Slot& slot, std::size_t index, const Place& place,
                     const std::string& owner) {
    Piece made = one(slot, index, place, owner, false);
    const bool is_plain = made.fields.size() == 1 && made.expr == owner + made.fields[0].name;
    if (is_plain && slot.optional && random_.chance(40)) {
        made.fields[0].optional = true;
        made.may_miss = true;
    } else if (is_plain && random_.chance(10)) {
        made.fields[0].optional = true;
        made.expr += random_.chance(50) ? " ?? skip" : " ?? skip \"nothing here\"";
    } else if (is_plain && random_.chance(5)) {
        made.fields[0].type = "try " + made.fields[0].type;
        made.expr += " ?? skip";
    }
    if (random_.chance(20)) {
        made.fields[0].key = "key " + made.fields[0].name;
    }
    return made;
}

}  // namespace lsmap::generate
