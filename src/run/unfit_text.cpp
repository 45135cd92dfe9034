#include "diag/codes/data.hpp"
#include "run/machine.hpp"

// Why a span of text cannot be written.
namespace lsmap::run {
namespace {

using labelstudio::Fate;

// The slots of a place in a page: a record of `xpath` and `offset`.
std::string_view path_of(const Value& node) { return node.items[0].str(); }
std::int64_t offset_of(const Value& node) { return node.items[1].integer; }
bool is_node(const Value& slot) { return slot.present() && slot.size == 2; }

// Where the rule gives that slot.
Span slot_span(const plan::Plan& plan, const plan::Rule& rule, std::size_t slot) {
    for (const plan::Stmt& stmt : plan.blocks[rule.body]) {
        if (stmt.kind == plan::Stmt::Kind::slot && stmt.sub == slot) {
            return plan.spans[stmt.value];
        }
    }
    return rule.span;
}

// What stands from one position to the other, in the units of the object's kind.
std::string shown_text(const labelstudio::ObjectFacts& facts, bool in_utf16, const Value& span) {
    data::TextOffsets offsets(facts.text);
    auto start = std::optional(static_cast<std::size_t>(span.items[0].integer));
    auto end = std::optional(static_cast<std::size_t>(span.items[1].integer));
    if (in_utf16) {
        start = offsets.code_point_of_utf16(*start);
        end = offsets.code_point_of_utf16(*end);
    }
    const auto slice = start && end ? offsets.slice(*start, *end) : std::nullopt;
    return std::string(slice.value_or(std::string_view()));
}

}  // namespace

void Machine::raise_unfit_text(Fate fate, const Result& result, Span at) {
    const plan::Rule& rule = *result.rule;
    const labelstudio::ObjectFacts& facts = facts_of(rule.object, item_);
    const std::span<const Value> slots(result.slots.data(), rule.slots);
    const std::string object = name_of(rule.object);
    const Value& span = slots[rule.payload->main_slot];
    const bool in_utf16 = rule.payload->part_slot != labelstudio::Payload::no_slot;
    const std::int64_t start = span.present() ? span.items[0].integer : 0;
    const std::int64_t end = span.present() ? span.items[1].integer : 0;
    if (fate == Fate::bad_span) {
        auto d = diag::make(diag::span_backwards);
        d.note(fmt::format("it is {} to {}", start, end));
        raise(at, std::move(d), &span);
    }
    if (fate == Fate::inside_character) {
        const bool first =
            !data::TextOffsets(facts.text).code_point_of_utf16(static_cast<std::size_t>(start));
        auto d = diag::make(diag::offset_inside_character, std::string("UTF-16 unit"),
                            first ? start : end);
        d.help("look what the model counts: the offset's type says it in `input`");
        raise(at, std::move(d), &span);
    }
    if (fate == Fate::no_part) {
        const Value& part = slots[rule.payload->part_slot];
        at = slot_span(*plan_, rule, rule.payload->part_slot);
        if (facts.parts_of_text < 0) {
            raise(at, diag::make(diag::negative_paragraph, object, part.integer), &part);
        }
        raise(at, diag::make(diag::no_such_paragraph, object, part.integer, facts.parts_of_text),
              &part);
    }
    if (fate == Fate::no_node || fate == Fate::beyond_node) {
        const Value* wrong = nullptr;
        markup::Page::Reach its_reach{};
        for (const Value& slot : slots) {
            if (wrong != nullptr || !is_node(slot) || &slot == &span) {
                continue;
            }
            const auto reach = facts.page->find(path_of(slot));
            its_reach = reach.value_or(its_reach);
            const bool behind =
                reach && (offset_of(slot) < 0 || offset_of(slot) > reach->end - reach->begin);
            wrong = !reach || behind ? &slot : nullptr;
        }
        const Value& node = wrong == nullptr ? span : *wrong;
        at = slot_span(*plan_, rule, static_cast<std::size_t>(&node - slots.data()));
        if (fate == Fate::no_node) {
            auto d = diag::make(diag::no_such_node, object, std::string(path_of(node)));
            d.note(
                "paths begin below the page's body, and a script, a frame or a comment is no part "
                "of it: Label Studio takes them out");
            raise(at, std::move(d), &node.items[0]);
        }
        raise(at,
              diag::make(diag::beyond_node, offset_of(node), std::string(path_of(node)),
                         its_reach.end - its_reach.begin),
              &node.items[1]);
    }
    if (fate == Fate::text_differs) {
        const Value& expected = span.size > 2 && span.items[2].present()
                                    ? span.items[2]
                                    : slots[rule.payload->text_slot];
        auto d = diag::make(diag::span_text_differs, std::string(expected.str()));
        d.note(fmt::format("`{}` has `{}` there", object, shown_text(facts, in_utf16, span)));
        raise(at, std::move(d), &span);
    }
    auto d = diag::make(diag::span_outside_text, object);
    if (facts.has_text) {
        const data::TextOffsets offsets(facts.text);
        d.note(fmt::format("it is {} to {}, and the text has {} {}", start, end,
                           in_utf16 ? offsets.utf16_units() : offsets.code_points(),
                           in_utf16 ? "UTF-16 units" : "characters"));
        d.help("`outside: clip` or `outside: skip` in `object` goes on without what is outside");
    } else {
        d.note(fmt::format("it is {} to {}", start, end));
    }
    raise(at, std::move(d), &span);
}

}  // namespace lsmap::run
