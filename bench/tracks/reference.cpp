// tracks/rules.lsmap by hand: the rows of a tracker become one region for each track.
#include "reference.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace {

using bench::must;
using bench::ondemand::object;

constexpr double frame_rate = 25;

std::string_view label_of(std::string_view name) {
    static const std::unordered_map<std::string_view, std::string_view> labels = {
        {"person", "Person"}, {"bicycle", "Bicycle"}, {"car", "Vehicle"},
        {"truck", "Vehicle"}, {"bus", "Vehicle"},
    };
    const auto found = labels.find(name);
    return found == labels.end() ? std::string_view() : found->second;
}

struct Keyframe {
    std::int64_t frame;
    double box[4];  // x, y, width, height in pixels
};

struct Track {
    std::string_view label;
    double confidences = 0;
    std::vector<Keyframe> keyframes;
};

class Converter {
 public:
    bench::Output& out() { return out_; }

    void record(object top) {
        const std::string_view video = must(top["video"].get_string());
        const double width = must(top["width"].get_double());
        const double height = must(top["height"].get_double());
        const std::int64_t frames = must(top["frames"].get_int64());
        numbers_.clear();
        count_ = 0;
        for (auto element : must(top["rows"].get_array())) {
            object row = must(element.get_object());
            Keyframe keyframe;
            keyframe.frame = must(row["frame"].get_int64());
            const std::int64_t id = must(row["track"].get_int64());
            const std::string_view name = must(row["class"].get_string());
            const double confidence = must(row["confidence"].get_double());
            if (confidence < 0 || confidence > 1) {
                bench::stop("a confidence is outside of 0..1");
            }
            std::size_t i = 0;
            for (auto number : must(row["box"].get_array())) {
                if (i == 4) {
                    bench::stop("a box has more than four numbers");
                }
                keyframe.box[i++] = must(number.get_double());
            }
            if (i != 4) {
                bench::stop("a box has fewer than four numbers");
            }
            if (confidence < 0.25) {
                continue;
            }
            Track& track = track_of(id, name);
            track.confidences += confidence;
            track.keyframes.push_back(keyframe);
        }
        write(video, width, height, frames);
    }

 private:
    // In the order in which they are first seen. Their memory is kept from video to video.
    Track& track_of(std::int64_t id, std::string_view name) {
        const auto [found, is_new] = numbers_.try_emplace(id, count_);
        if (is_new) {
            if (count_++ == tracks_.size()) {
                tracks_.emplace_back();
            }
            Track& track = tracks_[found->second];
            track.label = label_of(name);
            track.confidences = 0;
            track.keyframes.clear();
        }
        return tracks_[found->second];
    }

    void write(std::string_view video, double width, double height, std::int64_t frames) {
        out_.raw("{\"data\":{\"video\":");
        out_.string(video);
        out_.raw("},\"predictions\":[{\"model_version\":\"tracker\",\"result\":[");
        const std::uint64_t task = lsmap::hash_text(video);
        double sum = 0;
        std::size_t written = 0;
        for (Track& track : std::span(tracks_).first(count_)) {
            if (track.label.empty()) {
                continue;
            }
            const double score = track.confidences / static_cast<double>(track.keyframes.size());
            sum += score;
            out_.raw(written == 0 ? "{\"id\":\"" : ",{\"id\":\"");
            out_.id(task, written++);
            out_.raw(
                "\",\"type\":\"videorectangle\",\"from_name\":\"box\",\"to_name\":\"video\","
                "\"value\":"
                "{\"framesCount\":");
            out_.integer(frames);
            out_.raw(",\"duration\":");
            out_.geometry(static_cast<double>(frames) / frame_rate);
            out_.raw(",\"sequence\":[");
            write_keyframes(track.keyframes, width, height);
            out_.raw("],\"labels\":[");
            out_.string(track.label);
            out_.raw("]},\"score\":");
            out_.shortest(score);
            out_.raw('}');
        }
        out_.raw(']');
        if (written != 0) {
            out_.raw(",\"score\":");
            out_.shortest(sum / static_cast<double>(written));
        }
        out_.raw("}]}\n");
    }

    // A keyframe is enabled where the next one is that of the next frame.
    void write_keyframes(std::vector<Keyframe>& keyframes, double width, double height) {
        const auto frame = [](const Keyframe& k) { return k.frame; };
        if (!std::ranges::is_sorted(keyframes, {}, frame)) {
            std::ranges::stable_sort(keyframes, {}, frame);
        }
        for (std::size_t i = 0; i < keyframes.size(); ++i) {
            const Keyframe& k = keyframes[i];
            out_.raw(i == 0 ? "{\"frame\":" : ",{\"frame\":");
            out_.integer(k.frame);
            out_.raw(",\"time\":");
            out_.geometry(static_cast<double>(k.frame) / frame_rate);
            const bool goes_on = i + 1 < keyframes.size() && keyframes[i + 1].frame == k.frame + 1;
            out_.raw(goes_on ? ",\"enabled\":true,\"x\":" : ",\"enabled\":false,\"x\":");
            out_.geometry(k.box[0] / width * 100);
            out_.raw(",\"y\":");
            out_.geometry(k.box[1] / height * 100);
            out_.raw(",\"width\":");
            out_.geometry(k.box[2] / width * 100);
            out_.raw(",\"height\":");
            out_.geometry(k.box[3] / height * 100);
            out_.raw(",\"rotation\":0}");
        }
    }

    std::unordered_map<std::int64_t, std::size_t> numbers_;  // track → place in `tracks_`
    std::vector<Track> tracks_;
    std::size_t count_ = 0;
    bench::Output out_;
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
