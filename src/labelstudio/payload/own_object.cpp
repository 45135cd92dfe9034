#include "labelstudio/payload.hpp"
#include "labelstudio/payload/fields.hpp"

// Results of tags that are control and object at once: a message of a Chat, what a ReactCode
// stores.
namespace lsmap::labelstudio::payload {
namespace {

namespace chat {
enum Slot : std::size_t { role, content, created };
}

// `createdAt`: milliseconds since 1970.
void write_message(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    out.raw(R"("chatmessage":{"role":)");
    out.text(slots[chat::role]);
    out.raw(R"(,"content":)");
    out.text(slots[chat::content]);
    if (has(slots, chat::created)) {
        constexpr std::int64_t per_millisecond = 1000;
        const std::int64_t us = slots[chat::created].integer;
        out.raw(R"(,"createdAt":)");
        out.integer(us / per_millisecond - (us % per_millisecond < 0 ? 1 : 0));
    }
    out.raw("},");
}

// The server takes nothing but an object.
Fate fit_json(std::span<data::Value> slots, const ObjectFacts&, Outside, data::Arena&) {
    return slots[0].str().starts_with('{') ? Fate::unchanged : Fate::not_an_object;
}

void write_json(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    out.raw(R"("reactcode":)");
    out.raw(slots[0].str());
    out.raw(',');
}

}  // namespace

const Payload chat_message = {.fit = nullptr, .write = &write_message, .is_geometry = true};
const Payload react_code = {.fit = &fit_json, .write = &write_json, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload
