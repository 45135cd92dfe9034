#include "base/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lsmap {
namespace {

constexpr std::size_t longest_list = 8;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1])) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::vector<std::string> nearest_names(std::string_view name,
                                       std::span<const std::string> candidates) {
    const std::size_t reach = name.size() <= 4 ? 1 : 2;
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(name, candidate);
        if (distance <= reach && candidate != name) {
            near.emplace_back(distance, candidate);
        }
    }
    std::ranges::stable_sort(near, {}, &std::pair<std::size_t, std::string>::first);
    std::vector<std::string> names;
    for (auto& [distance, candidate] : near) {
        if (names.size() < 3) {
            names.push_back(std::move(candidate));
        }
    }
    return names;
}

std::string suggestion(std::string_view name, std::span<const std::string> candidates) {
    const std::vector<std::string> near = nearest_names(name, candidates);
    std::string text;
    const auto list = [&text](std::span<const std::string> names) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            text += (i == 0 ? "`" : ", `") + names[i] + "`";
        }
    };
    if (!near.empty()) {
        text = "did you mean ";
        list(near);
        text += "?";
    } else if (!candidates.empty() && candidates.size() <= longest_list) {
        text = candidates.size() == 1 ? "there is only " : "there are ";
        list(candidates);
    }
    return text;
}

}  // namespace lsmap
