#include "grammar/module.hpp"

#include <catch2/catch.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

namespace rules = lsmap::grammar;

TEST_CASE("no rule of the grammar loops without reading") {
    CHECK(tao::pegtl::analyze<rules::file>(1) == 0);
    CHECK(tao::pegtl::analyze<rules::type_only>(1) == 0);
    CHECK(tao::pegtl::analyze<rules::signature_only>(1) == 0);
    CHECK(tao::pegtl::analyze<rules::expr_only>(1) == 0);
}
