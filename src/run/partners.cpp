#include "run/partners.hpp"

#include <utility>

namespace lsmap::run {

std::vector<Partners::Alone> Partners::alone() const {
    const std::lock_guard lock(mutex_);
    std::vector<Alone> all;
    for (const auto& [name, rows] : inputs_) {
        Alone input{name, rows.keys.size(), 0, {}};
        for (std::size_t i = 0; i < rows.keys.size(); ++i) {
            if (rows.marks[i].load(std::memory_order_relaxed) != 0) {
                continue;
            }
            ++input.alone;
            if (input.first_keys.size() < shown) {
                input.first_keys.push_back(rows.keys[i]);
            }
        }
        if (input.alone != 0) {
            all.push_back(std::move(input));
        }
    }
    return all;
}

}  // namespace lsmap::run
