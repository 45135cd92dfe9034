#include "data/spill.hpp"

namespace lsmap::data {

bool Spill::add(std::size_t part, std::string_view head, std::string_view bytes) {
    std::string& rest = parts_[part].rest;
    if (rest.capacity() < first_room_) {
        rest.reserve(first_room_);
    }
    rest += head;
    rest += bytes;
    held_ += head.size() + bytes.size();
    return held_ < memory_ || write_out();
}

bool Spill::write_out() {
    for (Part& part : parts_) {
        if (part.rest.empty()) {
            continue;
        }
        part.extents.push_back({file_.size(), part.rest.size()});
        if (!file_.append(part.rest)) {
            return false;
        }
        part.rest.clear();
    }
    held_ = 0;
    return true;
}

int Spill::read(std::size_t number, std::string& bytes) const {
    const Part& part = parts_[number];
    std::size_t size = part.rest.size();
    for (const Extent& extent : part.extents) {
        size += extent.size;
    }
    bytes.resize(size);
    char* to = bytes.data();
    for (const Extent& extent : part.extents) {
        if (const int error = read_at(file_.descriptor(), extent.offset, to, extent.size);
            error != 0) {
            return error;
        }
        to += extent.size;
    }
    part.rest.copy(to, part.rest.size());
    return 0;
}

}  // namespace lsmap::data
