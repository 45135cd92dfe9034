#pragma once
// One record of detections to one task, by hand: shared by the programs for NDJSON and for an
// array.
#include "reference.hpp"

#include <string>
#include <unordered_map>

namespace bench {

inline std::string_view label_of(std::string_view name) {
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

class Converter {
 public:
    Output& out() { return out_; }

    void record(ondemand::object top) {
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
    }

 private:
    struct Region {
        std::string_view label, confidence_text;
        double box[4];
        double confidence;
    };

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
            out_.id(task, i);
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
            out_.raw(trimmed(r.confidence_text));
            out_.raw('}');
        }
        out_.raw(']');
        if (!regions_.empty()) {
            out_.raw(",\"score\":");
            out_.shortest(sum / static_cast<double>(regions_.size()));
        }
        out_.raw("}]}");
    }

    std::vector<Region> regions_;
    Output out_;
};

}  // namespace bench
