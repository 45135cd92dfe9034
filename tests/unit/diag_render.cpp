#include "base/source.hpp"
#include "diag/codes/names.hpp"
#include "diag/render.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>

using namespace lsmap;
using diag::make;

namespace {

// Files with marks: `[` and `]` in the text become the span (and are taken out).
struct Marked {
    SourceMap sources;
    diag::Sink sink;

    Span add(std::string path, std::string text, char open = '<', char close = '>') {
        const std::size_t begin = text.find(open);
        text.erase(begin, 1);
        const std::size_t end = text.find(close, begin);
        text.erase(end, 1);
        const FileId file = sources.add(std::move(path), std::move(text));
        return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), file};
    }
    std::string text(const diag::TextStyle& style = {}) const {
        return render_text({&sources, &sink.all()}, style);
    }
};

}  // namespace

TEST_CASE("a message shows the span, what stands behind it, the other file and the help") {
    Marked m;
    const Span box = m.add("rules.lsmap", std::string(30, '\n') + "      box:   <d.box>\n");
    const Span image = m.add(
        "airplanes.xml", "\n\n\n\n\n\n\n  {<Image} name=\"image\" value=\"$image\"/>\n", '{', '}');
    m.sink.emit(box, diag::not_supported_yet, "x")
        .at("box<px>, from `box from \"bbox_xyxy\": xyxy<px>` (rules.lsmap:13:5)")
        .label(image, "its size in pixels is not known")
        .help("add to `object image` (rules.lsmap:25): size: [width, height]");
    CHECK(m.text() ==
          "error[LSM2001]: x is not supported yet\n"
          "  --> rules.lsmap:31:14\n"
          "   31 |       box:   d.box\n"
          "      |              ^^^^^ box<px>, from `box from \"bbox_xyxy\": xyxy<px>` "
          "(rules.lsmap:13:5)\n"
          "  --> airplanes.xml:8:3\n"
          "    8 |   <Image name=\"image\" value=\"$image\"/>\n"
          "      |   ^^^^^^ its size in pixels is not known\n"
          "   = help: add to `object image` (rules.lsmap:25): size: [width, height]\n");
}

TEST_CASE("carets stand under tabs, wide and combining characters") {
    const auto marked_line = [](const std::string& line) {
        Marked m;
        m.sink.emit(m.add("f", line), diag::not_supported_yet, "x");
        const std::string text = m.text();
        return text.substr(text.find("    1 |"));
    };
    CHECK(marked_line("\tab\t<c>") == "    1 |     ab  c\n      |         ^\n");
    CHECK(marked_line("日本 <語>x") == "    1 | 日本 語x\n      |      ^^\n");
    CHECK(marked_line("e\u0301 <x>") == "    1 | e\u0301 x\n      |   ^\n");
    CHECK(marked_line("<äöü>") == "    1 | äöü\n      | ^^^\n");
    CHECK(marked_line("a <\xff\x1b[1m>") == "    1 | a \uFFFD\uFFFD[1m\n      |   ^^^^^\n");
}

TEST_CASE("an empty span, also at the end of the file, is one caret") {
    Marked m;
    m.sink.emit(m.add("f", "ab<>"), diag::not_supported_yet, "x");
    CHECK(m.text() ==
          "error[LSM2001]: x is not supported yet\n  --> f:1:3\n    1 | ab\n      |   ^\n");
    Marked after_line;
    after_line.sink.emit(after_line.add("f", "ab\n<>"), diag::not_supported_yet, "x");
    CHECK(after_line.text() ==
          "error[LSM2001]: x is not supported yet\n  --> f:2:1\n    2 |\n      | ^\n");
}

TEST_CASE("a span over several lines shows its first and its last") {
    Marked m;
    m.sink.emit(m.add("f", "task <{\n  a\n  b\n  c\n}> x"), diag::not_supported_yet, "x")
        .at("here");
    CHECK(m.text() ==
          "error[LSM2001]: x is not supported yet\n  --> f:1:6\n"
          "    1 | task {\n      |      ^\n  ...\n    5 | } x\n      | ^ here\n");
}

TEST_CASE("a near label stands in the same excerpt, a far one in its own") {
    Marked m;
    const Span at = m.add("f", "one\ntwo\n<three>\nfour\nfive\nsix\nseven\neight");
    m.sink.emit(at, diag::not_supported_yet, "x")
        .label({0, 3, at.file}, "first")
        .label({at.end + 21, at.end + 26, at.file}, "last");
    CHECK(m.text() ==
          "error[LSM2001]: x is not supported yet\n  --> f:3:1\n"
          "    1 | one\n      | --- first\n    2 | two\n    3 | three\n      | ^^^^^\n"
          "  --> f:8:1\n    8 | eight\n      | ^^^^^ last\n");
}

TEST_CASE("a long line is shown around the span") {
    Marked m;
    m.sink.emit(m.add("f", std::string(500, 'a') + "<b>" + std::string(500, 'c')),
                diag::not_supported_yet, "x");
    const std::string text = m.text();
    const std::size_t line = text.find("    1 | ") + 8;
    const std::string shown = text.substr(line, text.find('\n', line) - line);
    CHECK(shown == "…" + std::string(40, 'a') + "b" + std::string(119, 'c') + "…");
    CHECK(text.ends_with("      | " + std::string(41, ' ') + "^\n"));
}

TEST_CASE("a place in the data is shown with record, pointer and excerpt") {
    Marked m;
    m.sink.emit(m.add("rules.lsmap", "<box>"), diag::not_supported_yet, "x")
        .in_data({"input.json", 3, 12, 34, "/detections/0/bbox", "[10, 20,\n"});
    CHECK(m.text().ends_with(
        "  --> input.json:12:34 record 3 at /detections/0/bbox\n      | [10, 20,\uFFFD\n"));
}

TEST_CASE("twenty are shown, errors before warnings, in the order of the file") {
    Marked m;
    const Span at = m.add("f", "<a>bcdefghijklmnopqrstuvwxyz");
    for (std::uint32_t i = 0; i < 15; ++i) {
        m.sink.emit({20 - i, 21 - i, at.file}, diag::not_supported_yet, "x");
        m.sink.emit({0, 1, at.file}, diag::not_supported_yet, "w").severity =
            diag::Severity::warning;
    }
    const std::string text = m.text();
    std::size_t errors = 0;
    std::size_t warnings = 0;
    for (std::size_t i = 0; (i = text.find("[LSM2001]", i)) != std::string::npos; ++i) {
        (text[i - 1] == 'r' ? errors : warnings) += 1;
    }
    CHECK(errors == 15);
    CHECK(warnings == 5);
    CHECK(text.starts_with("warning[LSM2001]"));
    CHECK(text.find("f:1:7\n") < text.find("f:1:21\n"));
    CHECK(text.ends_with("\nand 10 more\n"));
}

TEST_CASE("colour is written only when asked for") {
    Marked m;
    m.sink.emit(m.add("f", "<a>"), diag::not_supported_yet, "x");
    CHECK(m.text().find('\x1b') == std::string::npos);
    CHECK(m.text({.colour = true}).starts_with("\x1b[1;31merror[LSM2001]\x1b[0m"));
}

TEST_CASE("JSON has bytes, lines and columns, labels, fixes and the place in the data") {
    Marked m;
    const Span at = m.add("f", "ä\nä<box>");
    m.sink.emit(at, diag::not_supported_yet, "\xff")
        .label(at, "this")
        .note("n")
        .help("h")
        .fix(at, "new", diag::Safe::yes)
        .in_data({"in.json", 2, 0, 0, "/a", "1"});
    const diag::Batch batch{&m.sources, &m.sink.all()};
    const nlohmann::json json = nlohmann::json::parse(diag::render_json({&batch, 1}));
    CHECK(json["errors"] == 1);
    CHECK(json["warnings"] == 0);
    const nlohmann::json& d = json["diagnostics"][0];
    CHECK(d["code"] == "LSM2001");
    CHECK(d["severity"] == "error");
    CHECK(d["message"] == "\uFFFD is not supported yet");
    CHECK(d["span"] ==
          nlohmann::json::parse(R"({"file": "f", "start": {"byte": 5, "line": 2, "column": 2},
                                                "end": {"byte": 8, "line": 2, "column": 5}})"));
    CHECK(d["labels"][0]["text"] == "this");
    CHECK(d["fixes"][0]["replacement"] == "new");
    CHECK(d["fixes"][0]["safe"] == true);
    CHECK(d["data"]["record"] == 2);
    CHECK(d["data"]["line"].is_null());
    CHECK(d["data"]["pointer"] == "/a");
}
