#include "driver/progress.hpp"

#include <catch2/catch.hpp>

using namespace lsmap;
using driver::progress_line;

TEST_CASE("the line of progress says how much is done and what is left") {
    CHECK(progress_line({1'234'567, 1'200'000'000}, 4'000'000'000, 3) ==
          "1.2 of 4.0 GB, 30 %, 1,234,567 records, 400 MB/s, 7 s left");
    CHECK(progress_line({999, 5'000'000}, 50'000'000, 1) ==
          "5.0 of 50.0 MB, 10 %, 999 records, 5 MB/s, 9 s left");
    CHECK(progress_line({1000, 1'000'000}, 1'000'000'000, 10) ==
          "0.0 of 1.0 GB, 0 %, 1,000 records, 0 MB/s, 2:46 h left");
    // Of a pipe, and of a file that has grown, nobody knows.
    CHECK(progress_line({10, 2'500'000}, {}, 1) == "2.5 MB, 10 records, 2 MB/s");
    CHECK(progress_line({10, 2'500'000}, 1'000'000, 1) == "2.5 MB, 10 records, 2 MB/s");
    CHECK(progress_line({0, 0}, 1'000'000, 0) == "0.0 of 1.0 MB, 0 %, 0 records, 0 MB/s");
}

TEST_CASE("a short run shows no line of progress") {
    driver::StringSink terminal;
    {
        driver::Progress progress(terminal, 100);
        progress.show({1, 50});
        progress.clear();
    }
    CHECK(terminal.text.empty());
}
