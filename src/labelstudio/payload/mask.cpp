#include "data/mask.hpp"

#include "labelstudio/payload.hpp"
#include "raster/brush_rle.hpp"
#include "raster/png.hpp"

#include <array>

namespace lsmap::labelstudio::payload {
namespace {

enum Slot : std::size_t { mask_slot };

// A mask is one pixel for each of the image: the editor draws no other (a longer one throws).
Fate fit(std::span<data::Value> slots, const ObjectFacts& facts, Outside, data::Arena&) {
    const raster::Mask mask = data::mask_of(slots[mask_slot]);
    const bool is_known = facts.in_pixels && facts.width > 0 && facts.height > 0;
    if (is_known && (mask.width != facts.width || mask.height != facts.height)) {
        return Fate::other_size;
    }
    return raster::area_of(mask) == 0 ? Fate::no_area : Fate::unchanged;
}

PixelSize size_of(std::span<const data::Value> slots) {
    const raster::Mask mask = data::mask_of(slots[mask_slot]);
    return {static_cast<double>(mask.width), static_cast<double>(mask.height)};
}

struct ByteText {
    std::array<char, 4> text;
    std::uint8_t size;
};
constexpr std::array<ByteText, 256> make_byte_texts() {
    std::array<ByteText, 256> texts{};
    for (unsigned i = 0; i < texts.size(); ++i) {
        ByteText& to = texts[i];
        for (const unsigned power : {100U, 10U, 1U}) {
            if (i >= power || power == 1) {
                to.text[to.size++] = static_cast<char>('0' + i / power % 10);
            }
        }
        to.text[to.size++] = ',';
    }
    return texts;
}
constexpr std::array<ByteText, 256> byte_texts = make_byte_texts();

// Calls `write` with the mask by rows.
template <class Write> void by_rows(const data::Value& value, Write write) {
    const raster::Mask mask = data::mask_of(value);
    if (mask.order == raster::Order::rows) {
        write(mask);
        return;
    }
    const std::vector<raster::Run> runs = raster::runs_in(mask, raster::Order::rows);
    write({mask.width, mask.height, raster::Order::rows, runs});
}

void write_brush(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    std::vector<std::uint8_t> bytes;
    by_rows(slots[mask_slot], [&](const raster::Mask& mask) { raster::encode_brush(mask, bytes); });
    out.raw(R"("format":"rle","rle":[)");
    char* to = out.room(bytes.size() * 4 + 4);
    for (const std::uint8_t byte : bytes) {
        const ByteText& text = byte_texts[byte];
        std::copy(text.text.begin(), text.text.end(), to);
        to += text.size;
    }
    out.filled(to - 1);  // without the last comma: a stream has a header at least
    out.raw("],");
}

void write_picture(std::span<const data::Value> slots, const ObjectFacts&, data::Output& out) {
    out.raw(R"("imageDataURL":")");
    by_rows(slots[mask_slot],
            [&](const raster::Mask& mask) { out.raw(raster::png_data_url(mask)); });
    out.raw(R"(",)");
}

// The editor takes a value of one key for no region.
void write_sized_picture(std::span<const data::Value> slots, const ObjectFacts& facts,
                         data::Output& out) {
    write_picture(slots, facts, out);
    const PixelSize size = size_of(slots);
    out.raw(R"("width":)");
    out.shortest(size.width);
    out.raw(R"(,"height":)");
    out.shortest(size.height);
    out.raw(',');
}

}  // namespace

const Payload brush = {
    .fit = &fit, .write = &write_brush, .is_geometry = true, .own_size = &size_of};
const Payload bitmask_labels = {
    .fit = &fit, .write = &write_picture, .is_geometry = true, .own_size = &size_of};
const Payload bitmask = {
    .fit = &fit, .write = &write_sized_picture, .is_geometry = true, .own_size = &size_of};

}  // namespace lsmap::labelstudio::payload
