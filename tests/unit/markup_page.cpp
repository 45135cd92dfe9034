#include "data/text_offsets.hpp"
#include "markup/page.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <string>
#include <vector>

using lsmap::markup::Context;
using lsmap::markup::Page;

namespace {

// Random HTML, with what the editor should make of it, written down while it is made.
class Html {
 public:
    explicit Html(std::mt19937& random) : random_(random) {}

    std::string markup;
    std::u32string text;
    struct Node {
        std::string path;
        std::size_t begin, end;
    };
    std::vector<Node> nodes;  // text nodes

    void children(const std::string& path, int depth) {
        std::map<std::string, int> counts;
        bool in_text = false;
        const int size = below(6);
        for (int i = 0; i < size; ++i) {
            const int kind = below(10);
            if (kind < 4) {
                piece(path, counts, in_text);
                in_text = true;
            } else if (kind == 4) {
                markup += "<br>";
                text += U'\n';
                ++counts["br"];
                in_text = false;
            } else if (kind == 5) {  // not there for the editor: texts around it are one
                constexpr const char* nothing[] = {"<!-- <b>no</b> -->", "<script>a<b</script>",
                                                   "<iframe src='x'>y</iframe>"};
                markup += nothing[below(3)];
            } else if (depth < 6) {
                constexpr const char* tags[] = {"div", "SPAN", "b", "custom-tag", "em"};
                constexpr const char* names[] = {"div", "span", "b", "custom-tag", "em"};
                const int tag = below(5);
                markup += std::string("<") + tags[tag] + " title=\"a > b\">";
                const int number = ++counts[names[tag]];
                children(path + "/" + names[tag] + "[" + std::to_string(number) + "]", depth + 1);
                markup += std::string("</") + tags[tag] + ">";
                in_text = false;
            }
        }
    }

 private:
    void piece(const std::string& path, std::map<std::string, int>& counts, bool in_text) {
        struct Piece {
            const char* html;
            const char32_t* text;
        };
        constexpr Piece pieces[] = {
            {"plain", U"plain"},
            {" ", U" "},
            {"&amp;", U"&"},
            {"&lt;b&gt;", U"<b>"},
            {"&#x1F44D;", U"👍"},
            {"👩\u200D🚀", U"👩\u200D🚀"},
            {"e\u0301", U"e\u0301"},
            {"\r\n", U"\n"},
            {"田中", U"田中"},
            {"&nbsp;", U"\u00A0"},
            {"&unknown;", U"&unknown;"},
            {"a\tb", U"a\tb"},
        };
        const Piece& one = pieces[below(12)];
        if (!in_text) {
            const int number = ++counts["text()"];
            nodes.push_back({path + "/text()[" + std::to_string(number) + "]", text.size(), 0});
        }
        markup += one.html;
        text += one.text;
        nodes.back().end = text.size();
    }
    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

    std::mt19937& random_;
};

std::size_t code_points(std::string_view text) {
    return lsmap::data::TextOffsets(text).code_points();
}

std::string utf8(const std::u32string& text) {
    std::string out;
    for (const char32_t c : text) {
        const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
        if (c < 0x80) {
            put(c);
        } else if (c < 0x800) {
            put(0xC0 | c >> 6);
            put(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            put(0xE0 | c >> 12);
            put(0x80 | (c >> 6 & 0x3F));
            put(0x80 | (c & 0x3F));
        } else {
            put(0xF0 | c >> 18);
            put(0x80 | (c >> 12 & 0x3F));
            put(0x80 | (c >> 6 & 0x3F));
            put(0x80 | (c & 0x3F));
        }
    }
    return out;
}

Page read(std::string_view html, Context context = Context::frame) {
    Page page;
    const auto problem = page.read(html, context);
    INFO(problem.value_or(""));
    REQUIRE_FALSE(problem);
    return page;
}

}  // namespace

TEST_CASE("a page has the text nodes that its markup says") {
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
        const Context context = round % 2 == 0 ? Context::frame : Context::inline_part;
        Html html(random);
        html.markup = "<div>";
        html.children("/div[1]", 0);
        html.markup += "</div>";
        const Page page = read(html.markup, context);
        INFO(html.markup);
        REQUIRE(page.text() == utf8(html.text));
        REQUIRE(page.size() == static_cast<std::int64_t>(html.text.size()));
        for (const Html::Node& node : html.nodes) {
            const auto reach = page.find(node.path);
            REQUIRE(reach);
            REQUIRE(reach->begin == static_cast<std::int64_t>(node.begin));
            REQUIRE(reach->end == static_cast<std::int64_t>(node.end));
        }
    }
}

TEST_CASE("from positions to XPaths and back") {
    std::mt19937 random(5);
    int checked = 0;
    for (int round = 0; round < 300; ++round) {
        Html html(random);
        html.markup = "<div>";
        html.children("/div[1]", 0);
        html.markup += "</div>";
        const Page page = read(html.markup);
        if (page.size() == 0) {
            continue;
        }
        for (int k = 0; k < 20; ++k) {
            std::int64_t start =
                std::uniform_int_distribution<std::int64_t>(0, page.size() - 1)(random);
            std::int64_t end =
                std::uniform_int_distribution<std::int64_t>(start + 1, page.size())(random);
            const auto first = page.start_at(start);
            const auto last = page.end_at(end);
            if (!first || !last || first->position >= last->position) {
                continue;  // nothing but line breaks
            }
            ++checked;
            // Only line breaks were left out.
            for (std::int64_t i = start; i < first->position; ++i) {
                REQUIRE(html.text[static_cast<std::size_t>(i)] == U'\n');
            }
            for (std::int64_t i = last->position; i < end; ++i) {
                REQUIRE(html.text[static_cast<std::size_t>(i)] == U'\n');
            }
            const auto from = page.find(page.path(first->node));
            const auto to = page.find(page.path(last->node));
            REQUIRE(from);
            REQUIRE(to);
            REQUIRE(from->begin + first->offset == first->position);
            REQUIRE(to->begin + last->offset == last->position);
            REQUIRE(first->offset < from->end - from->begin);  // the region begins with a character
            REQUIRE(last->offset > 0);                         // of its node, and ends behind one
        }
    }
    REQUIRE(checked > 1000);
}

TEST_CASE("a page is read as a browser reads it") {
    const auto text = [](std::string_view html, Context context = Context::frame) {
        return std::string(read(html, context).text());
    };
    SECTION("what stands in the head is no part of it") {
        CHECK(text("<title>no</title><style>p{}</style> <p>yes</p>") == "yes");
        CHECK(text("<title>yes</title>", Context::inline_part) == "yes");
    }
    SECTION("blanks before the body go, those behind it stay") {
        CHECK(text("\n <html>\n<head></head>\n<body>\nx</body>\n</html>\n") == "\nx\n\n");
        CHECK(text("\n x", Context::inline_part) == "\n x");
    }
    SECTION("line breaks of two characters are one") {
        CHECK(text("<p>a\r\nb\rc</p>") == "a\nb\nc");
    }
    SECTION("the first line feed of <pre> goes") { CHECK(text("<pre>\na\nb</pre>") == "a\nb"); }
    SECTION("tags that are left out are put in") {
        const Page page = read("<table><tr><td>a<td>b</table><p>c<p>d");
        CHECK(page.find("/table/tbody/tr/td[2]/text()"));
        CHECK(page.find("/p[2]/text()")->begin == 3);
    }
    SECTION("tags that close in the wrong order") {
        const Page page = read("<b>1<i>2</b>3</i>");
        CHECK(page.text() == "123");
        CHECK(page.find("/b/i/text()"));
        CHECK(page.find("/i/text()")->begin == 2);
    }
    SECTION("names of foreign elements in lower case") {
        const Page page = read("<svg><foreignObject><text>a</text></foreignObject></svg>");
        CHECK(page.find("/svg[1]/foreignobject[1]/text[1]/text()[1]"));
    }
    SECTION("no text at all") {
        CHECK(text("").empty());
        CHECK_FALSE(read("<br>").start_at(0));
    }
}

TEST_CASE("paths with what they leave out") {
    CHECK(lsmap::markup::full_path("/P/text()") == "/p[1]/text()[1]");
    CHECK(lsmap::markup::full_path("./div[2]/b") == "/div[2]/b[1]");
    CHECK(lsmap::markup::full_path("div").empty());
    CHECK(lsmap::markup::full_path("/div[0]").empty());
    CHECK(lsmap::markup::full_path("//p").empty());
    CHECK(lsmap::markup::full_path("/p[last()]").empty());
    const Page page = read("<div><p>a<p>b</div>");
    CHECK(page.find("/html/body/div/p[2]")->begin == 1);
    CHECK(page.find("/")->end == 2);
    CHECK_FALSE(page.find("/div/p[3]"));
    CHECK_FALSE(page.find("/body/div"));
}

TEST_CASE("pages made to be slow or deep are refused, and quickly") {
    const auto repeated = [](std::string_view part, std::size_t times) {
        std::string all;
        for (std::size_t i = 0; i < times; ++i) {
            all += part;
        }
        return all;
    };
    Page page;
    CHECK(page.read(repeated("<div>", 1'000'000), Context::frame));
    CHECK(page.read(repeated("<b a=1><p>", 100'000), Context::frame));
    CHECK(page.read(
        "<p " + repeated("x", 0) +
            [&] {
                std::string attributes;
                for (int i = 0; i < 100'000; ++i) {
                    attributes += "a" + std::to_string(i) + " ";
                }
                return attributes;
            }() +
            ">",
        Context::frame));
    CHECK(page.read(repeated("<div>", 600) + "x" + repeated("</div>", 600), Context::frame));
    REQUIRE_FALSE(
        page.read(repeated("<div>", 500) + "x" + repeated("</div>", 500), Context::frame));
    CHECK(page.text() == "x");
    CHECK(page.path(page.start_at(0)->node).size() > 500 * 7);
    REQUIRE_FALSE(page.read(repeated("<p>x", 100'000), Context::frame));
    CHECK(code_points(page.text()) == 100'000);
    REQUIRE_FALSE(page.read(repeated("<", 100'000), Context::frame));
    std::string formats;  // each of them is opened again in every paragraph
    for (int i = 0; i < 1000; ++i) {
        formats += "<font color=" + std::to_string(i) + ">";
    }
    CHECK(page.read(formats + repeated("<p>x</p>", 100'000), Context::frame));
}
