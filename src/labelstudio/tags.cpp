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
    {"size", size}, {"duration", duration}, {"text", text},     {"rate", rate},
    {"fps", fps},   {"frames", frames},     {"tokens", tokens},
};

constexpr TwoWays slots_in_two_ways[] = {{"center", "radius", "box"}, {"from", "to", "span"}};

// Controls that say something of the whole object take every object.
constexpr UpTo<std::string_view, 12> every_object = {"Image", "Text",  "HyperText",  "Paragraphs",
                                                     "Audio", "Video", "TimeSeries", "Table",
                                                     "List",  "Pdf",   "Chat",       "ReactCode"};

constexpr std::string_view box_slots = "{box: box<percent> | rect, rotation?: angle<deg>}";
constexpr std::string_view ellipse_slots =
    "{center?: point<percent>, radius?: point<percent>, box?: box<percent> | rect, "
    "rotation?: angle<deg>}";
// A vertex goes on from the one before it, or from `after`; `bezier` are the control points of the
// curves that come in and go out.
constexpr std::string_view vector_slots =
    "{vertices: [{point: point<percent>, id?: id, after?: id, bezier?: [point<percent>; 2]}], "
    "closed?: bool}";
constexpr std::string_view box_track_slots =
    "{track: [{frame: frame<1>, box: box<percent> | rect, rotation?: angle<deg>, enabled?: bool}], "
    "step?: int}";
constexpr std::string_view vector_track_slots =
    "{track: [{frame: frame<1>, vertices: [{point: point<percent>, id?: id, after?: id, "
    "bezier?: [point<percent>; 2]}], closed?: bool, enabled?: bool}], step?: int}";
constexpr std::string_view polygon_slots = "{polygon: polygon<percent>}";
constexpr std::string_view keypoint_slots = "{point: point<percent>, width?: percent}";
constexpr std::string_view mask_slots = "{mask: mask}";
constexpr std::string_view text_span_slots = "{span: span<offset<char>>, text?: string}";
constexpr std::string_view page_span_slots =
    "{span?: span<offset<char>>, from?: {xpath: string, offset: int}, "
    "to?: {xpath: string, offset: int}, text?: string}";
constexpr std::string_view no_slots = "{}";
constexpr std::string_view message_slots =
    "{role: \"user\" | \"assistant\" | \"system\" | \"tool\" | \"developer\", content: string, "
    "created?: datetime<iso>}";

constexpr std::uint8_t forms(std::initializer_list<DataForm> all) {
    unsigned bits = 0;
    for (const DataForm form : all) {
        bits |= static_cast<unsigned>(form);
    }
    return static_cast<std::uint8_t>(bits);
}

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
     .payload = &payload::brush,
     .labels = {.key = "brushlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .editor_checks_objects = true,
     .doc = "Masks with a label, on an image."},
    {.tag = "Brush",
     .type = "brush",
     .objects = {"Image"},
     .slots = mask_slots,
     .payload = &payload::brush,
     .is_region = true,
     .unlabelled_tool = true,
     .doc = "Masks on an image; a `Labels` control gives the label."},
    {.tag = "BitmaskLabels",
     .type = "bitmasklabels",
     .objects = {"Image"},
     .slots = mask_slots,
     .payload = &payload::bitmask_labels,
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
     .payload = &payload::bitmask,
     .is_region = true,
     .unlabelled_tool = true,
     .server_accepts = false,
     .doc = "Masks stored as a picture; a `Labels` control gives the label."},
    {.tag = "VectorLabels",
     .type = "vectorlabels",
     .objects = {"Image"},
     .slots = vector_slots,
     .payload = &payload::vector,
     .labels = {.key = "vectorlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "Open or closed lines with a label, on an image: points, a polygon, or records with "
            "`point`, `id`, `after` and `bezier`."},
    {.tag = "Vector",
     .type = "vector",
     .objects = {"Image"},
     .slots = vector_slots,
     .payload = &payload::vector,
     .is_region = true,
     .unlabelled_tool = true,
     .server_accepts = false,
     .editor_checks_objects = true,
     .doc =
         "Open or closed lines on an image, as those of VectorLabels; a `Labels` control gives the "
         "label."},
    {.tag = "MagicWand",
     .type = "magicwand",
     .objects = {"Image"},
     .slots = mask_slots,
     .payload = &payload::brush,
     .is_region = true,
     .unlabelled_tool = true,
     .server_accepts = false,
     .doc = "Masks that a magic wand drew; a `Labels` control gives the label."},
    {.tag = "OcrLabels",
     .type = "ocrlabels",
     .objects = {"Pdf", "Image"},
     .slots = "{box: box<percent> | rect, rotation?: angle<deg>, text?: string, page: page<1>}",
     .payload = &payload::ocr_box,
     .other_forms = {{.objects = {"Image"},
                      .slots = "{box: box<percent> | rect, rotation?: angle<deg>, text?: string}",
                      .payload = &payload::ocr_box}},
     .labels = {.key = "ocrlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .item_slot = "page",
     .doc = "Boxes with a label and their text, on a page of a PDF or on an image (Enterprise). "
            "Written as shares of the page, 0 to 1; `page: 1` is the first."},

    // Stretches of text, sound, time.
    {.tag = "Labels",
     .type = "labels",
     .objects = {"Text", "HyperText", "Audio", "Image", "Video"},
     .slots = text_span_slots,
     .payload = &payload::text_span,
     .other_forms = {{.objects = {"HyperText"},
                      .slots = page_span_slots,
                      .payload = &payload::html_span},
                     {.objects = {"Audio"},
                      .slots = "{span: span<time<s>>, channel?: int}",
                      .payload = &payload::audio_span},
                     {.objects = {"Image"},
                      .slots = no_slots,
                      .payload = &payload::partner,
                      .with_only = true},
                     {.objects = {"Video"},
                      .slots = no_slots,
                      .payload = &payload::partner,
                      .lends_labels = true}},
     .labels = {.key = "labels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc =
         "Spans of text (code points) or of sound (seconds) with a label; on images the labels of "
         "regions that Rectangle, Polygon and the like draw, on videos those of VideoRectangle and "
         "VideoVector."},
    {.tag = "HyperTextLabels",
     .type = "hypertextlabels",
     .objects = {"HyperText"},
     .slots = page_span_slots,
     .payload = &payload::html_span,
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
     .payload = &payload::paragraph_span,
     .labels = {.key = "paragraphlabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "Spans of one paragraph of a dialogue, counted from 0, with a label. Positions are "
            "UTF-16 units of the paragraph's text."},
    {.tag = "TimeSeriesLabels",
     .type = "timeserieslabels",
     .objects = {"TimeSeries"},
     .slots = "{span: span<number>, instant?: bool}",
     .payload = &payload::number_range,
     .other_forms = {{.objects = {"TimeSeries"},
                      .slots = "{span: span<datetime<iso>>, instant?: bool}",
                      .payload = &payload::date_range,
                      .for_dates = true}},
     .labels = {.key = "timeserieslabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc =
         "Stretches of a time series with a label, in what its time column counts: dates where the "
         "tag has `timeColumn` and `timeFormat`, else numbers (without `timeColumn` those of the "
         "rows, from 0). Start and end that are the same are an instant."},
    {.tag = "TimelineLabels",
     .type = "timelinelabels",
     .objects = {"Video"},
     .slots = "{span: span<frame<1>>}",
     .payload = &payload::frame_range,
     .labels = {.key = "timelinelabels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .server_accepts = false,
     .doc = "Stretches of frames of a video with a label."},
    {.tag = "VideoRectangle",
     .type = "videorectangle",
     .objects = {"Video"},
     .slots = box_track_slots,
     .payload = &payload::box_track,
     .labels = {.key = "labels", .child = "", .required = false},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .server_needs = duration | frames,
     .doc =
         "A box that moves through a video: keyframes in any order; its labels are those of a "
         "`Labels` on the same video. Where the next keyframe is more than `step` frames (1) away "
         "the box is not seen in between, unless the keyframe says `enabled: true`."},
    {.tag = "VideoVectorLabels",
     .type = "videovectorlabels",
     .objects = {"Video"},
     .slots = vector_track_slots,
     .payload = &payload::vector_track,
     .labels = {.key = "labels", .child = "Label"},
     .label_slot = LabelSlot::labels,
     .is_region = true,
     .doc = "A line that moves through a video, with a label (Enterprise)."},
    {.tag = "VideoVector",
     .type = "videovector",
     .objects = {"Video"},
     .slots = vector_track_slots,
     .payload = &payload::vector_track,
     .labels = {.key = "labels", .child = "", .required = false},
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
     .payload = &payload::pairwise,
     .compares_objects = true,
     .doc = "Which of the two objects in its `toName` is better: the first is `\"left\"`."},
    {.tag = "Ranker",
     .type = "ranker",
     .objects = {"List"},
     .slots = "{ranking: [id]}",
     .payload = &payload::ranker,
     .part = "Bucket",
     .part_slots = "{ranking: map<[id]>}",
     .doc = "Ids of a list's items in order. With `<Bucket>`s `ranking` is a record, or a map, of "
            "such lists by bucket."},

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
     .slots = message_slots,
     .payload = &payload::chat_message,
     .is_region = true,
     .needs_to_name = false,
     .is_own_object = true,
     .refuses_to_name = true,
     .forbidden_name = "chatmessage",
     .doc = "A message of a conversation (Enterprise): one result for each, that per-region "
            "controls can judge. `created` puts them in order."},
    {.tag = "ReactCode",
     .type = "reactcode",
     .objects = {"ReactCode"},
     .slots = "{value: json}",
     .payload = &payload::react_code,
     .is_region = true,
     .needs_to_name = false,
     .is_own_object = true,
     .schema = "outputs",
     .forbidden_name = "reactcode",
     .doc = "What a component of the user's own stores (Enterprise): a record, of the fields that "
            "the tag's `outputs` names where it has them."},
};

constexpr ObjectKind objects[] = {
    {.tag = "Image",
     .facts = size | none,
     .is_bounded = true,
     .is_image = true,
     .can_be_list = true,
     .doc = "A picture, or with `valueList` several."},
    {.tag = "Text",
     .facts = text | tokens,
     .text = TextSource::value,
     .doc = "Plain text. Positions are code points."},
    {.tag = "HyperText",
     .facts = text | tokens,
     .text = TextSource::page,
     .has_inline_content = true,
     .doc = "A page of HTML. Positions are code points of the rendered text."},
    {.tag = "Paragraphs",
     .facts = text | none,
     .text = TextSource::paragraphs,
     .data_forms = forms({DataForm::list, DataForm::text}),
     .doc = "A dialogue: a list of who said what."},
    {.tag = "Audio",
     .aliases = {"AudioPlus"},
     .facts = duration | rate | fps,
     .has_length = true,
     .doc = "Sound. Positions are seconds; `fps` is for models that count frames of their own."},
    {.tag = "Video",
     .facts = size | duration | rate | fps | frames,
     .is_bounded = true,
     .rate_attribute = "frameRate",
     .usual_rate = 24,
     .doc = "A film. Positions are frames, counted from 1. Of `fps`, `frames` and `duration` two "
            "give the third; without `fps` it is the `frameRate` of the tag, or 24."},
    {.tag = "TimeSeries",
     .date_attributes = {"timeFormat", "timeColumn"},
     .data_forms = forms({DataForm::record, DataForm::list, DataForm::text}),
     .doc = "Measurements over time."},
    {.tag = "Table",
     .data_forms = forms({DataForm::record, DataForm::text}),
     .doc = "Names and values in two columns: a record, or the text of one."},
    {.tag = "List",
     .data_forms = forms({DataForm::list}),
     .item_fields = {"id"},
     .doc = "Items with an `id`, a `title` and a `body`."},
    {.tag = "Pdf",
     .facts = size | none,
     .has_pages = true,
     .doc = "A PDF document: an address. `size: [[w, h], …]` gives one for each page."},
    {.tag = "Chat",
     .data_forms = forms({DataForm::list}),
     .doc = "A conversation (Enterprise): a list of messages with `role` and `content`."},
    {.tag = "ReactCode",
     .data_attribute = "data",
     .needs_no_value = true,
     .data_forms = forms({DataForm::text, DataForm::list, DataForm::record}),
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

std::span<const TwoWays> two_ways() { return slots_in_two_ways; }

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

std::optional<Form> form_on(const ControlKind& control, const ObjectKind& object, bool has_dates) {
    for (const ControlForm& form : control.other_forms) {
        if ((has_dates || !form.for_dates) &&
            std::ranges::find(form.objects, object.tag) != form.objects.end()) {
            return Form{form.slots, form.payload, form.with_only, form.lends_labels};
        }
    }
    if (std::ranges::find(control.objects, object.tag) == control.objects.end()) {
        return std::nullopt;
    }
    return Form{control.slots, control.payload, false};
}

}  // namespace lsmap::labelstudio
