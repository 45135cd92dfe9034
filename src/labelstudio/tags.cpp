#include "labelstudio/tags.hpp"

#include <algorithm>

namespace lsmap::labelstudio {
namespace {

using enum Facts;

constexpr std::uint8_t operator|(Facts a, Facts b) {
    return static_cast<std::uint8_t>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr std::uint8_t operator|(std::uint8_t a, Facts b) {
    return static_cast<std::uint8_t>(a | static_cast<unsigned>(b));
}

constexpr FactWord facts[] = {
    {"size", size},     {"duration", duration},   {"text", text},           {"rate", rate},
    {"fps", fps, true}, {"frames", frames, true}, {"tokens", tokens, true},
};

// Controls that say something of the whole object take every object.
constexpr UpTo<std::string_view, 12> every_object = {"Image", "Text",  "HyperText",  "Paragraphs",
                                                     "Audio", "Video", "TimeSeries", "Table",
                                                     "List",  "Pdf",   "Chat"};

constexpr std::string_view box_slots = "{box: box<percent> | rect, rotation?: angle<deg>}";
constexpr std::string_view ellipse_slots =
    "{center?: point<percent>, radius?: point<percent>, box?: box<percent> | rect, "
    "rotation?: angle<deg>}";
constexpr std::string_view polygon_slots = "{polygon: polygon<percent>}";
constexpr std::string_view keypoint_slots = "{point: point<percent>, width?: percent}";
constexpr std::string_view mask_slots = "{mask: mask}";
constexpr std::string_view text_span_slots = "{span: span<offset<char>>, text?: string}";
constexpr std::string_view no_slots = "{}";

constexpr ControlKind controls[] = {
    // Regions on pictures.
    {.tag = "RectangleLabels",
     .type = "rectanglelabels",
     .objects = {"Image"},
     .slots = box_slots,
     .payload = &payload::rectangle,
     .labels = {.key = "rectanglelabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .editor_checks_objects = true,
     .doc =
         "Boxes with a label, on an image. `rotation` turns clockwise about the top left corner."},
    {.tag = "Rectangle",
     .type = "rectangle",
     .objects = {"Image"},
     .slots = box_slots,
     .payload = &payload::rectangle,
     .is_region = true,
     .unlabelled_tool = true,
     .doc = "Boxes on an image; a `Labels` control gives the label."},
    {.tag = "EllipseLabels",
     .type = "ellipselabels",
     .objects = {"Image"},
     .slots = ellipse_slots,
     .payload = &payload::ellipse,
     .labels = {.key = "ellipselabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "Ellipses with a label, on an image: `center` and `radius`, or the `box` around them. "
            "`rotation` turns clockwise about the centre."},
    {.tag = "Ellipse",
     .type = "ellipse",
     .objects = {"Image"},
     .slots = ellipse_slots,
     .payload = &payload::ellipse,
     .is_region = true,
     .unlabelled_tool = true,
     .doc = "Ellipses on an image; a `Labels` control gives the label."},
    {.tag = "PolygonLabels",
     .type = "polygonlabels",
     .objects = {"Image"},
     .slots = polygon_slots,
     .payload = &payload::polygon,
     .labels = {.key = "polygonlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .editor_checks_objects = true,
     .doc = "Polygons with a label, on an image. The first point is not repeated at the end."},
    {.tag = "Polygon",
     .type = "polygon",
     .objects = {"Image"},
     .slots = polygon_slots,
     .payload = &payload::polygon,
     .is_region = true,
     .unlabelled_tool = true,
     .editor_checks_objects = true,
     .doc = "Polygons on an image; a `Labels` control gives the label."},
    {.tag = "KeyPointLabels",
     .type = "keypointlabels",
     .objects = {"Image"},
     .slots = keypoint_slots,
     .payload = &payload::keypoint,
     .labels = {.key = "keypointlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .editor_checks_objects = true,
     .doc = "Points with a label, on an image. `width` is the radius of the dot in percent of the "
            "image's width, 0.5 where it is not given."},
    {.tag = "KeyPoint",
     .type = "keypoint",
     .objects = {"Image"},
     .slots = keypoint_slots,
     .payload = &payload::keypoint,
     .is_region = true,
     .unlabelled_tool = true,
     .doc = "Points on an image; a `Labels` control gives the label."},
    {.tag = "BrushLabels",
     .type = "brushlabels",
     .objects = {"Image"},
     .slots = mask_slots,
     .labels = {.key = "brushlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .editor_checks_objects = true,
     .doc = "Masks with a label, on an image."},
    {.tag = "Brush",
     .type = "brush",
     .objects = {"Image"},
     .slots = mask_slots,
     .is_region = true,
     .unlabelled_tool = true,
     .doc = "Masks on an image; a `Labels` control gives the label."},
    {.tag = "BitmaskLabels",
     .type = "bitmasklabels",
     .objects = {"Image"},
     .slots = mask_slots,
     .labels = {.key = "bitmasklabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .server_accepts = false,
     .editor_checks_objects = true,
     .doc = "Masks with a label, stored as a picture."},
    {.tag = "Bitmask",
     .type = "bitmask",
     .objects = {"Image"},
     .slots = mask_slots,
     .is_region = true,
     .unlabelled_tool = true,
     .server_accepts = false,
     .doc = "Masks stored as a picture; a `Labels` control gives the label."},
    {.tag = "VectorLabels",
     .type = "vectorlabels",
     .objects = {"Image"},
     .slots = "{vertices: polygon<percent>, closed?: bool}",
     .labels = {.key = "vectorlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "Open or closed lines with a label, on an image."},
    {.tag = "Vector",
     .type = "vector",
     .objects = {"Image"},
     .slots = "{vertices: polygon<percent>, closed?: bool}",
     .is_region = true,
     .unlabelled_tool = true,
     .server_accepts = false,
     .editor_checks_objects = true,
     .doc = "Open or closed lines on an image; a `Labels` control gives the label."},
    {.tag = "MagicWand",
     .type = "magicwand",
     .objects = {"Image"},
     .slots = mask_slots,
     .is_region = true,
     .unlabelled_tool = true,
     .server_accepts = false,
     .doc = "Masks that a magic wand drew; a `Labels` control gives the label."},
    {.tag = "OcrLabels",
     .type = "ocrlabels",
     .objects = {"Pdf", "Image"},
     .slots = "{box: box<norm>, rotation?: angle<deg>, page: page<1>, text?: string}",
     .labels = {.key = "ocrlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "Boxes with a label and their text, on a page of a PDF (Enterprise)."},

    // Stretches of text, sound, time.
    {.tag = "Labels",
     .type = "labels",
     .objects = {"Text", "HyperText", "Audio", "Image", "Video"},
     .slots = text_span_slots,
     .payload = &payload::text_span,
     .other_forms = {{.objects = {"Audio"},
                      .slots = "{span: span<time<s>>, channel?: int}",
                      .payload = &payload::audio_span},
                     {.objects = {"Image"},
                      .slots = no_slots,
                      .payload = &payload::partner,
                      .with_only = true},
                     {.objects = {"Video"}, .slots = no_slots, .with_only = true}},
     .labels = {.key = "labels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc =
         "Spans of text (code points) or of sound (seconds) with a label; on images the labels of "
         "regions that Rectangle, Polygon and the like draw."},
    {.tag = "HyperTextLabels",
     .type = "hypertextlabels",
     .objects = {"HyperText"},
     .slots = text_span_slots,
     .payload = &payload::text_span,
     .labels = {.key = "hypertextlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .editor_checks_objects = true,
     .forbidden_name = "globalOffsets",
     .doc = "Spans of the rendered text of a HyperText with a label."},
    {.tag = "ParagraphLabels",
     .type = "paragraphlabels",
     .objects = {"Paragraphs"},
     .slots = "{paragraph: int, span: span<offset<utf16>>, text?: string}",
     .labels = {.key = "paragraphlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "Spans of one paragraph of a dialogue with a label."},
    {.tag = "TimeSeriesLabels",
     .type = "timeserieslabels",
     .objects = {"TimeSeries"},
     .slots = "{span: span<number>, instant?: bool}",
     .labels = {.key = "timeserieslabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "Stretches of a time series with a label."},
    {.tag = "TimelineLabels",
     .type = "timelinelabels",
     .objects = {"Video"},
     .slots = "{span: span<frame<1>>}",
     .labels = {.key = "timelinelabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .server_accepts = false,
     .doc = "Stretches of frames of a video with a label."},
    {.tag = "VideoRectangle",
     .type = "videorectangle",
     .objects = {"Video"},
     .slots = "{track: [json]}",
     .labels = {.key = "labels", .child = "", .required = false},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc =
         "A box that moves through a video; its labels are those of a `Labels` on the same video."},
    {.tag = "VideoVectorLabels",
     .type = "videovectorlabels",
     .objects = {"Video"},
     .slots = "{track: [json]}",
     .labels = {.key = "labels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "A line that moves through a video, with a label (Enterprise)."},
    {.tag = "VideoVector",
     .type = "videovector",
     .objects = {"Video"},
     .slots = "{track: [json]}",
     .labels = {.key = "videovectorlabels", .child = "", .required = false},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc =
         "A line that moves through a video; its labels are those of a `Labels` on the same video "
         "(Enterprise)."},

    // What is said of a whole object, or of one region.
    {.tag = "Choices",
     .type = "choices",
     .objects = every_object,
     .slots = no_slots,
     .payload = &payload::choices,
     .labels = {.key = "choices", .child = "Choice"},
     .label_slot = LabelSlot::choices,
     .single_by_default = true,
     .can_per_region = true,
     .can_per_item = true,
     .doc = "One or several of a few answers."},
    {.tag = "Taxonomy",
     .type = "taxonomy",
     .objects = every_object,
     .slots = no_slots,
     .payload = &payload::taxonomy,
     .labels = {.key = "taxonomy", .child = "Choice"},
     .label_slot = LabelSlot::paths,
     .can_per_region = true,
     .can_per_item = true,
     .doc = "Paths in a tree of classes, each from the root down."},
    {.tag = "TextArea",
     .type = "textarea",
     .objects = every_object,
     .slots = "{texts: [string]}",
     .payload = &payload::textarea,
     .list_slot = {.one = "text", .many = "texts"},
     .can_per_region = true,
     .can_per_item = true,
     .doc = "One or several free texts."},
    {.tag = "Number",
     .type = "number",
     .objects = every_object,
     .slots = "{number: number}",
     .payload = &payload::number,
     .can_per_region = true,
     .can_per_item = true,
     .has_limits = true,
     .doc = "A number, within `min` and `max` of the tag."},
    {.tag = "Rating",
     .type = "rating",
     .objects = every_object,
     .slots = "{rating: int}",
     .payload = &payload::rating,
     .can_per_region = true,
     .can_per_item = true,
     .doc = "Stars, from 0 to the `maxRating` of the tag (5 where it has none)."},
    {.tag = "DateTime",
     .type = "datetime",
     .objects = every_object,
     .slots = "{date: datetime<iso>}",
     .payload = &payload::datetime,
     .can_per_region = true,
     .can_per_item = true,
     .has_date_format = true,
     .doc = "A point in time, written as `only` and `format` of the tag want it."},
    {.tag = "Pairwise",
     .type = "pairwise",
     .objects = every_object,
     .slots = "{prefer: \"left\" | \"right\"}",
     .doc = "Which of two objects is better."},
    {.tag = "Ranker",
     .type = "ranker",
     .objects = {"List"},
     .slots = "{ranking: json}",
     .doc = "Items of a list in order, or in buckets."},

    // Without toName.
    {.tag = "Relations",
     .type = "relation",
     .slots = no_slots,
     .labels = {.key = "labels", .child = "Relation", .required = false},
     .label_slot = LabelSlot::labels,
     .needs_to_name = false,
     .connects_regions = true,
     .doc = "Names for arrows between two regions."},
    {.tag = "Chat",
     .type = "chatmessage",
     .objects = {"Chat"},
     .slots = "{messages: [json]}",
     .is_region = true,
     .needs_to_name = false,
     .is_own_object = true,
     .forbidden_name = "chatmessage",
     .doc = "Messages of a conversation (Enterprise)."},
    {.tag = "ReactCode",
     .type = "reactcode",
     .objects = {"ReactCode"},
     .slots = "{value: json}",
     .is_region = true,
     .needs_to_name = false,
     .is_own_object = true,
     .forbidden_name = "reactcode",
     .doc = "What a component of the user's own stores (Enterprise)."},
};

constexpr ObjectKind objects[] = {
    {.tag = "Image",
     .facts = size | none,
     .is_image = true,
     .can_be_list = true,
     .doc = "A picture, or with `valueList` several."},
    {.tag = "Text",
     .facts = text | tokens,
     .value_is_text = true,
     .doc = "Plain text. Positions are code points."},
    {.tag = "HyperText",
     .facts = text | tokens,
     .has_inline_content = true,
     .doc = "A page of HTML. Positions are code points of the rendered text."},
    {.tag = "Paragraphs", .doc = "A dialogue: a list of who said what."},
    {.tag = "Audio",
     .aliases = {"AudioPlus"},
     .facts = duration | rate,
     .doc = "Sound. Positions are seconds."},
    {.tag = "Video",
     .facts = size | duration | fps | frames,
     .doc = "A film. Positions are frames, counted from 1."},
    {.tag = "TimeSeries", .doc = "Measurements over time."},
    {.tag = "Table", .doc = "Names and values in two columns."},
    {.tag = "List", .doc = "Items with an id, a title and a text."},
    {.tag = "Pdf", .doc = "A PDF document."},
    {.tag = "Chat", .doc = "A conversation (Enterprise)."},
    {.tag = "ReactCode",
     .data_attribute = "data",
     .doc = "A component of the user's own (Enterprise)."},
};

constexpr OtherTag others[] = {
    {.tag = "View", .doc = "Groups tags and lays them out."},
    {.tag = "Header", .doc = "A title."},
    {.tag = "Style", .is_opaque = true, .doc = "CSS for the page."},
    {.tag = "Collapse", .doc = "Panels that fold."},
    {.tag = "Panel", .doc = "A panel of a Collapse."},
    {.tag = "Dialog", .doc = "A conversation to look at."},
    {.tag = "Filter", .doc = "A search box for labels; makes no result although it has a toName."},
    {.tag = "Repeater",
     .repeats = true,
     .doc = "Clones what is inside for every element of a list."},
    {.tag = "PagedView", .doc = "Pages of a Repeater."},
    {.tag = "Markdown", .is_opaque = true, .doc = "Formatted text."},
    {.tag = "Label", .is_part = true, .doc = "A label of a control."},
    {.tag = "Choice", .is_part = true, .doc = "An answer of Choices or a class of a Taxonomy."},
    {.tag = "Relation", .is_part = true, .doc = "A name for an arrow."},
    {.tag = "Bucket", .is_part = true, .doc = "A column of a Ranker."},
    {.tag = "Channel", .is_part = true, .doc = "A column of a TimeSeries."},
    {.tag = "MultiChannel", .is_part = true, .doc = "Columns of a TimeSeries in one picture."},
    {.tag = "Shortcut", .is_part = true, .doc = "A text to put in with one key."},
};

// What people write between the tags. Names that are also Label Studio's (table, style, label) are
// not here.
constexpr std::string_view html_tags[] = {
    "a",     "article", "b",       "br",     "button", "code",   "dd",  "details", "div",
    "dl",    "dt",      "em",      "footer", "h1",     "h2",     "h3",  "h4",      "h5",
    "h6",    "hr",      "i",       "img",    "li",     "main",   "nav", "ol",      "p",
    "pre",   "s",       "section", "small",  "span",   "strong", "sub", "summary", "sup",
    "tbody", "td",      "th",      "thead",  "tr",     "u",      "ul"};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <class Row> const Row* find_row(std::span<const Row> rows, std::string_view tag) {
    const auto row =
        std::ranges::find_if(rows, [&](const Row& r) { return same_name(r.tag, tag); });
    return row == rows.end() ? nullptr : &*row;
}

bool has_name(const ObjectKind& object, std::string_view tag) {
    return same_name(object.tag, tag) ||
           std::ranges::any_of(object.aliases, [&](auto alias) { return same_name(alias, tag); });
}

}  // namespace

std::span<const FactWord> fact_words() { return facts; }
std::span<const ControlKind> control_kinds() { return controls; }
std::span<const ObjectKind> object_kinds() { return objects; }
std::span<const OtherTag> other_tags() { return others; }

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

const ControlKind* find_control_kind(std::string_view tag) {
    return find_row<ControlKind>(controls, tag);
}

const ObjectKind* find_object_kind(std::string_view tag) {
    const auto* row = std::ranges::find_if(
        objects, [&](const ObjectKind& object) { return has_name(object, tag); });
    return row == std::end(objects) ? nullptr : row;
}

const OtherTag* find_other_tag(std::string_view tag) { return find_row<OtherTag>(others, tag); }

bool is_html_tag(std::string_view tag) {
    return std::ranges::any_of(html_tags, [&](auto name) { return same_name(name, tag); });
}

SlotPair label_slot_names(LabelSlot slot) {
    switch (slot) {
        case LabelSlot::none:
            return {};
        case LabelSlot::labels:
            return {"label", "labels"};
        case LabelSlot::choices:
            return {"choice", "choices"};
        case LabelSlot::paths:
            return {"path", "paths"};
    }
    return {};
}

std::optional<Form> form_on(const ControlKind& control, const ObjectKind& object) {
    for (const ControlForm& form : control.other_forms) {
        if (std::ranges::find(form.objects, object.tag) != form.objects.end()) {
            return Form{form.slots, form.payload, form.with_only};
        }
    }
    if (std::ranges::find(control.objects, object.tag) == control.objects.end()) {
        return std::nullopt;
    }
    return Form{control.slots, control.payload, false};
}

}  // namespace lsmap::labelstudio
