#include "labelstudio/tags.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>

using namespace lsmap::labelstudio;

TEST_CASE("the table has every control and object of Label Studio once") {
    CHECK(control_kinds().size() == 35);
    CHECK(object_kinds().size() == 12);
    std::set<std::string_view> tags, types;
    for (const ControlKind& kind : control_kinds()) {
        CAPTURE(kind.tag);
        CHECK(tags.insert(kind.tag).second);
        CHECK(types.insert(kind.type).second);
        CHECK(find_control_kind(kind.tag) == &kind);
        CHECK_FALSE(kind.doc.empty());
        CHECK(kind.slots.starts_with('{'));
        CHECK(kind.slots.ends_with('}'));
    }
    for (const ObjectKind& kind : object_kinds()) {
        CHECK(find_object_kind(kind.tag) == &kind);
        CHECK_FALSE(kind.doc.empty());
    }
    for (const OtherTag& tag : other_tags()) {
        CAPTURE(tag.tag);
        CHECK(find_other_tag(tag.tag) == &tag);
        CHECK_FALSE(tag.doc.empty());
        CHECK(find_control_kind(tag.tag) == nullptr);
        CHECK(find_object_kind(tag.tag) == nullptr);
        CHECK_FALSE(is_html_tag(tag.tag));
    }
}

TEST_CASE("columns of a row agree with each other") {
    for (const ControlKind& kind : control_kinds()) {
        CAPTURE(kind.tag);
        for (const std::string_view tag : kind.objects) {
            REQUIRE(find_object_kind(tag) != nullptr);
            CHECK(find_object_kind(tag)->tag == tag);
            CHECK(form_on(kind, *find_object_kind(tag)));
        }
        for (const ControlForm& form : kind.other_forms) {
            for (const std::string_view tag : form.objects) {
                CHECK(std::ranges::find(kind.objects, tag) != kind.objects.end());
            }
        }
        CHECK((kind.label_slot == LabelSlot::none) == kind.labels.key.empty());
        CHECK_FALSE((kind.is_region && kind.can_per_region));
        CHECK_FALSE((kind.unlabelled_tool && kind.label_slot != LabelSlot::none));
        CHECK(kind.needs_to_name == !(kind.is_own_object || kind.connects_regions));
        if (kind.payload != nullptr) {
            CHECK(kind.payload->is_geometry == kind.is_region);
        }
        CHECK(kind.part.empty() == kind.part_slots.empty());
        if (!kind.part.empty()) {
            REQUIRE(find_other_tag(kind.part) != nullptr);
            CHECK(find_other_tag(kind.part)->is_part);
        }
        CHECK(kind.slots.find(kind.item_slot) != std::string_view::npos);
        CHECK_FALSE((kind.compares_objects && kind.is_region));
        CHECK_FALSE((kind.refuses_to_name && kind.needs_to_name));
        if (!kind.list_slot.many.empty()) {
            CHECK(kind.slots.find(kind.list_slot.many) != std::string_view::npos);
        }
    }
}

TEST_CASE("Labels asks for what its object needs") {
    const ControlKind& labels = *find_control_kind("Labels");
    const auto form = [&](std::string_view object) {
        return *form_on(labels, *find_object_kind(object));
    };
    CHECK(form("Text").payload == &payload::text_span);
    CHECK(form("Text").slots == "{span: span<offset<char>>, text?: string}");
    CHECK(form("AudioPlus").payload == &payload::audio_span);
    CHECK(form("Audio").slots == "{span: span<time<s>>, channel?: int}");
    CHECK(form("Image").payload == &payload::partner);
    CHECK(form("Image").with_only);
    CHECK_FALSE(form("Text").with_only);
    CHECK_FALSE(form_on(labels, *find_object_kind("TimeSeries")));
    CHECK_FALSE(form_on(*find_control_kind("Rectangle"), *find_object_kind("Text")));
}

TEST_CASE("names are compared without case, other tags are told apart") {
    CHECK(find_control_kind("rectanglelabels")->tag == "RectangleLabels");
    CHECK(find_object_kind("audioplus")->tag == "Audio");
    CHECK(find_control_kind("Rectangl") == nullptr);
    CHECK(find_other_tag("view")->tag == "View");
    CHECK(is_html_tag("DIV"));
    CHECK_FALSE(is_html_tag("Table"));
    CHECK(label_slot_names(LabelSlot::paths).many == "paths");
}
