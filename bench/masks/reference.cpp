// masks/rules.lsmap by hand: COCO's compressed run lengths, down the columns, become Label Studio's
// brush format, run lengths of RGBA bytes along the rows.
#include "reference.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>

namespace {

using bench::must;
using bench::ondemand::object;

std::string_view label_of(std::string_view name) {
    static const std::unordered_map<std::string_view, std::string_view> labels = {
        {"person", "Person"}, {"rider", "Person"}, {"car", "Vehicle"}, {"truck", "Vehicle"},
        {"bus", "Vehicle"},   {"bird", "Animal"},  {"cat", "Animal"},  {"dog", "Animal"},
    };
    const auto found = labels.find(name);
    return found == labels.end() ? std::string_view() : found->second;
}

// The painted pixels, one byte each, row by row; all are 0 between two masks.
class Canvas {
 public:
    // Paints and remembers the rows and columns that were touched.
    void paint(std::string_view counts, std::uint32_t width, std::uint32_t height) {
        width_ = width;
        height_ = height;
        pixels_.resize(std::size_t{width} * height);
        left_ = width;
        right_ = 0;
        std::uint64_t at = 0;
        std::int64_t before[2] = {0, 0};
        std::size_t number = 0;
        for (std::size_t i = 0; i < counts.size(); ++number) {
            std::int64_t value = 0;
            int shift = 0;
            int group;
            do {
                if (i == counts.size()) {
                    bench::stop("run lengths break off");
                }
                group = counts[i++] - 48;
                value |= static_cast<std::int64_t>(group & 31) << shift;
                shift += 5;
            } while ((group & 32) != 0);
            if ((group & 16) != 0) {
                value -= std::int64_t{1} << shift;
            }
            value += number > 2 ? before[1] : 0;
            before[1] = before[0];
            before[0] = value;
            if (value < 0 || at + static_cast<std::uint64_t>(value) > pixels_.size()) {
                bench::stop("run lengths do not fit the size");
            }
            if (number % 2 == 1) {
                column(at, at + static_cast<std::uint64_t>(value));
            }
            at += static_cast<std::uint64_t>(value);
        }
        if (at != pixels_.size()) {
            bench::stop("run lengths do not fit the size");
        }
    }
    bool is_empty() const { return right_ < left_; }

    // Calls `each(painted, count)` for the runs along the rows, and wipes what was painted.
    template <class Each> void take_rows(Each each) {
        std::uint64_t done = 0;
        for (std::uint32_t y = 0; y < height_; ++y) {
            std::uint8_t* const row = pixels_.data() + std::size_t{y} * width_;
            std::uint8_t* const end = row + right_ + 1;
            std::uint8_t* at = row + left_;
            while ((at = static_cast<std::uint8_t*>(std::memchr(at, 1, end - at))) != nullptr) {
                auto* stop_at = static_cast<std::uint8_t*>(std::memchr(at, 0, end - at));
                stop_at = stop_at == nullptr ? end : stop_at;
                const auto first = static_cast<std::uint64_t>(at - pixels_.data());
                const auto last = static_cast<std::uint64_t>(stop_at - pixels_.data());
                if (first != done || done == 0) {
                    each(false, first - done);
                }
                each(true, last - first);
                done = last;
                std::fill(at, stop_at, 0);
                at = stop_at;
                if (at == end) {
                    break;
                }
            }
        }
        each(false, pixels_.size() - done);
    }

 private:
    void column(std::uint64_t from, std::uint64_t to) {
        auto x = static_cast<std::uint32_t>(from / height_);
        auto y = static_cast<std::uint32_t>(from % height_);
        for (std::uint64_t left = to - from; left != 0; ++x, y = 0) {
            const auto part =
                static_cast<std::uint32_t>(std::min<std::uint64_t>(left, height_ - y));
            std::uint8_t* pixel = pixels_.data() + std::size_t{y} * width_ + x;
            for (std::uint32_t i = 0; i < part; ++i, pixel += width_) {
                *pixel = 1;
            }
            left_ = std::min(left_, x);
            right_ = std::max(right_, x);
            left -= part;
        }
    }

    std::vector<std::uint8_t> pixels_;
    std::uint32_t width_ = 0, height_ = 0;
    std::uint32_t left_ = 0, right_ = 0;
};

// The bits of the brush format as JSON numbers.
class BrushWriter {
 public:
    explicit BrushWriter(bench::Output& out) : out_(out) {
        for (unsigned i = 0; i < 256; ++i) {
            texts_[i] = std::to_string(i) + ",";
        }
    }
    void begin(std::uint64_t pixels) {
        is_pending_ = false;
        put(pixels * 4, 32);
        put(7, 5);  // words of 8 bits
        for (const unsigned bits : length_bits) {
            put(bits - 1, 4);
        }
    }
    // Runs of nothing join their neighbours.
    void run(bool painted, std::uint64_t pixels) {
        if (pixels == 0) {
            return;
        }
        if (is_pending_ && painted == painted_) {
            pixels_ += pixels;
            return;
        }
        write_pending();
        is_pending_ = true;
        painted_ = painted;
        pixels_ = pixels;
    }
    void finish() {
        write_pending();
        put(0, 8 - count_);
        out_.truncate(out_.size() - 1);  // the comma
    }

 private:
    static constexpr std::array<unsigned, 4> length_bits = {3, 4, 8, 16};

    void write_pending() {
        for (std::uint64_t left = is_pending_ ? pixels_ * 4 : 0; left != 0;) {
            const std::uint64_t length = std::min<std::uint64_t>(left, 65536);
            const unsigned needed = std::bit_width(length - 1);
            const unsigned kind = needed <= 3 ? 0 : needed <= 4 ? 1 : needed <= 8 ? 2 : 3;
            put(4U | kind, 3);
            put(length - 1, length_bits[kind]);
            put(painted_ ? 255 : 0, 8);
            left -= length;
        }
    }
    void put(std::uint64_t value, unsigned bits) {
        pending_ = pending_ << bits | value;
        count_ += bits;
        while (count_ >= 8) {
            count_ -= 8;
            out_.piece(texts_[pending_ >> count_ & 255U]);
        }
    }

    bench::Output& out_;
    std::array<std::string, 256> texts_;
    std::uint64_t pending_ = 0;
    unsigned count_ = 0;
    bool is_pending_ = false, painted_ = false;
    std::uint64_t pixels_ = 0;
};

class Converter {
 public:
    bench::Output& out() { return out_; }

    void record(object top) {
        const std::string_view image = must(top["image"].get_string());
        const std::int64_t width = must(top["width"].get_int64());
        const std::int64_t height = must(top["height"].get_int64());
        out_.raw("{\"data\":{\"image\":");
        out_.string(image);
        out_.raw("},\"predictions\":[{\"model_version\":\"segmenter\",\"result\":[");
        const std::uint64_t task = lsmap::hash_text(image);
        double sum = 0;
        std::size_t written = 0;
        for (auto element : must(top["segments"].get_array())) {
            object s = must(element.get_object());
            const std::string_view label = label_of(must(s["category"].get_string()));
            auto score_value = must(s["score"]);
            const std::string_view score_text = bench::trimmed(score_value.raw_json_token());
            const double score = must(score_value.get_double());
            if (score < 0 || score > 1) {
                bench::stop("a score is outside of 0..1");
            }
            if (score < 0.25 || label.empty()) {
                continue;
            }
            object mask = must(s["segmentation"].get_object());
            std::int64_t size[2] = {0, 0};
            std::size_t i = 0;
            for (auto side : must(mask["size"].get_array())) {
                size[i++ % 2] = must(side.get_int64());
            }
            if (i != 2 || size[0] != height || size[1] != width) {
                bench::stop("a mask has another size than its picture");
            }
            canvas_.paint(must(mask["counts"].get_string()), static_cast<std::uint32_t>(width),
                          static_cast<std::uint32_t>(height));
            if (canvas_.is_empty()) {
                continue;
            }
            sum += score;
            out_.raw(written == 0 ? "{\"id\":\"" : ",{\"id\":\"");
            out_.id(task, written++);
            out_.raw(
                "\",\"type\":\"brushlabels\",\"from_name\":\"brush\",\"to_name\":\"image\","
                "\"original_width\":");
            out_.integer(width);
            out_.raw(",\"original_height\":");
            out_.integer(height);
            out_.raw(",\"image_rotation\":0,\"value\":{\"format\":\"rle\",\"rle\":[");
            brush_.begin(static_cast<std::uint64_t>(width * height));
            canvas_.take_rows(
                [&](bool painted, std::uint64_t count) { brush_.run(painted, count); });
            brush_.finish();
            out_.raw("],\"brushlabels\":[");
            out_.string(label);
            out_.raw("]},\"score\":");
            out_.raw(score_text);
            out_.raw('}');
        }
        out_.raw(']');
        if (written != 0) {
            out_.raw(",\"score\":");
            out_.shortest(sum / static_cast<double>(written));
        }
        out_.raw("}]}\n");
    }

 private:
    bench::Output out_;
    Canvas canvas_;
    BrushWriter brush_{out_};
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        bench::stop("usage: reference INPUT.ndjson");
    }
    Converter converter;
    bench::ondemand::parser parser;
    bench::for_each_line(argv[1], [&](const char* line, std::size_t size, std::size_t capacity) {
        auto doc = must(parser.iterate(line, size, capacity));
        converter.record(must(doc.get_object()));
        converter.out().flush_if_full();
    });
    converter.out().flush();
}
