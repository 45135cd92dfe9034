#include "builtins/families.hpp"

#include <algorithm>
#include <unordered_map>

namespace lsmap::builtins {
namespace {

using Rows = std::span<const Builtin> (*)();
constexpr Rows families[] = {
    list_rows,          order_rows,     number_rows,     string_rows,     regex_rows,
    text_position_rows, sequence_rows,  word_piece_rows, run_length_rows, time_rows,
    geometry_rows,      placement_rows, mask_rows,       run_rows};

struct Index {
    std::vector<const Builtin*> rows;
    std::unordered_map<std::string_view, std::vector<const Builtin*>> by_name;

    Index() {
        for (const Rows family : families) {
            for (const Builtin& row : family()) {
                rows.push_back(&row);
                by_name[name_of(row)].push_back(&row);
            }
        }
    }
};

const Index& index() {
    static const Index built;
    return built;
}

}  // namespace

std::span<const Builtin* const> all() { return index().rows; }

std::vector<const Builtin*> find(std::string_view name) {
    const auto found = index().by_name.find(name);
    return found == index().by_name.end() ? std::vector<const Builtin*>() : found->second;
}

std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& [name, rows] : index().by_name) {
        names.emplace_back(name);
    }
    std::ranges::sort(names);
    return names;
}

std::string_view name_of(const Builtin& builtin) {
    return builtin.signature.substr(0, builtin.signature.find('('));
}

}  // namespace lsmap::builtins
