#pragma once
#include "generate/random.hpp"
#include "labelstudio/accept.hpp"
#include "labelstudio/tags.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Labeling configs from the tables of tags.
namespace lsmap::generate {

// A control on a kind of object, which a generated program must emit.
struct Pair {
    const labelstudio::ControlKind* control = nullptr;
    const labelstudio::ObjectKind* object = nullptr;  // nullptr: none (relations)
    bool has_dates = false;                           // the object's positions are dates
    std::string name() const;
};
// All that have a payload, and the kind that connects regions.
std::vector<Pair> all_pairs();

struct Element {
    std::string tag;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<Element> children{};

    void set(std::string_view attribute, std::string value) {
        attributes.emplace_back(attribute, std::move(value));
    }
    std::string xml(int depth = 0) const;
};

struct MadeConfig {
    std::string xml;
    labelstudio::Accept accept = labelstudio::Accept::both;
    // Names of the controls that get a rule (or stand under `with`), the pair's own first.
    std::vector<std::string> controls;
};
MadeConfig make_config(const Pair& pair, Random& random);

}  // namespace lsmap::generate
