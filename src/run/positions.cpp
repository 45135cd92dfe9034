#include "builtins/code_points.hpp"
#include "diag/codes/data.hpp"
#include "run/machine.hpp"
#include "types/units.hpp"

#include <algorithm>
#include <limits>

// Positions in the text of an object: what they count, and its tokens.
namespace lsmap::run {
namespace {

using types::OffsetKind;

std::size_t units(const data::TextOffsets& offsets, const data::Graphemes& graphemes,
                  OffsetKind kind) {
    switch (kind) {
        case OffsetKind::chars:
            return offsets.code_points();
        case OffsetKind::byte:
            return offsets.text().size();
        case OffsetKind::utf16:
            return offsets.utf16_units();
        case OffsetKind::grapheme:
            return graphemes.size();
        case OffsetKind::token:
            break;
    }
    return 0;
}

// The character where the unit `at` begins; nullopt inside of one.
std::optional<std::size_t> code_point(const data::TextOffsets& offsets,
                                      const data::Graphemes& graphemes, OffsetKind kind,
                                      std::size_t at) {
    switch (kind) {
        case OffsetKind::chars:
            return at;
        case OffsetKind::byte:
            return offsets.code_point_of_byte(at);
        case OffsetKind::utf16:
            return offsets.code_point_of_utf16(at);
        case OffsetKind::grapheme:
            return offsets.code_point_of_byte(*graphemes.byte_of(at));
        case OffsetKind::token:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::string Machine::name_of(std::uint32_t object) const {
    return plan_->program.config->objects[labelstudio::ObjectId{object}].name;
}

// The text that positions count in: as it is given, or what the page of HTML shows.
void Machine::bind_text(const plan::ObjectPlan& plan, ObjectState& object, const Value& value) {
    object.has_page = plan.has_page && value.present();
    object.text_item = -1;
    object.has_graphemes = false;
    object.has_tokens = false;
    if (object.has_page) {
        take_steps_for(value.size, plan.span);
        const auto context = plan.is_inline ? markup::Context::inline_part : markup::Context::frame;
        if (const auto problem = object.page.read(value.str(), context)) {
            raise(plan.span,
                  diag::make(diag::unreadable_page,
                             name_of(static_cast<std::uint32_t>(plan.object)), *problem),
                  &value);
        }
        const std::string_view shown = object.page.text();
        if (object.text.present() && object.text.str() != shown) {
            const std::string_view given = object.text.str();
            const auto [a, b] = std::ranges::mismatch(given, shown);
            const auto same = static_cast<std::size_t>(a - given.begin());
            auto d = diag::make(diag::page_text_differs,
                                name_of(static_cast<std::uint32_t>(plan.object)));
            const auto excerpt = [&](std::string_view text) {
                data::Output quoted;
                std::size_t from = same;
                while (from > 0 && from < text.size() && !builtins::starts_code_point(text[from])) {
                    --from;
                }
                std::size_t end = std::min(text.size(), from + 24);
                while (end < text.size() && !builtins::starts_code_point(text[end])) {
                    ++end;
                }
                quoted.string(text.substr(from, end - from));
                return std::string(quoted.view());
            };
            d.note(fmt::format("from character {} on it is {}, and the page has {}",
                               builtins::count_code_points(given.substr(0, same)), excerpt(given),
                               excerpt(shown)));
            raise(plan.span, std::move(d), &object.text);
        }
        object.text = data::of_text(shown);
    }
    if (plan.is_dialogue && object.text_is_list && object.text.present() && object.text.size == 0) {
        auto d = diag::make(diag::no_utterances, name_of(static_cast<std::uint32_t>(plan.object)));
        d.help("leave the task out: skip \"nobody speaks\" when count(…) == 0");
        raise(plan.span, std::move(d), &value, &object.text);
    }
    const bool needs = plan.needs_offsets || object.has_page;
    object.has_offsets = needs && !plan.text_is_list && object.text.present();
    if (object.has_offsets) {
        take_steps_for(object.text.size, plan.span);
        object.offsets.reset(object.text.str());
    }
}

void Machine::bind_tokens(const plan::ObjectPlan& plan, ObjectState& object, const Value& tokens) {
    const auto number = static_cast<std::uint32_t>(plan.object);
    object.tokens.clear();
    object.has_tokens = tokens.present() && object.facts.has_text && object.has_offsets;
    if (!object.has_tokens) {
        return;
    }
    take_steps_for(tokens.size, plan.span);
    if (plan.tokens_are_spans) {
        for (const Value& token : tokens.list()) {
            const auto end = [&](std::size_t i) {
                const Value& at = token.items[i];
                return position(plan.tokens, object, plan.tokens_count, OffsetKind::chars,
                                at.integer, at.source != nullptr ? at : token);
            };
            object.tokens.push_back({end(0), end(1)});
        }
        return;
    }
    // One behind the other, with nothing but blanks between them.
    const std::string_view text = object.text.str();
    std::size_t at = 0;
    std::int64_t points = 0;
    for (const Value& token : tokens.list()) {
        const std::size_t blanks = builtins::blanks_before(text.substr(at));
        const bool is_here = text.substr(at).starts_with(token.str());  // blanks may be part of it
        const std::size_t own = std::min(blanks, builtins::blanks_before(token.str()));
        const std::size_t from = is_here ? at : at + blanks - own;
        if (!text.substr(from).starts_with(token.str())) {
            auto d = diag::make(diag::token_not_in_text, object.tokens.size(),
                                std::string(token.str()), name_of(number));
            d.help("give their places: tokens: [span(t.start, t.end) for t in …]");
            raise_at(plan.tokens, std::move(d), &token);
        }
        points += builtins::count_code_points(text.substr(at, from - at));
        const std::int64_t length = builtins::count_code_points(token.str());
        object.tokens.push_back({points, points + length});
        points += length;
        at = from + token.size;
    }
}

// A position of one kind in another. What is outside of the text stays as far outside.
std::int64_t Machine::position(NodeId id, ObjectState& object, OffsetKind from, OffsetKind to,
                               std::int64_t at, const Value& where) {
    const bool counts_clusters = from == OffsetKind::grapheme || to == OffsetKind::grapheme;
    if (counts_clusters && !object.has_graphemes) {
        take_steps_for(object.offsets.text().size(), plan_->spans[id]);
        object.graphemes.reset(object.offsets.text());
        object.has_graphemes = true;
    }
    const auto size = static_cast<std::int64_t>(units(object.offsets, object.graphemes, from));
    const auto in_other = static_cast<std::int64_t>(units(object.offsets, object.graphemes, to));
    if (at < 0 || at > size) {
        std::int64_t outside = at;
        if (at > size && __builtin_add_overflow(in_other, at - size, &outside)) {
            outside = std::numeric_limits<std::int64_t>::max();
        }
        return outside;
    }
    const std::optional<std::size_t> point =
        code_point(object.offsets, object.graphemes, from, static_cast<std::size_t>(at));
    if (!point) {
        auto d = diag::make(diag::offset_inside_character, std::string(types::noun(from)), at);
        d.help("look what the model counts: the offset's type says it in `input`");
        raise_at(id, std::move(d), &where);
    }
    if (to == OffsetKind::utf16) {
        return static_cast<std::int64_t>(*object.offsets.utf16_of_code_point(*point));
    }
    return static_cast<std::int64_t>(*point);
}

Value Machine::convert_text_span(NodeId id, const plan::Convert& conversion, const Value& value) {
    ObjectState& object = objects_[conversion.object];
    const labelstudio::ObjectFacts& facts = facts_of(conversion.object, item_);
    if (!facts.has_text || !object.has_offsets) {  // of an object with one text it is there
        raise_at(id,
                 diag::make(diag::no_such_paragraph, name_of(conversion.object), item_,
                            std::max<std::int64_t>(facts.parts_of_text, 0)),
                 &value);
    }
    std::int64_t ends[] = {sound(value.items[0]).integer, sound(value.items[1]).integer};
    if (conversion.offset_from == OffsetKind::token) {
        const auto count = static_cast<std::int64_t>(object.tokens.size());
        const std::int64_t last = ends[1] > ends[0] ? ends[1] - 1 : ends[0];
        if (!object.has_tokens || ends[0] < 0 || ends[1] > count || last < 0 || last >= count) {
            const std::int64_t wrong = ends[0] < 0 || ends[0] >= count ? ends[0] : last;
            raise_at(id, diag::make(diag::no_such_token, name_of(conversion.object), wrong, count),
                     &value);
        }
        const std::int64_t length = ends[1] - ends[0];
        ends[0] = object.tokens[static_cast<std::size_t>(ends[0])].start;
        ends[1] = length > 0    ? object.tokens[static_cast<std::size_t>(last)].end
                  : length == 0 ? ends[0]
                                : ends[0] - 1;  // backwards, and told so
    } else {
        for (std::size_t i = 0; i < 2; ++i) {
            const Value& end = value.items[i];
            ends[i] = position(id, object, conversion.offset_from, conversion.offset_to, ends[i],
                               end.source != nullptr ? end : value);
        }
    }
    Value* items = arena_->array<Value>(value.size);
    std::copy(value.items, value.items + value.size, items);
    items[0] = data::of_int(ends[0]);
    items[1] = data::of_int(ends[1]);
    Value made = data::of_items({items, value.size});
    made.source = value.source;
    return made;
}

}  // namespace lsmap::run
