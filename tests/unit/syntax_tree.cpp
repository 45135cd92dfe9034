#include "tests/unit/syntax_read.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace lsmap::syntax;

namespace {

// Pieces put together are the text, nodes nest and read left to right.
void check_tree(const Read& read) {
    const std::string& text = read.files[read.file].text;
    std::string together;
    for (const Piece& piece : pieces(read.tree, text)) {
        together += text.substr(piece.begin, piece.end - piece.begin);
    }
    REQUIRE(together == text);
    const auto& nodes = read.tree.nodes;
    REQUIRE(nodes.front().size == nodes.size());
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        std::uint32_t from = nodes[i].begin;
        std::uint32_t behind = i + 1;
        for (const std::uint32_t child : read.tree.children(i)) {
            REQUIRE(nodes[child].begin >= from);
            REQUIRE(nodes[child].end >= nodes[child].begin);
            from = nodes[child].end;
            behind = child + nodes[child].size;
        }
        REQUIRE(from <= nodes[i].end);
        REQUIRE(behind == i + nodes[i].size);
    }
}

const std::string sample = R"(# every form once
lsmap 1
config "c.xml"
use coco as c
output tasks
param p: score = 0.25
input { a: [{ x: xyxy<px>, y? from "k": "u" | 1 }], t: (a: int, ..), m: map<[T; 2..]>? }
type P = try { x: int }
const n = match p { "a" | "b" -> 1, v: int -> -2px, missing -> f"x{p ?? 1}y", _ -> fail "no" }
labels l -> c, `d e` { same loose, 1..3 -> ["A", "B"], _ -> skip }
fn f<U>(b: box<U>) -> point<U> = if not b.x?.y in l then score<px>(1, by: .z) else {a, b: [1] }
rules r(a: int) { -> x { y: z[1..] } }
task for i in a where i.b join c in d on c.k == i.k group adjacent c by c.k as g order by g desc limit 3 {
  skip "why" when 1 < 2
  object o { value: r"\d" }
  data { a: 1, b }
  for m in n { prediction m.v { score: mean(scores()), apply r(1)
    let q: int = 1
    -> rel e[1] to e[2] on o as h[3] { when q { with w { t: null } } } } }
}
test "t" { input: file "i.json" }
)";

}  // namespace

TEST_CASE("the sample has every form and no mistake") { CHECK(Read(sample).messages().empty()); }

TEST_CASE("the tree holds the whole text") {
    check_tree(Read(sample));
    for (const auto& path : rule_files()) {
        INFO(path);
        check_tree(Read(file_text(path)));
    }
}

TEST_CASE("broken text neither crashes nor hangs") {
    std::vector<std::string> texts{sample};
    for (const auto& path : rule_files()) {
        texts.push_back(file_text(path));
    }
    const std::string bits[] = {"{",      "}",     "(",  ")", "[",    "]",   "\"",   "f\"{",
                                "->",     "\n",    ",",  ":", "=",    "|",   "for ", "match",
                                "\ntask", "`",     "..", "<", "?",    "#",   "\\",   "\r\n",
                                "if ",    "skip ", "é",  "0", "let ", "not "};
    std::mt19937 random(20240607);
    const auto below = [&](std::size_t n) { return random() % n; };
    for (int round = 0; round < 4000; ++round) {
        std::string text = texts[below(texts.size())];
        for (std::size_t changes = 1 + below(4); changes != 0 && !text.empty(); --changes) {
            const std::size_t at = below(text.size());
            const std::size_t many = std::min<std::size_t>(below(40), text.size() - at);
            switch (below(4)) {
                case 0:
                    text.erase(at, many);
                    break;
                case 1:
                    text.insert(at, bits[below(std::size(bits))]);
                    break;
                case 2:
                    text.insert(at, text.substr(below(text.size()), many));
                    break;
                default:
                    text.resize(at);
            }
        }
        INFO(text);
        const Read read(text);
        // what cannot be read is told
        REQUIRE((dump(read.module).find("<error>") == std::string::npos || read.sink.has_errors()));
        check_tree(read);
    }
}
