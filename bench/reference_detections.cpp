// The yardstick of bench/run.py: bench/detections.lsmap written by hand with simdjson On Demand,
// for this one mapping alone. Reads NDJSON from the file that is named, line by line in blocks of a
// megabyte, and writes a task a line. Numbers are laid out by the product's own writer, so that
// both print the same digits.
#include "base/hash.hpp"
#include "data/output.hpp"

#include <simdjson.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using lsmap::data::Output;
namespace ondemand = simdjson::ondemand;

constexpr std::size_t block_size = std::size_t{1} << 20;

[[noreturn]] void stop(const char* why) {
    std::fprintf(stderr, "reference: %s\n", why);
    std::exit(1);
}

template <class T> T must(simdjson::simdjson_result<T>&& result) {
    T value;
    if (std::move(result).get(value) != simdjson::SUCCESS) {
        stop("a value is missing or has another type");
    }
    return value;
}

std::string_view label_of(std::string_view name) {
    static const std::unordered_map<std::string_view, std::string_view> labels = {
        {"person", "Person"},  {"bicycle", "Bicycle"},
        {"car", "Car"},        {"motorcycle", "Motorcycle"},
        {"bus", "Bus"},        {"truck", "Truck"},
        {"stop sign", "Sign"}, {"traffic light", "Sign"},
        {"bird", "Animal"},    {"cat", "Animal"},
        {"dog", "Animal"},     {"horse", "Animal"},
        {"sheep", "Animal"},   {"cow", "Animal"},
    };
    const auto found = labels.find(name);
    return found == labels.end() ? std::string_view() : found->second;
}

struct Region {
    std::string_view label, confidence_text;
    double box[4];
    double confidence;
};

class Converter {
 public:
    explicit Converter(int to) : to_(to) {}

    // `line` has simdjson's padding behind it.
    void record(const char* line, std::size_t size, std::size_t capacity) {
        ondemand::document doc = must(parser_.iterate(line, size, capacity));
        ondemand::object top = must(doc.get_object());
        const std::string_view image = must(top["image"].get_string());
        const double width = must(top["width"].get_double());
        const double height = must(top["height"].get_double());
        ondemand::array found = must(top["detections"].get_array());
        regions_.clear();
        for (auto element : found) {
            ondemand::object d = must(element.get_object());
            const std::string_view name = must(d["class"].get_string());
            ondemand::value confidence = must(d["confidence"]);
            Region region;
            region.confidence_text = confidence.raw_json_token();
            region.confidence = must(confidence.get_double());
            if (region.confidence < 0 || region.confidence > 1) {
                stop("a confidence is outside of 0..1");
            }
            std::size_t i = 0;
            for (auto corner : must(d["bbox_xyxy"].get_array())) {
                if (i == 4) {
                    stop("a box has more than four numbers");
                }
                region.box[i++] = must(corner.get_double());
            }
            if (i != 4) {
                stop("a box has fewer than four numbers");
            }
            region.label = label_of(name);
            if (region.confidence >= 0.25 && !region.label.empty()) {
                regions_.push_back(region);
            }
        }
        write(image, width, height);
        if (out_.size() > block_size) {
            flush();
        }
    }

    void flush() {
        std::string_view left = out_.view();
        while (!left.empty()) {
            const ssize_t done = ::write(to_, left.data(), left.size());
            if (done < 0) {
                stop("cannot write");
            }
            left.remove_prefix(static_cast<std::size_t>(done));
        }
        out_.clear();
    }

 private:
    void write(std::string_view image, double width, double height) {
        out_.raw("{\"data\":{\"image\":");
        out_.string(image);
        out_.raw("},\"predictions\":[{\"model_version\":\"detector\",\"result\":[");
        const std::uint64_t task = lsmap::hash_text(image);
        double sum = 0;
        for (std::size_t i = 0; i < regions_.size(); ++i) {
            const Region& r = regions_[i];
            sum += r.confidence;
            out_.raw(i == 0 ? "{\"id\":\"" : ",{\"id\":\"");
            write_id(lsmap::hash_number(i, task));
            out_.raw(
                "\",\"type\":\"rectanglelabels\",\"from_name\":\"label\",\"to_name\":\"image\","
                "\"original_width\":");
            out_.integer(static_cast<std::int64_t>(width));
            out_.raw(",\"original_height\":");
            out_.integer(static_cast<std::int64_t>(height));
            out_.raw(",\"image_rotation\":0,\"value\":{\"x\":");
            out_.geometry(r.box[0] / width * 100);
            out_.raw(",\"y\":");
            out_.geometry(r.box[1] / height * 100);
            out_.raw(",\"width\":");
            out_.geometry((r.box[2] - r.box[0]) / width * 100);
            out_.raw(",\"height\":");
            out_.geometry((r.box[3] - r.box[1]) / height * 100);
            out_.raw(",\"rotation\":0,\"rectanglelabels\":[");
            out_.string(r.label);
            out_.raw("]},\"score\":");
            std::string_view text = r.confidence_text;
            while (text.back() == ' ' || text.back() == '\n') {
                text.remove_suffix(1);
            }
            out_.raw(text);
            out_.raw('}');
        }
        out_.raw(']');
        if (!regions_.empty()) {
            out_.raw(",\"score\":");
            out_.shortest(sum / static_cast<double>(regions_.size()));
        }
        out_.raw("}]}\n");
    }

    void write_id(std::uint64_t hash) {
        constexpr std::string_view letters =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        std::array<char, 10> id;
        for (char& c : id) {
            c = letters[hash % letters.size()];
            hash /= letters.size();
        }
        out_.raw({id.data(), id.size()});
    }

    int to_;
    ondemand::parser parser_;
    std::vector<Region> regions_;
    Output out_;
};

}  // namespace

int main(int argc, char** argv) {
    const int from = argc == 2 ? ::open(argv[1], O_RDONLY) : -1;
    if (from < 0) {
        stop("usage: reference_detections INPUT.ndjson");
    }
    Converter converter(STDOUT_FILENO);
    std::vector<char> buffer(block_size + simdjson::SIMDJSON_PADDING);
    std::size_t filled = 0;
    bool at_end = false;
    while (!at_end) {
        if (filled + simdjson::SIMDJSON_PADDING == buffer.size()) {
            buffer.resize(buffer.size() * 2);
        }
        const ssize_t got = ::read(from, buffer.data() + filled,
                                   buffer.size() - simdjson::SIMDJSON_PADDING - filled);
        if (got < 0) {
            stop("cannot read");
        }
        at_end = got == 0;
        filled += static_cast<std::size_t>(got);
        const char* line = buffer.data();
        const char* const end = line + filled;
        while (line < end) {
            const auto* stop_at = static_cast<const char*>(
                std::memchr(line, '\n', static_cast<std::size_t>(end - line)));
            if (stop_at == nullptr && !at_end) {
                break;
            }
            const char* line_end = stop_at == nullptr ? end : stop_at;
            converter.record(line, static_cast<std::size_t>(line_end - line),
                             static_cast<std::size_t>(buffer.data() + buffer.size() - line));
            line = stop_at == nullptr ? end : stop_at + 1;
        }
        filled = static_cast<std::size_t>(end - line);
        std::memmove(buffer.data(), line, filled);
    }
    converter.flush();
}
