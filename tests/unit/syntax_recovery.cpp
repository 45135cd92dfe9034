#include "tests/unit/syntax_read.hpp"

#include <catch2/catch.hpp>

using namespace lsmap::syntax;
using Strings = std::vector<std::string>;

TEST_CASE("five mistakes are five errors") {
    const Read read(
        "lsmap 1\n"
        "config config.xml\n"
        "input {\n  a: \n  b int\n}\n"
        "labels t -> c {\n  \"a\" => \"A\"\n  _ -> skip\n}\n"
        "task {\n  prediction \"m\" {\n    -> c { choice: t(a }\n  }\n}\n");
    CHECK(read.messages() == Strings{"2:8 expected the path of the labeling config, as `config "
                                     "\"config.xml\"`, found `config`",
                                     "4:5 expected a type after `:`, found the end of the line",
                                     "5:5 expected `:` and a type after the name, found `int`",
                                     "8:7 `=>` is written `->` here",
                                     "13:24 `(` is not closed: expected `,` or `)`, found `}`"});
}

TEST_CASE("what a broken item or entry declares stays known") {
    const Read read(
        "lsmap 1\nconst a == 1\nfn f(x) -> int = 1\ninput { a: , b: int }\n"
        "task {\n  let x 3\n  box: \n  for in xs -> c { a: b }\n}\n");
    CHECK(read.dumped() ==
          "(broken a)\n(broken f)\n(input (record (a <error>) (b int)))\n"
          "(task\n  (let x <error>)\n  (slot box <error>)\n  <error>)\n");
    CHECK(read.sink.all().size() == 6);
}

TEST_CASE("a missing brace is told once") {
    const Read in_the_middle(
        "lsmap 1\ntask {\n  prediction \"x\" {\n    -> a {\n      box: b\n  }\n}\ntest \"t\" { "
        "input: 1 }\n");
    CHECK(in_the_middle.codes() == Strings{"LSM1002"});
    CHECK(in_the_middle.module.items.size() == 3);
    const Read at_the_end("lsmap 1\ntask {\n  prediction \"x\" {\n    -> a {\n      box: b\n");
    CHECK(at_the_end.messages() ==
          Strings{"5:13 `{` is not closed: expected `}`, found the end of the file"});
    const Read missing_opener("lsmap 1\ntask {\n  object image\n    value: a\n  }\n  id: b\n}\n");
    CHECK(missing_opener.codes() == Strings{"LSM1001"});
}

TEST_CASE("a bracket that is not closed ends at the next item") {
    const Read read("lsmap 1\nconst a = [1,\n  2\nconst b = (1 +\nconst c = 3\n");
    CHECK(read.codes() == Strings{"LSM1002", "LSM1001"});
    CHECK(read.dumped() == "(broken a)\n(broken b)\n(const c 3)\n");
}

TEST_CASE("the version line") {
    CHECK(Read("").codes() == Strings{"LSM1006"});
    CHECK(Read("# none\nconst a = 1\n").codes() == Strings{"LSM1006"});
    CHECK(Read("lsmap 1.0\n").codes().empty());
    CHECK(Read("lsmap 2\nwhatever comes\n").codes() == Strings{"LSM1007"});
    CHECK(Read("lsmap 1.1\n").codes() == Strings{"LSM1007"});
    CHECK(Read("lsmap 99999999999999999999\n").codes() == Strings{"LSM1007"});
    CHECK(Read("lsmap\n").codes() == Strings{"LSM1001"});
    CHECK(Read("lsmap one\n").codes() == Strings{"LSM1001"});
    CHECK(Read("const a = 1\nlsmap 1\n").codes() == Strings{"LSM1019"});
}

TEST_CASE("bytes that are no text") {
    CHECK(Read("lsmap 1\n# \xFF\n").messages() == Strings{"2:3 the byte 0xFF is not UTF-8 text"});
    CHECK(Read("lsmap 1\n# \xED\xA0\x80\n").codes() == Strings{"LSM1013"});
    CHECK(Read("lsmap 1\n# \xC0\xAF\n").codes() == Strings{"LSM1013"});
    CHECK(Read("lsmap 1\n# \xF0\x9F\x98\n").codes() == Strings{"LSM1013"});
    CHECK(Read(std::string("lsmap 1\n\0", 9)).codes() == Strings{"LSM1014"});
    CHECK(Read("lsmap 1\rconst a = 1\r").codes() == Strings{"LSM1014"});
}

TEST_CASE("nesting and chains have a limit") {
    const auto of = [](const std::string& open, std::size_t times, const std::string& rest) {
        std::string text = "lsmap 1\nconst a = ";
        for (std::size_t i = 0; i < times; ++i) {
            text += open;
        }
        return Read(text + rest + "\n").codes();
    };
    CHECK(of("(", 200, "1" + std::string(200, ')')).empty());
    CHECK(of("-", 900, "1").empty());
    for (const char* open : {"(", "[", "{a: ", "-", "not ", "f(", "if a then b else ", "f\"{", "a<",
                             "a ?? ", "a + ", "match a { _ -> ", "x.", "[a for b in "}) {
        INFO(open);
        const Strings codes = of(open, 100000, "1");
        REQUIRE_FALSE(codes.empty());
        CHECK(codes.back() == "LSM1009");
    }
    CHECK(type(std::string(100000, '[')).starts_with("! more than 256 levels"));
    CHECK(type("T" + std::string(100000, '?')).starts_with("! more than"));
}
