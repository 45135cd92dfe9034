#include "validate/forms.hpp"

#include "validate/result_check.hpp"

#include <algorithm>

namespace lsmap::validate {
namespace {

using enum Shape;
using enum Harm;

constexpr Rule required(Shape shape) { return {.shape = shape, .required = true}; }
constexpr Rule optional(Shape shape) { return {.shape = shape}; }
constexpr Rule nullable(Shape shape) { return {.shape = shape, .or_null = true}; }

// A position or length in percent. The server has no lower bound.
constexpr Field percent(std::string_view key) {
    return {.key = key,
            .server = {.shape = number, .required = true, .most = 100},
            .editor = required(number)};
}
// A length below zero is drawn, the wrong way round.
constexpr Field percent_length(std::string_view key, Harm missing = hidden) {
    return {.key = key,
            .server = {.shape = number, .required = true, .most = 100},
            .editor = required(number),
            .missing = missing,
            .least = 0};
}
constexpr Field radius(std::string_view key) {
    return {.key = key,
            .server = {.shape = number, .required = true, .most = 50},
            .editor = required(number),
            .least = 0};
}
constexpr Field rotation = {.key = "rotation",
                            .server = {.shape = number, .or_null = true, .most = 360},
                            .editor = optional(number),
                            .least = -360,
                            .most = 360};
constexpr Field closed = {
    .key = "closed", .server = nullable(yes_no), .editor = optional(yes_no), .unfit = wrong};

constexpr Field box_fields[] = {percent("x"), percent("y"), percent_length("width"),
                                percent_length("height", wrong), rotation};
constexpr Field ellipse_fields[] = {percent("x"), percent("y"), radius("radiusX"),
                                    radius("radiusY"), rotation};
constexpr Field polygon_fields[] = {{.key = "points",
                                     .server = {.shape = points, .required = true, .most = 100},
                                     .editor = required(points)},
                                    {.key = "closed", .editor = optional(yes_no), .unfit = wrong}};
constexpr Field keypoint_fields[] = {
    percent("x"),
    percent("y"),
    {.key = "width", .editor = required(number), .least = 0, .fill = "0.5"}};
constexpr Field mask_fields[] = {
    {.key = "rle", .server = required(bytes), .editor = optional(bytes)},
    {.key = "format", .server = optional(text), .editor = optional(text), .fill = "\"rle\""}};
constexpr Field bitmask_fields[] = {{.key = "imageDataURL", .editor = required(text)}};

constexpr Field vertex_fields[] = {
    {.key = "x", .server = required(number), .editor = required(number)},
    {.key = "y", .server = required(number), .editor = required(number)},
    {.key = "id", .server = nullable(text), .editor = required(text), .missing = wrong},
    {.key = "prevPointId",
     .server = nullable(text),
     .editor = {.shape = text, .required = true, .or_null = true},
     .missing = wrong},
    {.key = "isBezier", .server = nullable(yes_no), .editor = optional(yes_no), .unfit = wrong}};
constexpr Field line_fields[] = {
    {.key = "vertices", .server = required(rows), .editor = required(rows), .items = vertex_fields},
    closed};

// Shares of the page, which neither judge bounds.
constexpr Field share(std::string_view key) {
    return {
        .key = key, .server = required(number), .editor = required(number), .least = 0, .most = 1};
}
constexpr Field turn_on_page = {.key = "rotation",
                                .server = nullable(number),
                                .editor = optional(number),
                                .least = -360,
                                .most = 360};
constexpr Field text_on_page = {
    .key = "ocrtext", .server = nullable(text), .editor = optional(text), .unfit = wrong};
constexpr Field page_box_fields[] = {
    share("x"),
    share("y"),
    share("width"),
    share("height"),
    turn_on_page,
    {.key = "pageIndex", .server = nullable(whole), .editor = required(whole), .least = 1},
    text_on_page};
// An image is one page.
constexpr Field image_page_fields[] = {
    share("x"),
    share("y"),
    share("width"),
    share("height"),
    turn_on_page,
    {.key = "pageIndex", .server = nullable(whole), .editor = optional(whole), .least = 1},
    text_on_page};

constexpr Field text_fields[] = {
    {.key = "start", .server = required(position), .editor = required(position)},
    {.key = "end", .server = required(position), .editor = required(position)}};
constexpr Field sound_fields[] = {
    {.key = "start", .server = required(position), .editor = required(number), .least = 0},
    {.key = "end", .server = required(position), .editor = required(number), .least = 0},
    {.key = "channel", .editor = optional(number), .least = 0}};
constexpr Field offset_in_node(std::string_view key) {
    return {.key = key,
            .server = {.shape = whole, .or_null = true, .least = 0},
            .editor = optional(whole)};
}
constexpr Field html_fields[] = {
    {.key = "start", .server = required(position), .editor = required(position)},
    {.key = "end", .server = required(position), .editor = required(position)},
    offset_in_node("startOffset"),
    offset_in_node("endOffset")};
constexpr Field offset_in_phrase(std::string_view key) {
    return {.key = key,
            .server = {.shape = whole, .or_null = true, .least = 0},
            .editor = required(whole)};
}
constexpr Field phrase_fields[] = {
    {.key = "start", .server = required(position), .editor = required(text)},
    {.key = "end", .server = required(position), .editor = required(text)},
    offset_in_phrase("startOffset"),
    offset_in_phrase("endOffset")};
constexpr Field time_fields[] = {
    {.key = "start", .server = required(position), .editor = required(position)},
    {.key = "end", .server = required(position), .editor = required(position)},
    {.key = "instant", .server = required(yes_no), .editor = optional(yes_no), .fill = "false"}};

constexpr Field range_fields[] = {{.key = "start", .editor = required(whole), .least = 1},
                                  {.key = "end", .editor = required(whole), .least = 1}};
constexpr Field timeline_fields[] = {
    {.key = "ranges", .editor = required(rows), .items = range_fields}};

constexpr Field frame = {
    .key = "frame", .server = required(whole), .editor = required(whole), .least = 1};
// Without it the region vanishes at this keyframe.
constexpr Field enabled(Rule server) {
    return {.key = "enabled",
            .server = server,
            .editor = required(yes_no),
            .missing = wrong,
            .unfit = wrong,
            .fill = "true"};
}
constexpr Field box_frame_fields[] = {frame,
                                      {.key = "time", .server = required(number)},
                                      enabled({}),
                                      {.key = "rotation",
                                       .server = nullable(number),
                                       .editor = required(number),
                                       .missing = wrong,
                                       .fill = "0"},
                                      percent("x"),
                                      percent("y"),
                                      percent_length("width"),
                                      percent_length("height")};
constexpr Field track_fields[] = {{.key = "framesCount", .server = required(whole)},
                                  {.key = "duration", .server = required(number)},
                                  {.key = "sequence",
                                   .server = required(rows),
                                   .editor = required(rows),
                                   .items = box_frame_fields}};
constexpr Field line_frame_fields[] = {frame,
                                       {.key = "time", .server = nullable(number)},
                                       enabled(nullable(yes_no)),
                                       closed,
                                       {.key = "vertices",
                                        .server = required(rows),
                                        .editor = required(rows),
                                        .items = vertex_fields}};
constexpr Field line_track_fields[] = {{.key = "framesCount", .server = nullable(whole)},
                                       {.key = "duration", .server = nullable(number)},
                                       {.key = "sequence",
                                        .server = required(rows),
                                        .editor = required(rows),
                                        .items = line_frame_fields}};

constexpr Field textarea_fields[] = {
    {.key = "text", .server = required(texts), .editor = required(any)}};
constexpr Field number_fields[] = {{.key = "number",
                                    .server = required(number),
                                    .editor = required(number),
                                    .missing = aborts,
                                    .unfit = aborts}};
constexpr Field rating_fields[] = {{.key = "rating",
                                    .server = {.shape = whole, .required = true, .least = 0},
                                    .editor = required(number),
                                    .missing = aborts,
                                    .unfit = aborts}};
constexpr Field date_fields[] = {
    {.key = "datetime", .server = required(text), .editor = required(text)}};
constexpr Field pairwise_fields[] = {{.key = "selected",
                                      .server = required(text),
                                      .editor = required(text),
                                      .missing = aborts,
                                      .unfit = aborts}};
constexpr Field ranker_fields[] = {
    {.key = "ranker", .server = required(buckets), .editor = required(buckets)}};
constexpr Field message_fields[] = {
    {.key = "role", .server = required(text), .editor = required(text)},
    {.key = "content", .server = required(text), .editor = required(text)},
    {.key = "createdAt", .server = nullable(whole), .editor = optional(number), .unfit = wrong}};
constexpr Field chat_fields[] = {{.key = "chatmessage",
                                  .server = required(record),
                                  .editor = required(record),
                                  .items = message_fields}};
constexpr Field reactcode_fields[] = {
    {.key = "reactcode", .server = required(object), .editor = required(object)}};

constexpr ValueForm forms[] = {
    {.tags = {"RectangleLabels", "Rectangle"},
     .fields = box_fields,
     .drawn = Drawn::rectangle,
     .whole = 100,
     .is_split_partner = true,
     .further = &further::box},
    {.tags = {"EllipseLabels", "Ellipse"},
     .fields = ellipse_fields,
     .drawn = Drawn::ellipse,
     .whole = 100,
     .is_split_partner = true,
     .further = &further::ellipse},
    {.tags = {"PolygonLabels", "Polygon"},
     .fields = polygon_fields,
     .drawn = Drawn::polygon,
     .whole = 100,
     .is_split_partner = true,
     .further = &further::polygon},
    {.tags = {"KeyPointLabels", "KeyPoint"},
     .fields = keypoint_fields,
     .drawn = Drawn::keypoint,
     .whole = 100,
     .is_split_partner = true,
     .further = &further::keypoint},
    {.tags = {"BrushLabels", "Brush", "MagicWand"},
     .fields = mask_fields,
     .drawn = Drawn::brush,
     .is_split_partner = true,
     .further = &further::mask},
    {.tags = {"BitmaskLabels", "Bitmask"},
     .fields = bitmask_fields,
     .drawn = Drawn::bitmask,
     .further = &further::bitmask},
    {.tags = {"VectorLabels", "Vector"},
     .fields = line_fields,
     .drawn = Drawn::vector,
     .whole = 100,
     .further = &further::vertices},
    {.tags = {"OcrLabels"}, .fields = page_box_fields, .whole = 1},
    {.tags = {"OcrLabels"}, .objects = {"Image"}, .fields = image_page_fields, .whole = 1},
    {.tags = {"Labels"},
     .objects = {"Audio"},
     .fields = sound_fields,
     .further = &further::sound_span},
    {.tags = {"Labels"},
     .objects = {"HyperText"},
     .fields = html_fields,
     .further = &further::html_span},
    {.tags = {"Labels"}, .objects = {"Image", "Video"}, .needs_partner = true},
    {.tags = {"Labels"}, .fields = text_fields, .further = &further::text_span},
    {.tags = {"HyperTextLabels"}, .fields = html_fields, .further = &further::html_span},
    {.tags = {"ParagraphLabels"}, .fields = phrase_fields, .further = &further::phrase_span},
    {.tags = {"TimeSeriesLabels"}, .fields = time_fields, .further = &further::time_span},
    {.tags = {"TimelineLabels"}, .fields = timeline_fields, .further = &further::ranges},
    {.tags = {"VideoRectangle"},
     .fields = track_fields,
     .whole = 100,
     .takes_labels_of_object = true,
     .further = &further::track},
    {.tags = {"VideoVectorLabels"}, .fields = line_track_fields, .further = &further::lines_track},
    {.tags = {"VideoVector"},
     .fields = line_track_fields,
     .takes_labels_of_object = true,
     .is_merged_with_labels = true,
     .further = &further::lines_track},
    {.tags = {"Choices"}, .further = &further::choices},
    {.tags = {"Taxonomy"}, .labels = paths},
    {.tags = {"TextArea"}, .fields = textarea_fields},
    {.tags = {"Number"}, .fields = number_fields, .further = &further::number},
    {.tags = {"Rating"}, .fields = rating_fields, .further = &further::rating},
    {.tags = {"DateTime"}, .fields = date_fields, .further = &further::date},
    {.tags = {"Pairwise"}, .fields = pairwise_fields, .further = &further::pairwise},
    {.tags = {"Ranker"}, .fields = ranker_fields, .further = &further::ranker},
    {.tags = {"Chat"}, .fields = chat_fields, .further = &further::chat},
    {.tags = {"ReactCode"}, .fields = reactcode_fields},
};

// The editor's model of a result is strict about these; the server does not look at them.
constexpr Field keys_beside_value[] = {
    {.key = "score", .editor = {.shape = number, .or_null = true}, .unfit = aborts},
    {.key = "item_index", .editor = {.shape = whole, .or_null = true}, .unfit = aborts, .least = 0},
    {.key = "original_width",
     .editor = {.shape = number, .or_null = true},
     .unfit = wrong,
     .least = 1},
    {.key = "original_height",
     .editor = {.shape = number, .or_null = true},
     .unfit = wrong,
     .least = 1},
    {.key = "image_rotation", .editor = {.shape = number, .or_null = true}, .unfit = wrong},
    {.key = "original_length", .editor = {.shape = number, .or_null = true}, .unfit = wrong},
    {.key = "readonly", .editor = {.shape = yes_no, .or_null = true}, .unfit = wrong},
    {.key = "meta", .editor = {.shape = object, .or_null = true}, .unfit = wrong},
    {.key = "parentID", .editor = {.shape = text, .or_null = true}, .unfit = wrong},
};

constexpr std::string_view reserved[] = {"type",  "id",     "object",   "results",   "parentID",
                                         "score", "origin", "readonly", "item_index"};

bool has(const auto& list, std::string_view tag) {
    return std::ranges::find(list, tag) != list.end();
}

}  // namespace

std::string_view drawn_name(Drawn drawn) {
    static constexpr std::string_view names[] = {"nothing",   "a rectangle", "an ellipse",
                                                 "a dot",     "a polygon",   "a brush mask",
                                                 "a bitmask", "a line"};
    return names[static_cast<std::size_t>(drawn)];
}

std::span<const ValueForm> value_forms() { return forms; }
std::span<const Field> result_fields() { return keys_beside_value; }
std::span<const std::string_view> reserved_value_keys() { return reserved; }

const ValueForm* form_of(std::string_view control_tag, std::string_view object_tag) {
    const ValueForm* rest = nullptr;
    for (const ValueForm& form : forms) {
        if (!has(form.tags, control_tag)) {
            continue;
        }
        if (has(form.objects, object_tag)) {
            return &form;
        }
        rest = form.objects.empty() ? &form : rest;
    }
    return rest;
}

}  // namespace lsmap::validate
