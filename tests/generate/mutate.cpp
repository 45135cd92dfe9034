#include "generate/trial.hpp"

#include <vector>

namespace lsmap::generate {
namespace {

// What stands for a value of another kind or far beyond what is usual.
constexpr std::string_view strange_values[] = {"null",
                                               "true",
                                               "\"\"",
                                               "\"NaN\"",
                                               "NaN",
                                               "-1",
                                               "0",
                                               "1e308",
                                               "-1e308",
                                               "1e400",
                                               "0.1e-320",
                                               "9223372036854775807",
                                               "-9223372036854775808",
                                               "99999999999999999999999",
                                               "{}",
                                               "[]",
                                               "[[]]",
                                               "[null]",
                                               "[[[[[[[[[[1]]]]]]]]]]",
                                               "\"\\u0000\"",
                                               "\"\\ud800\"",
                                               "{\"x\":1}",
                                               "[1,2]",
                                               "[1,2,3,4]",
                                               "[0,0,0,0]",
                                               "\"12:60:61\"",
                                               "\"PT\"",
                                               "\"2024-02-30\"",
                                               "\"data:image/png;base64,AAAA\""};

struct Place {
    std::size_t begin, end;  // of the value
    std::size_t key;         // where its key begins; the same as `begin` in lists
};

// Walks over well-formed JSON and notes every value below the root.
class Walker {
 public:
    explicit Walker(std::string_view json) : json_(json) {}
    std::vector<Place> places() {
        value(0);
        return std::move(places_);
    }

 private:
    void string() {
        for (++at_; json_[at_] != '"'; ++at_) {
            at_ += json_[at_] == '\\' ? 1 : 0;
        }
        ++at_;
    }
    void value(std::size_t key) {
        const std::size_t begin = at_;
        if (json_[at_] == '"') {
            string();
        } else if (json_[at_] == '{' || json_[at_] == '[') {
            const bool object = json_[at_] == '{';
            ++at_;
            while (json_[at_] != '}' && json_[at_] != ']') {
                const std::size_t inner = at_;
                if (object) {
                    string();
                    ++at_;
                }
                value(inner);
                at_ += json_[at_] == ',' ? 1 : 0;
            }
            ++at_;
        } else {
            while (at_ < json_.size() && json_[at_] != ',' && json_[at_] != '}' &&
                   json_[at_] != ']') {
                ++at_;
            }
        }
        if (begin != 0) {
            places_.push_back({begin, at_, key});
        }
    }

    std::string_view json_;
    std::size_t at_ = 0;
    std::vector<Place> places_;
};

}  // namespace

std::string mutated(const std::string& record, Random& random) {
    if (random.chance(5)) {
        return record.substr(0, random.below(record.size()));
    }
    const std::vector<Place> places = Walker(record).places();
    if (places.empty()) {
        return std::string(random.pick(strange_values));
    }
    const Place at = places[random.below(places.size())];
    const std::string head = record.substr(0, at.begin), tail = record.substr(at.end);
    const std::string value = record.substr(at.begin, at.end - at.begin);
    switch (random.below(10)) {
        case 0: {  // the key, or the element, is not there
            std::size_t end = at.end, begin = at.key;
            if (record[end] == ',') {
                ++end;
            } else if (record[begin - 1] == ',') {
                --begin;
            }
            return record.substr(0, begin) + record.substr(end);
        }
        case 1:  // twice
            return record.substr(0, at.end) + "," + record.substr(at.key);
        case 2:
            return head + "[" + value + "]" + tail;
        case 3:  // a text that is cut, a number with a further digit
            return value.size() > 2 ? head + value.substr(0, value.size() / 2) +
                                          (value[0] == '"' ? "\"" : "") + tail
                                    : head + value + "0" + tail;
        default:
            return head + std::string(random.pick(strange_values)) + tail;
    }
}

}  // namespace lsmap::generate
