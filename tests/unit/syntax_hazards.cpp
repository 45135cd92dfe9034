#include "tests/unit/syntax_read.hpp"

#include <catch2/catch.hpp>

using namespace lsmap::syntax;

// The places where the grammar could be read in two ways, each with the rule that settles it.

TEST_CASE("the message of skip stands on its line") {
    CHECK(items("labels t -> c {\n  \"kite\" -> skip\n  \"car\" -> \"Car\"\n}") ==
          "(labels t (c)\n  (arm \"kite\" -> (skip))\n  (arm \"car\" -> \"Car\"))\n");
    CHECK(expr("m[k] ?? skip \"why\"") == "(?? ([] m k) (skip \"why\"))");
}

TEST_CASE("a line never goes on with a bracket or a minus") {
    CHECK(expr("match x {\n _ -> a\n -1 -> b\n}") == "(match x (_ a) ((keys (neg 1)) b))");
    CHECK(entries("a: x\n  b: y") == "(slot a x)\n  (slot b y)");
    CHECK_FALSE(Read("lsmap 1\ntask {\n  labels: x\n  [1]\n}\n").sink.all().empty());
    CHECK_FALSE(Read("lsmap 1\ntask {\n  labels: x\n  (1)\n}\n").sink.all().empty());
    CHECK(entries("a: x\n  + y\n  .f\n  ?? z\n  and w") == "(slot a (and (+ x (?? (. y f) z)) w))");
    CHECK(entries("a: x +\n  y\n  b: if c\n  then d\n  else e") ==
          "(slot a (+ x y))\n  (slot b (if c d e))");
}

TEST_CASE("an arrow is no minus") {
    CHECK(entries("for x in xs where a -> label { }") == "(rule label (for x xs) (where a))");
    CHECK(entries("for x in xs where a->b { }") == "(rule b (for x xs) (where a))");
    CHECK(expr("a-b") == "(- a b)");
}

TEST_CASE("a for takes the next arrow, a let of a block does not") {
    CHECK(entries("for d in ds\n  -> c { }") == "(rule c (for d ds))");
    CHECK(entries("let x = e\n  -> c { }") == "(let x e)\n  (rule c)");
    CHECK(entries("for d in ds\n let x = e\n where x\n -> c { }") ==
          "(rule c (for d ds) (let x e) (where x))");
    CHECK(entries("for d in ds { -> c { } }") == "(each (for d ds)\n    (rule c))");
}

TEST_CASE("a header does not begin with a brace") {
    CHECK(Read("lsmap 1\ntask {\n  prediction { }\n  when { }\n}\n").messages() ==
          std::vector<std::string>{"3:14 expected an expression before `{`, found `{`",
                                   "4:8 expected an expression before `{`, found `{`"});
    CHECK(entries("when a { b: c }") == "(when a\n    (slot b c))");
    CHECK(expr("match ({a: 1}) { _ -> 2 }") == "(match (record (a 1)) (_ 2))");
}

TEST_CASE("every source has its own for") {
    CHECK(entries("for x in xs where x in ys for (y, z) in zip(a, b) -> c { }") ==
          "(rule c (for x xs) (where (in x ys)) (for (y z) (call zip a b)))");
    CHECK(entries("for x in xs order by a desc, b limit 3 -> c { }") ==
          "(rule c (for x xs) (order a desc b) (limit 3))");
}

TEST_CASE("brackets hold a list or a query") {
    CHECK(expr("[]") == "(list)");
    CHECK(expr("[x]") == "(list x)");
    CHECK(expr("[x, y,]") == "(list x y)");
    CHECK(expr("[e for x in xs where c]") == "(query e (for x xs) (where c))");
    CHECK(expr("[\n  e\n  for x in xs\n  let y = x\n]") == "(query e (for x xs) (let y x))");
}

TEST_CASE("types of a call are no comparison") {
    CHECK(expr("score<percent>(x)") == "(call score < percent > x)");
    CHECK(expr("parse_json<[{a: int}]>(x)") == "(call parse_json < (list (record (a int))) > x)");
    CHECK(expr("x.to<px>()") == "(method to < px > x)");
    CHECK(expr("a < b and c > (d)") == "(and (< a b) (> c d))");
    CHECK(expr("a < b") == "(< a b)");
    CHECK(expr("a < b < c") == "! `<` compares the result of another comparison <error>");
}

TEST_CASE("types take their closing mark by the letter") {
    CHECK(type("map<map<T>>") == "(map (map T))");
    CHECK(items("param v: map<[T]>= 1") == "(param v (map (list T)) 1)\n");
}

TEST_CASE("precedence") {
    CHECK(expr("d.s ?? 0 >= 0.5") == "(>= (?? (. d s) 0) 0.5)");
    CHECK(expr("a ?? b + 1") == "(+ (?? a b) 1)");
    CHECK(expr("a ?? b ?? c") == "(?? a (?? b c))");
    CHECK(expr("a ?? -1 * 2") == "(* (?? a (neg 1)) 2)");
    CHECK(expr("-a ?? b") == "(neg (?? a b))");
    CHECK(expr("-a.f * b") == "(* (neg (. a f)) b)");
    CHECK(expr("a + b * c - d % e / f") == "(- (+ a (* b c)) (/ (% d e) f))");
    CHECK(expr("not a == b and c in d or e") == "(or (and (not (== a b)) (in c d)) e)");
    CHECK(expr("(a or b) and c") == "(and (or a b) c)");
    CHECK(expr("a + (if b then c else d)") == "(+ a (if b c d))");
    CHECK(expr("a + if b then c else d") ==
          "! `if` on the right of an operator stands in brackets (+ a (if b c d))");
    CHECK(expr("if b then c else d + 1") == "(if b c (+ d 1))");
    CHECK(expr("a ?? fail f\"no {x}\"") == "(?? a (fail (f \"no \" x)))");
}

TEST_CASE("only an f-string has holes") {
    CHECK(expr("\"[0-9]{4}\"") == "\"[0-9]{4}\"");
    CHECK(expr(R"(r"\d{4}")") == R"(r"\\d{4}")");
    CHECK(expr("f\"{{a}} {b}\"") == "(f \"{a} \" b)");
    CHECK(expr("f\"{m[\"k\"]}\"") == "(f ([] m \"k\"))");
    CHECK(expr("f\"{f\"{a}\"}\"") == "(f (f a))");
}

TEST_CASE("a call has its bracket right behind the name") {
    CHECK(expr("x.f(a)") == "(method f x a)");
    CHECK(expr("x?.f(a)") == "(?method f x a)");
    CHECK(expr("f(a, n: b, .s, t: .u,)") == "(call f a n: b .s t: .u)");
    CHECK(Read("lsmap 1\nconst a = x.f (a)\n").codes() == std::vector<std::string>{"LSM1001"});
}

TEST_CASE("an entry that begins with skip or fail is a guard") {
    CHECK(entries("skip \"why\" when c") == "(skip \"why\" when c)");
    CHECK(entries("fail f\"no {x}\"") == "(fail (f \"no \" x))");
    CHECK(entries("skip") == "(skip)");
}

TEST_CASE("numbers, ranges and units") {
    CHECK(expr("xs[10..19]") == "(slice xs 10 .. 19)");
    CHECK(expr("xs[..2]") == "(slice xs .. 2)");
    CHECK(expr("xs?[1..]") == "(?slice xs 1 ..)");
    CHECK(expr("1e3s") == "1e3s");
    CHECK(expr("1.5e-3px + 25percent") == "(+ 1.5e-3px 25percent)");
    CHECK(expr("40msx") == "! `msx` is not a unit that a number can carry <error>");
    CHECK(items("labels t -> c { 1..2 -> \"a\", -1 -> \"b\" }") ==
          "(labels t (c)\n  (arm 1 .. 2 -> \"a\")\n  (arm (neg 1) -> \"b\"))\n");
}

TEST_CASE("an arm over types takes the whole type") {
    CHECK(expr("match e { n: int | string -> n, missing -> 0, true -> 1, _ -> 2 }") ==
          "(match e (n: (| int string) n) (missing 0) ((keys true) 1) (_ 2))");
    CHECK(expr("match e { \"a\" | \"b\"\n  | \"c\" -> 1, 1..2 | 5 -> 2 }") ==
          "(match e ((keys \"a\" \"b\" \"c\") 1) ((keys 1 .. 2 5) 2))");
}

TEST_CASE("the question mark") {
    CHECK(expr("x?.f ?? b") == "(?? (?. x f) b)");
    CHECK(expr("a??b") == "(?? a b)");
    CHECK(type("{ b?: T, c? from \"k\": U? }") == "(record (b? T) (c? from \"k\" (? U)))");
    CHECK(type("T??") == "! a second `?` adds nothing to an optional type (? T)");
}

TEST_CASE("words of items are slots where a colon follows") {
    CHECK(entries("labels: x\ninput: y\ntype: z") ==
          "(slot labels x)\n  (slot input y)\n  (slot type z)");
    CHECK(entries("labels: [\ninput.a,\n  b]") == "(slot labels (list (. input a) b))");
}

TEST_CASE("words of the language are names where they are not in their place") {
    CHECK(entries("for x in xs order by desc -> c { }") == "(rule c (for x xs) (order desc))");
    CHECK(expr("join(a, by) + file + on") == "(+ (+ (call join a by) file) on)");
    CHECK(entries("data: a\nmeta: b\nwith: c\nobject: d\nprediction: e\napply: f\nleft: g") ==
          "(slot data a)\n  (slot meta b)\n  (slot with c)\n  (slot object d)\n  (slot prediction "
          "e)\n"
          "  (slot apply f)\n  (slot left g)");
    CHECK(expr("x.match.for + {if: 1, then: 2}.if") ==
          "(+ (. (. x match) for) (. (record (if 1) (then 2)) if))");
    CHECK(type("{ where: int, match?: T }") == "(record (where int) (match? T))");
}
