#include "labelstudio/payload.hpp"

namespace lsmap::labelstudio::payload {
namespace {

void write(std::span<const data::Value>, const ObjectFacts&, data::Output&) {}

}  // namespace

const Payload choices = {.fit = nullptr, .write = &write, .is_geometry = false};
const Payload taxonomy = {.fit = nullptr, .write = &write, .is_geometry = false};
const Payload partner = {.fit = nullptr, .write = &write, .is_geometry = false};

}  // namespace lsmap::labelstudio::payload
