// ner/rules.lsmap by hand: entities with places in bytes (or, called with --utf16, in UTF-16 units)
// to spans of code points.
#include "reference.hpp"

#include <algorithm>

namespace {

using bench::must;
using bench::ondemand::object;

std::string_view label_of(std::string_view type) {
    return type == "PER"    ? "Person"
           : type == "ORG"  ? "Organization"
           : type == "LOC"  ? "Place"
           : type == "DATE" ? "Date"
                            : "";
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }
bool is_pair_in_utf16(char c) {  // the first of four bytes
    return static_cast<unsigned char>(c) >= 0xF0;
}

// Walks through a text and knows where it is in bytes, code points and UTF-16 units. Places are
// mostly asked for in rising order; one that lies further back is walked to from the start.
class Place {
 public:
    explicit Place(std::string_view text) : text_(text) {}

    void to(std::size_t position, bool in_utf16) {
        if (position < (in_utf16 ? unit_ : byte_)) {
            byte_ = point_ = unit_ = 0;
        }
        if (in_utf16) {
            while (unit_ < position) {
                step();
            }
        } else {
            while (byte_ < position) {
                step();
            }
        }
        if ((in_utf16 ? unit_ : byte_) != position) {
            bench::stop("a place is within a character");
        }
    }
    std::size_t byte() const { return byte_; }
    std::size_t point() const { return point_; }

 private:
    void step() {
        if (byte_ == text_.size()) {
            bench::stop("a place is behind the end of the text");
        }
        unit_ += is_pair_in_utf16(text_[byte_]) ? 2 : 1;
        ++point_;
        do {
            ++byte_;
        } while (byte_ < text_.size() && !begins_character(text_[byte_]));
    }

    std::string_view text_;
    std::size_t byte_ = 0, point_ = 0, unit_ = 0;
};

struct Region {
    std::string_view label, quote, score_text;
    std::size_t start, end;
    double score;
};

class Converter {
 public:
    explicit Converter(bool in_utf16) : in_utf16_(in_utf16) {}
    bench::Output& out() { return out_; }

    void record(object top) {
        const std::string_view text = must(top["text"].get_string());
        regions_.clear();
        Place place(text);
        for (auto element : must(top["entities"].get_array())) {
            object e = must(element.get_object());
            const std::uint64_t start = must(e["start"].get_uint64());
            const std::uint64_t end = must(e["end"].get_uint64());
            Region region;
            region.label = label_of(must(e["type"].get_string()));
            auto score = must(e["score"]);
            region.score_text = score.raw_json_token();
            region.score = must(score.get_double());
            if (region.score < 0 || region.score > 1) {
                bench::stop("a score is outside of 0..1");
            }
            if (region.score < 0.25 || region.label.empty()) {
                continue;
            }
            place.to(start, in_utf16_);
            const std::size_t first = place.byte();
            region.start = place.point();
            place.to(end, in_utf16_);
            region.end = place.point();
            region.quote = text.substr(first, place.byte() - first);
            regions_.push_back(region);
        }
        write(text);
    }

 private:
    void write(std::string_view text) {
        out_.raw("{\"data\":{\"text\":");
        out_.string(text);
        out_.raw("},\"predictions\":[{\"model_version\":\"tagger\",\"result\":[");
        const std::uint64_t task = lsmap::hash_text(text);
        double sum = 0;
        for (std::size_t i = 0; i < regions_.size(); ++i) {
            const Region& r = regions_[i];
            sum += r.score;
            out_.raw(i == 0 ? "{\"id\":\"" : ",{\"id\":\"");
            out_.id(task, i);
            out_.raw(
                "\",\"type\":\"labels\",\"from_name\":\"label\",\"to_name\":\"text\",\"value\":"
                "{\"start\":");
            out_.integer(static_cast<std::int64_t>(r.start));
            out_.raw(",\"end\":");
            out_.integer(static_cast<std::int64_t>(r.end));
            out_.raw(",\"text\":");
            out_.string(r.quote);
            out_.raw(",\"labels\":[");
            out_.string(r.label);
            out_.raw("]},\"score\":");
            out_.raw(bench::trimmed(r.score_text));
            out_.raw('}');
        }
        out_.raw(']');
        if (!regions_.empty()) {
            out_.raw(",\"score\":");
            out_.shortest(sum / static_cast<double>(regions_.size()));
        }
        out_.raw("}]}\n");
    }

    bool in_utf16_;
    std::vector<Region> regions_;
    bench::Output out_;
};

}  // namespace

int main(int argc, char** argv) {
    const bool in_utf16 = argc == 3 && std::string_view(argv[1]) == "--utf16";
    if (argc != (in_utf16 ? 3 : 2)) {
        bench::stop("usage: reference [--utf16] INPUT.ndjson");
    }
    Converter converter(in_utf16);
    bench::ondemand::parser parser;
    bench::for_each_line(argv[argc - 1],
                         [&](const char* line, std::size_t size, std::size_t capacity) {
                             auto doc = must(parser.iterate(line, size, capacity));
                             converter.record(must(doc.get_object()));
                             converter.out().flush_if_full();
                         });
    converter.out().flush();
}
