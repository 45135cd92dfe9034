#pragma once
#include "infer/rules.hpp"

#include <string>
#include <vector>

// What the task of a first rule file shows: its objects and its data.
namespace lsmap::infer {

// `object NAME { value: …, size: … }` for each object of the config, and Scene::data.
std::string objects_text(const Scene& scene);

// What an object may show, the likeliest first; at the end what a person must fill in.
std::vector<std::string> value_variants(const labelstudio::Object& object, const Scene& scene);

// The `data` entry for further variables of the config; empty: there are none.
std::string data_text(const Scene& scene);

}  // namespace lsmap::infer
