#include "labelstudio/date_format.hpp"
#include "labelstudio/payload.hpp"

namespace lsmap::labelstudio::payload {
namespace {

constexpr std::string_view usual_date_format = "%Y-%m-%dT%H:%M";

// An empty list of texts leaves the result out: the server refuses it.
Fate fit_texts(std::span<data::Value> slots, const ObjectFacts&, Outside, data::Arena&) {
    return slots[0].list().empty() ? Fate::no_area : Fate::unchanged;
}

void write_texts(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    out.raw(R"("text":[)");
    bool is_first = true;
    for (const data::Value& text : slots[0].list()) {
        if (!is_first) {
            out.raw(',');
        }
        is_first = false;
        out.text(text);
    }
    out.raw("],");
}

Fate fit_number(std::span<data::Value> slots, const ObjectFacts& facts, Outside, data::Arena&) {
    const double given = slots[0].number;
    return given < facts.limits.least || given > facts.limits.most ? Fate::beyond_limit
                                                                   : Fate::unchanged;
}

Fate fit_rating(std::span<data::Value> slots, const ObjectFacts& facts, Outside, data::Arena&) {
    const std::int64_t given = slots[0].integer;
    return given < 0 || given > facts.limits.stars ? Fate::beyond_limit : Fate::unchanged;
}

void write_number(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    out.raw(R"("number":)");
    out.number(slots[0]);
    out.raw(',');
}

void write_rating(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    out.raw(R"("rating":)");
    out.integer(slots[0].integer);
    out.raw(',');
}

void write_datetime(std::span<const data::Value> slots, const ObjectFacts& facts,
                    data::Output& out) {
    out.raw(R"("datetime":)");
    write_date(slots[0].integer, facts.date_format.empty() ? usual_date_format : facts.date_format,
               out);
    out.raw(',');
}

void write_pairwise(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    out.raw(R"("selected":)");
    out.text(slots[0]);
    out.raw(',');
}

}  // namespace

const Payload textarea = {
    .fit = &fit_texts, .write = &write_texts, .is_geometry = false, .own_key = "text"};
const Payload number = {.fit = &fit_number, .write = &write_number, .is_geometry = false};
const Payload rating = {.fit = &fit_rating, .write = &write_rating, .is_geometry = false};
const Payload datetime = {.fit = nullptr, .write = &write_datetime, .is_geometry = false};

const Payload pairwise = {.fit = nullptr, .write = &write_pairwise, .is_geometry = false};

}  // namespace lsmap::labelstudio::payload
