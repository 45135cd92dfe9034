#include "tests/unit/labelstudio_read.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace lsmap;
using namespace lsmap::labelstudio;

namespace {

constexpr const char* image = R"(<Image name="img" value="$image"/>)";

std::string view(const std::string& inside) { return "<View>" + inside + "</View>"; }
std::string on_image(const std::string& inside) { return view(image + inside); }

Names results(const Control& control) {
    Names names;
    for (const LabelOption& option : control.labels) {
        names.push_back(option.result);
    }
    return names;
}

}  // namespace

TEST_CASE("a config gives objects, controls and labels") {
    const Read read(on_image(
        R"(<RectangleLabels name="lab" toName="img"><Label value="Car" alias="c"/><Label value="Road"/>)"
        R"(</RectangleLabels>)"));
    CHECK(read.codes().empty());
    CHECK(read.config.usable);
    const Control& lab = read.control("lab");
    CHECK(lab.kind->type == "rectanglelabels");
    CHECK(read.text(lab.span) == "RectangleLabels");
    CHECK(results(lab) == Names{"c", "Road"});
    REQUIRE(lab.find_label("Car") != nullptr);
    CHECK(lab.find_label("Car") == lab.find_label("c"));
    CHECK(lab.find_label("Bus") == nullptr);
    CHECK(read.text(lab.labels[1].span) == "Road");
    REQUIRE(lab.targets.size() == 1);
    CHECK(lab.targets[0].object == read.config.find_object("img"));
    CHECK(read.object("img").variables[0].keys == Names{"image"});
    CHECK(read.config.control_names() == Names{"lab"});
    CHECK(read.config.object_names() == Names{"img"});
}

TEST_CASE("what cannot be resolved is reported with its place") {
    struct Case {
        std::string xml;
        std::string code, marked;
    };
    const std::string choices =
        R"(<Choices name="kind" toName="img"><Choice value="A"/></Choices>)";
    const Case cases[] = {
        {on_image("<RectangelLabels/>"), "unknown_tag", "RectangelLabels"},
        {on_image("<div><p/></div><div/>"), "html_tag", "div"},
        {on_image(R"(<Header name="img"/>)"), "name_taken_twice", "img"},
        {on_image(R"(<TextArea name="t"/>)"), "missing_to_name", "TextArea"},
        {on_image(R"(<TextArea name="t" toName=""/>)"), "missing_to_name", "TextArea"},
        {on_image(R"(<TextArea toName="img"/>)"), "missing_name", "TextArea"},
        {view(R"(<Image value="$image"/>)"), "missing_name", "Image"},
        {on_image(R"(<TextArea name="t" toName="imag"/>)"), "to_name_nowhere", "imag"},
        {on_image(choices + R"(<TextArea name="t" toName="kind"/>)"), "to_name_no_object", "kind"},
        {on_image(R"(<TextArea name="t" toName=" img"/>)"), "to_name_separator", " img"},
        {on_image(R"(<TextArea name="t" toname="img"/>)"), "attribute_case", "toname"},
        {on_image(R"(<Choices name="c" toName="img"><choice value="A"/></Choices>)"),
         "label_tag_case", "choice"},
        {on_image(R"(<RectangleLabels name="r" toName="img"/>)"), "control_without_labels",
         "RectangleLabels"},
        {view(
             R"(<Text name="t" value="$t"/><RectangleLabels name="r" toName="t"><Label value="A"/>)"
             "</RectangleLabels>"),
         "object_mismatch", "t"},
        {on_image(R"(<TextArea name="a@b" toName="img"/>)"), "name_characters", "a@b"},
        {on_image(R"(<TextArea name="a_{{idx}}" toName="img"/>)"), "name_characters", "a_{{idx}}"},
        {on_image(
             R"(<Choices name="c" toName="img"><Choice value="A"/><Choice value="A"/></Choices>)"),
         "duplicate_label", "A"},
        {on_image(R"(<Choices name="c" toName="img"><Choice>A</Choice></Choices>)"),
         "label_without_value", "Choice"},
        {view(R"(<Image name="img"/>)"), "object_without_value", "Image"},
        {view(R"(<HyperText name="h" value="$h"/><HyperTextLabels name="globalOffsets" toName="h">)"
              R"(<Label value="A"/></HyperTextLabels>)"),
         "forbidden_control_name", "globalOffsets"},
        {on_image(R"(<Rating name="r" toName="img" maxRating="five"/>)"), "attribute_number",
         "five"},
        {on_image(R"(<Number name="n" toName="img" min="1,5"/>)"), "attribute_number", "1,5"},
        {on_image(R"(<DateTime name="d" toName="img" format="%Y-%k"/>)"), "date_directive",
         "%Y-%k"},
        {on_image(
             R"(<Choices name="c" toName="img"><Choice value="A"/><Label value="B"/></Choices>)"),
         "misplaced_label", "Label"},
        {on_image(R"(<Label value="B"/>)"), "misplaced_label", "Label"},
        {on_image(R"(<TextArea name="t" toName="img" perRegion="True"/>)"), "boolean_spelling",
         "True"},
        {on_image(R"(<TextArea name="t" toName="img" perRegion="true" perItem="true"/>)"),
         "per_item_and_per_region", "perItem"},
    };
    for (const Case& c : cases) {
        const Read read(c.xml);
        CAPTURE(c.xml);
        const Names codes = read.codes();
        if (c.code == "html_tag") {
            CHECK(codes == Names{"html_tag", "html_tag"});  // div and p, each once
            continue;
        }
        REQUIRE(codes == Names{c.code});
        CHECK(read.marked() == c.marked);
    }
}

TEST_CASE("a message about two places shows both") {
    const Read twice(on_image(R"(<TextArea name="img" toName="img"/>)"));
    REQUIRE(twice.only().labels.size() == 1);
    CHECK(twice.only().labels[0].span.begin < twice.only().span->begin);
    const Read mismatch(view(R"(<Text name="t" value="$t"/><PolygonLabels name="r" toName="t">)"
                             R"(<Label value="A"/></PolygonLabels>)"));
    CHECK(mismatch.text(mismatch.only().labels[0].span) == "Text");
    const Read nearest(on_image("<Choises/>"));
    CHECK(nearest.only().helps == Names{"did you mean `Choices`, `Choice`?"});
}

TEST_CASE("several names in toName are split, and blanks mended") {
    const Read read(view(R"(<Text name="a" value="$a"/><Text name="b" value="$b"/>)"
                         R"(<TextArea name="t" toName="a, b,"/>)"));
    CHECK(read.codes() == Names{"to_name_separator"});
    CHECK(read.only().fixes.at(0).replacement == "a,b");
    const Control& t = read.control("t");
    REQUIRE(t.targets.size() == 2);
    CHECK(t.targets[1].name == "b");
    CHECK(read.text(t.targets[1].span) == "b");
    CHECK(t.targets[1].object == read.config.find_object("b"));
}

TEST_CASE("choices in choices have paths, also below a View") {
    const Read read(view(
        R"(<Text name="t" value="$t"/><Taxonomy name="tax" toName="t"><View><Choice value="Animal" alias="a">)"
        R"(<Choice value="Cat"/></Choice></View><Choice value="Cat"/></Taxonomy>)"));
    CHECK(read.codes().empty());
    const Control& tax = read.control("tax");
    REQUIRE(tax.labels.size() == 3);
    CHECK(tax.labels[1].path == Names{"a", "Cat"});
    CHECK_FALSE(tax.labels[0].is_leaf);
    CHECK(tax.labels[1].is_leaf);
    CHECK(tax.find_path({"Cat"}) == &tax.labels[2]);
    CHECK(tax.find_path({"Animal", "Cat"}) == &tax.labels[1]);  // by value as well
    CHECK(tax.find_path({"Cat", "Animal"}) == nullptr);
    CHECK(tax.find_path({}) == nullptr);
}

TEST_CASE("labels from the task leave the set open") {
    const Read read(
        view(R"(<Text name="t" value="$t"/><Labels name="a" toName="t" value="$labels"/>)"
             R"(<Labels name="b" toName="t"><Label value="$more.items"/></Labels>)"
             R"(<Taxonomy name="c" toName="t" apiUrl="https://example.org"/>)"
             R"(<Labels name="d" toName="t"><Label value="US$A"/></Labels>)"
             R"(<Labels name="e" toName="t" allowEmpty="true"/>)"));
    CHECK(read.codes().empty());
    CHECK(read.control("a").dynamic_labels == "labels");
    CHECK(read.control("b").dynamic_labels == "more.items");
    CHECK(read.control("c").dynamic_labels == "");
    CHECK_FALSE(read.control("d").dynamic_labels);
    CHECK(results(read.control("d")) == Names{"US$A"});
    Names others;
    for (const DataVariable& variable : read.config.other_variables) {
        others.push_back(variable.text);
    }
    CHECK(others == Names{"labels", "more.items"});
}

TEST_CASE("variables of an object are read with their keys") {
    const Read read(
        view(R"(<Image name="a" value="$x.y[0].z"/><Image name="b" valueList="$pages"/>)"
             R"(<Text name="c" value="Dear $who, $1 &amp; $what."/><Text name="d" value="fixed"/>)"
             R"(<Text name="e" value="$t" valueType="url"/><Header value="$title"/>)"));
    CHECK(read.codes().empty());
    const Object& a = read.object("a");
    CHECK(a.variables.at(0).text == "x.y[0].z");
    CHECK(a.variables[0].keys == Names{"x", "y", "[0]", "z"});
    CHECK(read.text(a.variables[0].span) == "$x.y[0].z");
    CHECK(a.whole_value);
    CHECK(read.object("b").is_list);
    CHECK_FALSE(read.object("a").is_list);
    const Object& c = read.object("c");
    REQUIRE(c.variables.size() == 2);
    CHECK_FALSE(c.whole_value);
    CHECK(c.variables[1].text == "what");
    CHECK(read.object("d").variables.empty());
    CHECK_FALSE(read.object("d").whole_value);
    CHECK(read.object("e").is_url);
    REQUIRE(read.config.other_variables.size() == 1);
    CHECK(read.config.other_variables[0].text == "title");
}

TEST_CASE("a Repeater marks what is inside") {
    const Read read(
        R"(<View><Repeater on="$pages" indexFlag="{{idx}}"><Image name="p_{{idx}}" )"
        R"(value="$pages[{{idx}}].url"/><TextArea name="t_{{idx}}" toName="p_{{idx}}"/>)"
        R"(</Repeater><Text name="o" value="$o"/></View>)");
    CHECK(read.codes().empty());
    CHECK(read.object("p_{{idx}}").is_repeated());
    CHECK(read.object("p_{{idx}}").variables.at(0).keys == Names{"pages"});
    CHECK(read.object("p_{{idx}}").variables.at(0).round_keys == Names{"url"});
    CHECK(read.object("p_{{idx}}").variables.at(0).is_round);
    CHECK(read.object("p_{{idx}}").whole_value);
    CHECK(read.object("p_{{idx}}").round_mark == "{{idx}}");
    CHECK(read.control("t_{{idx}}").is_repeated());
    CHECK_FALSE(read.object("o").is_repeated());
    CHECK(read.config.other_variables.at(0).text == "pages");
}

TEST_CASE("attributes of controls are read") {
    const Read read(on_image(
        R"(<Choices name="one" toName="img" required="true"><Choice value="A"/></Choices>)"
        R"(<Choices name="many" toName="img" choice="multiple" perRegion="true"><Choice value="A"/></Choices>)"
        R"(<Choices name="nested" toName="img" allowNested="true"><Choice value="A"/></Choices>)"
        R"(<Taxonomy name="leaves" toName="img" leafsOnly="true"><Choice value="A"/></Taxonomy>)"
        R"(<Number name="n" toName="img" min="-1.5" max="10"/><Rating name="r" toName="img" maxRating="7"/>)"
        R"(<Rating name="r5" toName="img" perItem="true"/><Rectangle name="box" toName="img" perRegion="true"/>)"));
    CHECK(read.codes().empty());
    CHECK(read.control("one").single_choice);
    CHECK(read.control("one").required);
    CHECK_FALSE(read.control("many").single_choice);
    CHECK(read.control("many").per_region);
    CHECK_FALSE(read.control("many").allow_nested);
    CHECK(read.control("nested").allow_nested);
    CHECK(read.control("leaves").leafs_only);
    CHECK_FALSE(read.control("leaves").single_choice);
    CHECK(read.control("n").minimum == -1.5);
    CHECK(read.control("n").maximum == 10.0);
    CHECK(read.control("r").max_rating == 7);
    CHECK(read.control("r5").max_rating == 5);
    CHECK(read.control("r5").per_item);
    CHECK_FALSE(read.control("box").per_region);
    CHECK(read.control("box").date_format.empty());
}

TEST_CASE("a date control wants the format of its attributes") {
    const auto format = [](const std::string& attributes) {
        const Read read(on_image("<DateTime name=\"d\" toName=\"img\" " + attributes + "/>"));
        CHECK(read.codes().empty());
        return read.control("d").date_format;
    };
    CHECK(format("") == "%Y-%m-%dT%H:%M");
    CHECK(format("only='date'") == "%Y-%m-%d");
    CHECK(format("only='time'") == "%H:%M");
    CHECK(format("only='year'") == "%Y-01-01");
    CHECK(format("only='month,year'") == "%Y-%m-01");
    CHECK(format("only='date, time'") == "%Y-%m-%dT%H:%M");
    CHECK(format("format='%d.%m.%Y'") == "%d.%m.%Y");
}

TEST_CASE("a tag that is its own object is both") {
    const Read read(R"(<View><Chat name="chat" value="$chat"/></View>)");
    CHECK(read.codes().empty());
    CHECK(read.control("chat").targets.at(0).object == read.config.find_object("chat"));
}

TEST_CASE("Relations need neither name nor toName") {
    const Read read(on_image(R"(<Relations><Relation value="knows"/></Relations><Relations/>)"));
    CHECK(read.codes().empty());
    CHECK(read.config.controls.size() == 2);
    CHECK(results(read.config.controls[ControlId{0}]) == Names{"knows"});
    CHECK(read.config.control_names() == Names{"relation", "relation"});  // as rules call them
}

TEST_CASE("what stands in a HyperText or a Style is not looked at") {
    const Read read(R"(<View><HyperText name="h"><div name="h"><label>x</label></div></HyperText>)"
                    R"(<Style>.a { color: red }</Style><Text name="t" value="$t"/></View>)");
    CHECK(read.codes().empty());
    const Read used(
        R"(<View><HyperText name="h"><p/></HyperText><TextArea name="a" toName="h"/></View>)");
    CHECK(used.codes() == Names{"object_without_value"});
}

TEST_CASE("tags are found without case, as the editor finds them") {
    const Read read(R"(<view><image name="img" value="$image"/><CHOICES name="c" toName="img">)"
                    R"(<Choice value="A"/></CHOICES></view>)");
    CHECK(read.codes().empty());
    CHECK(read.control("c").kind->tag == "Choices");
}
