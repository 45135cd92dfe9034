#include "labelstudio/payload/fields.hpp"
#include "labelstudio/payload/shapes.hpp"

// A box on a page, with its text. Shares of the page, 0 to 1, and not percent; `pageIndex` counts
// from 1 (docs/source/tags/pdf.md of Label Studio).
namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { box, rotation, text, page };

Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside outside,
         data::Arena& arena) {
    return rectangle.fit(slots.first(text), facts, outside, arena);
}

void write(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    const Rect rect = rect_of(slots[box], slots[rotation]);
    write_geometry(out, R"("x":)", rect.x / 100);
    write_geometry(out, R"("y":)", rect.y / 100);
    write_geometry(out, R"("width":)", rect.width / 100);
    write_geometry(out, R"("height":)", rect.height / 100);
    write_geometry(out, R"("rotation":)", rect.degrees);
    if (has(slots, page)) {
        out.raw(R"("pageIndex":)");
        out.integer(slots[page].integer);
        out.raw(',');
    }
    if (has(slots, text)) {
        out.raw(R"("ocrtext":)");
        out.text(slots[text]);
        out.raw(',');
    }
}

}  // namespace

const Payload ocr_box = {.fit = &fit, .write = &write, .is_geometry = true};

}  // namespace lsmap::labelstudio::payload
