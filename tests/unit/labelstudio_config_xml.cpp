#include "tests/unit/labelstudio_read.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace lsmap;
using namespace lsmap::labelstudio;

TEST_CASE("every attribute has its place, whatever stands around it") {
    const std::string xml =
        "\xEF\xBB\xBF<?xml version='1.0'?>\r\n<!-- <Image name='no'/> -->\r\n<View>\r\n"
        "  <Header value='a > b &amp; c'/>\r\n  <Style><![CDATA[ <x name=\"img\"/> ]]></Style>\r\n"
        "  <Image\r\n\tname = 'img'\r\n value=\"$image\" />\r\n</View>\r\n";
    const Read read(xml);
    CHECK(read.codes().empty());
    REQUIRE(read.config.elements.size() == 4);
    const Element& header = read.config.elements[ElementId{1}];
    CHECK(header.attribute("value")->value == "a > b & c");
    CHECK(read.text(header.attribute("value")->value_span) == "a > b &amp; c");
    const Element& picture = read.config.elements[ElementId{3}];
    CHECK(read.text(picture.tag_span) == "Image");
    CHECK(read.text(picture.span).starts_with("<Image\r\n"));
    CHECK(read.text(picture.span).ends_with("/>"));
    CHECK(read.text(picture.attribute("NAME")->name_span) == "name");
    CHECK(read.text(picture.attribute("name")->value_span) == "img");
    CHECK(read.text(picture.attribute("value")->value_span) == "$image");
    CHECK(picture.parent == ElementId{0});
    const LineColumn at = read.sources[FileId{0}].position(picture.tag_span.begin);
    CHECK(at.line == 6);
    CHECK(at.column == 4);
}

TEST_CASE("XML that cannot be read is reported where it breaks") {
    struct Case {
        std::string xml, marked, message;
    };
    const Case cases[] = {
        {"", "", "there is no tag in it"},
        {"<View><Image></Text></View>", "</Text", "`</Text>` stands where `</Image>` is due"},
        {"<View><Image>", "Image", "`<Image>` is not closed"},
        {"</View>", "</View", "`</View>` closes nothing"},
        {"<View><!-- x </View>", "<!--", "this comment is not closed"},
        {"<View a=1/>", "<View", "an attribute of this tag is not written `name=\"value\"`"},
        {"<View a='1'b='2'/>", "<View", "an attribute of this tag is not written `name=\"value\"`"},
        {"<View>a < b</View>", "<", "this `<` begins no tag"},
        {"<View", "<View", "this tag is not finished"},
        {"<View a='b & c'/>", "&", "a bare `&`"},
        {"<View a='&nbsp;'/>", "&nbsp;", "XML knows no `&nbsp;`"},
        {"<View a='<'/>", "<", "a bare `<` in an attribute"},
        {"<View/>junk", "junk", "text outside of the outermost tag"},
        {"<View/><View/>", "View", "a second tag outside of the outermost one"},
        {"<View><!-- a -- b --></View>", "--", "`--` within a comment"},
        {"\xFF\xFE<\0V\0", "\xFF\xFE", "it is UTF-16"},
        {"<View a='\xE9'/>", "\xE9", "byte 0xe9 is not text in UTF-8"},
    };
    for (const Case& c : cases) {
        const Read read(c.xml);
        CAPTURE(c.xml);
        REQUIRE(read.codes() == Names{"malformed_config"});
        CHECK(read.marked() == c.marked);
        CHECK(read.only().message == "the labeling config is not well-formed XML: " + c.message);
    }
}

TEST_CASE("a closing tag that does not fit shows the opening one") {
    const Read read("<View>\n<Labels name='a'>\n</View>");
    REQUIRE(read.only().labels.size() == 1);
    CHECK(read.text(read.only().labels[0].span) == "Labels");
    CHECK_FALSE(read.config.usable);
}

TEST_CASE("a DOCTYPE, a twice given attribute and deep nesting are reported") {
    CHECK(Read("<!DOCTYPE x [<!ENTITY a 'b'>]><View/>").codes() == Names{"config_doctype"});
    CHECK(Read("<!DOCTYPE x><View/>").marked() == "<!DOCTYPE");
    const Read twice("<View a='1' a='2'/>");
    CHECK(twice.codes() == Names{"duplicate_attribute"});
    CHECK(twice.text(twice.only().labels[0].span) == "a");
    std::string deep;
    for (int i = 0; i < 100000; ++i) {
        deep += "<View>";
    }
    for (int i = 0; i < 100000; ++i) {
        deep += "</View>";
    }
    const Read read(deep);
    CHECK(read.codes() == Names{"config_too_deep"});
    CHECK_FALSE(read.config.usable);
}

TEST_CASE("any cut through a config is read without a crash") {
    const std::string xml =
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><View a=\"&lt;\"><!-- x -->"
        "<Choices name='c' toName='t'><Choice value='$x'>y</Choice></Choices><![CDATA[z]]>"
        "<Text name='t' value='$a.b[0].c'/></View>";
    for (std::size_t size = 0; size <= xml.size(); ++size) {
        const Read read(xml.substr(0, size));
        for (const diag::Diagnostic& d : read.sink.all()) {
            REQUIRE(d.span);
            REQUIRE(d.span->begin <= d.span->end);
            REQUIRE(d.span->end <= size);
        }
    }
}
