#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/vertices.hpp"

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { vertices, closed };

bool is_closed(std::span<const data::Value> slots) {
    return has(slots, closed) && slots[closed].boolean;
}

Fate fit(std::span<data::Value> slots, const ObjectFacts&, Outside outside, data::Arena& arena) {
    return fit_vertices(slots[vertices], is_closed(slots), outside, arena);
}

void write(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    write_vertices(slots[vertices], out);
    out.raw(is_closed(slots) ? R"("closed":true,)" : R"("closed":false,)");
}

}  // namespace

const Payload vector = {.fit = &fit, .write = &write, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload
