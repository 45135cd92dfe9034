#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::run {

// Which rows of the named inputs were found by their keys, over all runners of a run.
class Partners {
 public:
    using Mark = std::atomic<std::uint8_t>;

    // The marks of a named input, one for each row; `key` says the key of a row, as text.
    template <class KeyOf> Mark* rows(std::string_view name, std::size_t count, KeyOf key) {
        const std::lock_guard lock(mutex_);
        const auto [place, added] = inputs_.try_emplace(std::string(name));
        Rows& rows = place->second;
        if (added) {
            rows.marks = std::make_unique<Mark[]>(count);
            for (std::size_t i = 0; i < count; ++i) {
                rows.keys.push_back(key(i));
            }
        }
        return rows.marks.get();
    }

    struct Alone {  // rows that nothing was joined with
        std::string name;
        std::size_t rows = 0, alone = 0;
        std::vector<std::string> first_keys;  // at most `shown`
    };
    static constexpr std::size_t shown = 3;
    std::vector<Alone> alone() const;  // inputs that have such rows

 private:
    struct Rows {
        std::unique_ptr<Mark[]> marks;
        std::vector<std::string> keys;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Rows> inputs_;
};

}  // namespace lsmap::run
