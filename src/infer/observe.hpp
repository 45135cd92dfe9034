#pragma once
#include "validate/json.hpp"

#include <cstddef>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// From samples of model output to the type that they have in common.
namespace lsmap::infer {

using validate::json::Kind;
using validate::json::Value;

// So many values of one place are kept to look at; what is counted counts all of them.
inline constexpr std::size_t most_kept = 400;
// Places of an array that are looked at one by one.
inline constexpr std::size_t most_places = 10;

// What stands at one place of the data, over all records.
struct Observed {
    struct Member {
        std::string key;
        std::unique_ptr<Observed> seen;
    };
    std::size_t times = 0, nulls = 0, bools = 0, wholes = 0, reals = 0, strings = 0, arrays = 0,
                objects = 0;
    double least = std::numeric_limits<double>::infinity();
    double most = -std::numeric_limits<double>::infinity();
    std::vector<Value> values;                      // without nulls
    std::vector<Member> members;                    // of objects, in the order in which they came
    std::unique_ptr<Observed> element;              // of arrays, all elements together
    std::vector<std::unique_ptr<Observed>> places;  // of arrays, by their place
    std::size_t shortest = std::numeric_limits<std::size_t>::max(), longest = 0;

    std::size_t numbers() const { return wholes + reals; }
    std::size_t present() const { return times - nulls; }
    // All values (nulls aside) are of that kind, and there are some.
    bool only_numbers() const { return numbers() != 0 && numbers() == present(); }
    bool only_strings() const { return strings != 0 && strings == present(); }
    bool only_arrays() const { return arrays != 0 && arrays == present(); }
    bool only_objects() const { return objects != 0 && objects == present(); }
    bool within(double low, double high) const { return least >= low && most <= high; }
    const Observed* member(std::string_view key) const;
    // Different texts in the order in which they came, at most `most`.
    std::vector<std::string> texts(std::size_t most = 40) const;
};

// Records and what they have in common. The values point into the texts that are kept here.
class Samples {
 public:
    // The records of a text: one value, the elements of an array, or several values one behind the
    // other. With `whole` an array is one record. What is wrong with it, if anything.
    std::optional<validate::json::Document::Problem> add(std::string text, bool whole = false);

    const Observed& root() const { return root_; }
    const std::vector<Value>& records() const { return records_; }

 private:
    std::deque<std::string> texts_;
    std::deque<validate::json::Document> documents_;
    std::vector<Value> records_;
    Observed root_;
};

}  // namespace lsmap::infer
