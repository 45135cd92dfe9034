#include "diag/explain.hpp"

#include <algorithm>
#include <iterator>

namespace lsmap::diag {
namespace {

constexpr std::string_view prefix = "LSM";

bool same_letter(char a, char b) {
    const auto upper = [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    };
    return upper(a) == upper(b);
}

}  // namespace

const Info* find_code(std::string_view wanted) {
    const auto row = std::ranges::find_if(registry(), [&](const Info& r) {
        return std::ranges::equal(r.id, wanted, same_letter) ||
               r.id.substr(prefix.size()) == wanted;
    });
    return row == registry().end() ? nullptr : &*row;
}

std::optional<std::string_view> error_page(const Info& row) {
    for (const embedded::EmbeddedFile& page : embedded::error_pages()) {
        if (page.name == row.id) {
            return page.text;
        }
    }
    return std::nullopt;
}

}  // namespace lsmap::diag
