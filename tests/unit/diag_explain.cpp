#include "diag/explain.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace lsmap;

TEST_CASE("a code is found with and without its letters, in any case") {
    const auto is_internal_error = [](const diag::Info* row) {
        return row != nullptr && row->name == "internal_error";
    };
    CHECK(is_internal_error(diag::find_code("LSM9001")));
    CHECK(is_internal_error(diag::find_code("lsm9001")));
    CHECK(is_internal_error(diag::find_code("9001")));
    for (const char* unknown : {"", "9", "LSM", "LSM90011", "XYZ9001", "0000"}) {
        CHECK(diag::find_code(unknown) == nullptr);
    }
}

TEST_CASE("codes are unique, and `info` finds the row of each") {
    std::set<std::string> ids;
    for (const diag::Info& row : diag::registry()) {
        CHECK(ids.emplace(row.id).second);
        CHECK(&diag::info(row.code) == &row);
    }
}
