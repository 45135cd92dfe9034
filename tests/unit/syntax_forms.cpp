#include "tests/unit/syntax_read.hpp"

#include <catch2/catch.hpp>

using namespace lsmap::syntax;

TEST_CASE("types") {
    CHECK(type("\"a\" | \"b\" | 1 | -2") == "(| \"a\" \"b\" 1 -2)");
    CHECK(type("[T; 3]") == "(list T 3)");
    CHECK(type("[[T; 1..]]") == "(list (list T 1..))");
    CHECK(type("(frame: frame<1>, id: id, conf: score?, ..)") ==
          "(tuple frame: (frame 1) id: id conf: (? score) ..)");
    CHECK(type("(int | string)?") == "(? (| int string))");
    CHECK(type("try int | string") == "(| (try int) string)");
    CHECK(type("coco.Box<px>?") == "(? (coco.Box px))");
    CHECK(type("datetime<\"%Y-%m-%d\">") == "(datetime \"%Y-%m-%d\")");
    CHECK(type("keypoints<px, xyc>") == "(keypoints px xyc)");
    CHECK(type("try") == "try");
    CHECK(type("[T; 2.5]") == "! `2.5` is not a whole number (list T)");
    CHECK(type("box<") ==
          "! expected a type or a unit between `<` and `>`, found the end of the file <error>");
}

TEST_CASE("signatures") {
    lsmap::SourceMap files;
    const auto file = files.add("signature", "iou<T>(a: box<U>, b?: T, by: .K, xs...: [T]) -> T?");
    lsmap::diag::Sink sink;
    const auto read =
        build_signature(parse_signature(files[file], file, sink), files[file], file, sink);
    REQUIRE(sink.all().empty());
    CHECK(read.name.text == "iou");
    REQUIRE(read.type_params.size() == 1);
    CHECK(read.type_params[0].text == "T");
    REQUIRE(read.params.size() == 4);
    CHECK(read.params[0].name.text == "a");
    CHECK(dump(read.module, read.params[0].type) == "(box U)");
    CHECK_FALSE((read.params[0].optional || read.params[0].selector || read.params[0].variadic));
    CHECK(read.params[1].optional);
    CHECK(read.params[2].selector);
    CHECK(dump(read.module, read.params[2].type) == "K");
    CHECK(read.params[3].variadic);
    CHECK(dump(read.module, read.result) == "(? T)");
}

TEST_CASE("a signature that cannot be read is told") {
    lsmap::SourceMap files;
    const auto file = files.add("signature", "iou(a) -> T");
    lsmap::diag::Sink sink;
    const auto read =
        build_signature(parse_signature(files[file], file, sink), files[file], file, sink);
    CHECK(told(sink) == "! expected `:` and a type after the name, found `)` ");
    CHECK(read.params.empty());
}

TEST_CASE("items") {
    CHECK(items("use coco\nuse coco as c\nuse \"./s.lsmap\" as s\noutput predictions") ==
          "(use coco)\n(use coco c)\n(use \"./s.lsmap\" s)\n(output predictions)\n");
    CHECK(items("input exports: [T]\ninput [{ a: int }]\ntype P = { x: int }") ==
          "(input exports (list T))\n(input (list (record (a int))))\n(type P (record (x int)))\n");
    CHECK(items("const names: [string] = [\"a\",\n  \"b\"]") ==
          "(const names : (list string) (list \"a\" \"b\"))\n");
    CHECK(items("fn centre<U>(b: box<U>) -> point<U> =\n  point(b.cx, b.cy)") ==
          "(fn centre type-params (U) ((b (box U))) (point U) (call point (. b cx) (. b cy)))\n");
    CHECK(
        items(
            "rules boxes(ds: [D], c: control<RectangleLabels>) { for d in ds -> c { box: d } }") ==
        "(rules boxes ((ds (list D)) (c (control RectangleLabels)))\n"
        "  (rule c (for d ds)\n    (slot box d)))\n");
    CHECK(items("labels t -> a,\n  `b c` { same loose, by position, \"x\" -> [\"A\", \"B\"] }") ==
          "(labels t (a b c)\n  (same loose)\n  (by position)\n  (arm \"x\" -> (list \"A\" "
          "\"B\")))\n");
    CHECK(items("task\n  for x in xs\n  where y\n{ id: x }") ==
          "(task (for x xs) (where y)\n  (slot id x))\n");
    CHECK(items("test \"a b\" { input: file \"i.json\", expect: [1] }") ==
          "(test \"a b\"\n  (slot input (call file \"i.json\"))\n  (slot expect (list 1)))\n");
}

TEST_CASE("entries") {
    CHECK(entries("for e in es -> ner on text as ent[e.id] { }") ==
          "(rule ner on text as ent (. e id) (for e es))");
    CHECK(entries("-> relation ent[r.head] to ent[r.tail] ?? fail \"no\" { direction: right }") ==
          "(rule relation ends ([] ent (. r head)) (?? ([] ent (. r tail)) (fail \"no\"))\n"
          "    (slot direction right))");
    CHECK(entries("-> `my label` { with `per region` { text: t } }") ==
          "(rule my label\n    (with per region\n      (slot text t)))");
    CHECK(entries("apply s.boxes(ds, c: label)\napply all()") ==
          "(apply s boxes ds c: label)\n  (apply all)");
    CHECK(entries("data { a: 1, \"b c\": x, d }\nmeta { }") ==
          "(data (a 1) (b c x) (d))\n  (meta)");
    CHECK(entries("object img { value: v, let w = 1 }") ==
          "(object img\n    (slot value v)\n    (let w 1))");
    CHECK(entries("let (a, b) = t\nlet n: int = 1") == "(let (a b) t)\n  (let n : int 1)");
    CHECK(entries("for m in models { prediction m.version { } }") ==
          "(each (for m models)\n    (prediction (. m version)))");
}

TEST_CASE("clauses") {
    CHECK(
        entries(
            "for a in as left join c in cs on a.id == c.id join d in ds on d.k == c.k -> l { }") ==
        "(rule l (for a as) (left-join c cs (== (. a id) (. c id))) (join d ds (== (. d k) (. c "
        "k))))");
    CHECK(entries("for t in ts group adjacent t by t.tag as g -> l { }") ==
          "(rule l (for t ts) (group-adjacent t (. t tag) g))");
    CHECK(entries("for t in ts group adjacent by t.tag as g let n: int = 1 -> l { }") ==
          "(rule l (for t ts) (group adjacent (. t tag) g) (let n : int 1))");
}

TEST_CASE("strings") {
    CHECK(expr(R"("a\n\"\\\/\t\u00e9\ud83d\ude00")") ==
          "\"a\\x0a\\\"\\\\/\\x09\xC3\xA9\xF0\x9F\x98\x80\"");
    CHECK(expr(R"("\q")").starts_with("! `\\q` means nothing in a string"));
    CHECK(expr(R"("\ud83d")").starts_with("! `\\ud83d` means nothing in a string"));
    CHECK(expr("99999999999999999999").starts_with("! `99999999999999999999` does not fit"));
}

TEST_CASE("line ends, byte order marks and comments") {
    const Read read(
        "\xEF\xBB\xBF# first\r\nlsmap 1\r\nconst a = 1 # one\r\ntask { a: b\r\n}\r\n# end");
    CHECK(read.messages().empty());
    CHECK(read.dumped() == "(const a 1)\n(task\n  (slot a b))\n");
}
