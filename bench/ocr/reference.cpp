// ocr/rules.lsmap by hand: each word becomes a rectangle, its label and its text.
#include "reference.hpp"

namespace {

using bench::must;
using bench::ondemand::object;

struct Word {
    std::string_view text, confidence_text;
    double confidence, left, top, width, height;
};

class Converter {
 public:
    bench::Output& out() { return out_; }

    void record(object top) {
        const std::string_view image = must(top["image"].get_string());
        const double width = must(top["width"].get_double());
        const double height = must(top["height"].get_double());
        words_.clear();
        for (auto element : must(top["words"].get_array())) {
            object w = must(element.get_object());
            Word word;
            word.text = must(w["text"].get_string());
            auto confidence = must(w["confidence"]);
            word.confidence_text = confidence.raw_json_token();
            word.confidence = must(confidence.get_double());
            if (word.confidence < 0 || word.confidence > 1) {
                bench::stop("a confidence is outside of 0..1");
            }
            word.left = must(w["left"].get_double());
            word.top = must(w["top"].get_double());
            word.width = must(w["width"].get_double());
            word.height = must(w["height"].get_double());
            if (word.confidence >= 0.25) {
                words_.push_back(word);
            }
        }
        write(image, width, height);
    }

 private:
    void write(std::string_view image, double width, double height) {
        out_.raw("{\"data\":{\"image\":");
        out_.string(image);
        out_.raw("},\"predictions\":[{\"model_version\":\"ocr\",\"result\":[");
        task_ = lsmap::hash_text(image);
        double sum = 0;
        for (std::size_t i = 0; i < words_.size(); ++i) {
            const Word& w = words_[i];
            sum += w.confidence;
            write_shape(w, width, height);
            begin_result(i == 0, i, "rectangle", "box");
            end_result(w);
            begin_result(false, i, "labels", "kind");
            out_.raw(w.confidence >= 0.75 ? ",\"labels\":[\"Word\"]"
                                          : ",\"labels\":[\"Doubtful\"]");
            end_result(w);
            begin_result(false, i, "textarea", "transcription");
            out_.raw(",\"text\":[");
            out_.string(w.text);
            out_.raw(']');
            end_result(w);
        }
        out_.raw(']');
        if (!words_.empty()) {
            out_.raw(",\"score\":");
            out_.shortest(sum / static_cast<double>(words_.size()));
        }
        out_.raw("}]}\n");
    }

    // What the three results of a word have in common, laid out once.
    void write_shape(const Word& w, double width, double height) {
        shape_.clear();
        shape_.raw(",\"to_name\":\"image\",\"original_width\":");
        shape_.integer(static_cast<std::int64_t>(width));
        shape_.raw(",\"original_height\":");
        shape_.integer(static_cast<std::int64_t>(height));
        shape_.raw(",\"image_rotation\":0,\"value\":{\"x\":");
        shape_.geometry(w.left / width * 100);
        shape_.raw(",\"y\":");
        shape_.geometry(w.top / height * 100);
        shape_.raw(",\"width\":");
        shape_.geometry(w.width / width * 100);
        shape_.raw(",\"height\":");
        shape_.geometry(w.height / height * 100);
        shape_.raw(",\"rotation\":0");
    }

    void begin_result(bool is_first, std::size_t number, std::string_view type,
                      std::string_view control) {
        out_.raw(is_first ? "{\"id\":\"" : ",{\"id\":\"");
        out_.id(task_, number);
        out_.raw("\",\"type\":\"");
        out_.raw(type);
        out_.raw("\",\"from_name\":\"");
        out_.raw(control);
        out_.raw('"');
        out_.raw(shape_.view());
    }

    void end_result(const Word& w) {
        out_.raw("},\"score\":");
        out_.raw(bench::trimmed(w.confidence_text));
        out_.raw('}');
    }

    std::uint64_t task_ = 0;
    std::vector<Word> words_;
    lsmap::data::Output shape_;
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
