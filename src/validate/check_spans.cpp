// Spans of text, HTML, dialogues, sound and time series.
#include "data/text_offsets.hpp"
#include "diag/codes/validate.hpp"
#include "validate/dates.hpp"
#include "validate/result_check.hpp"

#include <algorithm>
#include <cmath>

namespace lsmap::validate::further {
namespace {

using json::Kind;
using json::Value;

constexpr std::size_t shown_text = 40;  // bytes

std::string quoted_start(std::string_view text) {
    if (text.size() <= shown_text) {
        return fmt::format("`{}`", text);
    }
    std::size_t end = shown_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
        --end;
    }
    return fmt::format("`{}…`", text.substr(0, end));
}

// A whole number, or the text of one, which the editor takes as well. NaN: neither.
double offset_of(const Value& value) {
    if (is_whole(value)) {
        return value.number();
    }
    return value.is(Kind::string) && is_number_text(value.text()) &&
                   value.text().find_first_of(".eE") == std::string::npos
               ? server_number(value)
               : std::nan("");
}

void check_order(ResultCheck& r, double start, double end) {
    if (end < start) {
        r.find(r.key("end"), false, Harm::wrong, diag::ends_before_start)
            .help("exchange `start` and `end`");
    }
}

// False: reported. A number with a fraction, or a text that is no number, is no offset.
bool check_offset(ResultCheck& r, std::string_view key) {
    const Value value = r.key(key);
    const double offset = offset_of(value);
    if (std::isnan(offset)) {
        Found found = r.find(value, false, Harm::hidden, diag::key_of_wrong_kind, std::string(key),
                             shown(value), "a whole number");
        found.note("positions in text are counted in characters");
        return false;
    }
    if (offset < 0) {
        r.find(value, false, Harm::wrong, diag::outside_the_text, fmt::format("`{}`", key),
               shown(value), "a text begins at 0");
        return false;
    }
    return true;
}

// Compares the span with the text of the task, where that is known.
void check_against_text(ResultCheck& r, std::string_view text, double start, double end,
                        bool in_utf16) {
    const data::TextOffsets offsets(text);
    const double size =
        static_cast<double>(in_utf16 ? offsets.utf16_units() : offsets.code_points());
    if (end > size) {
        r.find(r.key(in_utf16 ? "endOffset" : "end"), false, Harm::wrong, diag::outside_the_text,
               in_utf16 ? "`endOffset`" : "`end`", fmt::format("{}", end),
               fmt::format("the text has {} characters", size));
        return;
    }
    const Value said = r.key("text");
    if (!said.is(Kind::string) || end < start) {
        return;
    }
    const auto point = [&](double at) {
        const auto n = static_cast<std::size_t>(at);
        return in_utf16 ? offsets.code_point_of_utf16(n) : std::optional(n);
    };
    const auto from = point(start);
    const auto to = point(end);
    const auto slice = from && to ? offsets.slice(*from, *to) : std::nullopt;
    if (!slice || *slice != said.text()) {
        Found found = r.find(said, false, Harm::wrong, diag::other_text, quoted_start(said.text()),
                             slice ? quoted_start(*slice) : "half a character");
        if (!offsets.is_ascii()) {
            found.help(in_utf16 ? "these positions count UTF-16 units"
                                : "these positions count Unicode characters, not bytes and not "
                                  "UTF-16 units");
        }
    }
}

bool is_there(const Value& value) { return value && !value.is(Kind::null); }

}  // namespace

void text_span(ResultCheck& r) {
    for (const std::string_view key : {"startOffset", "endOffset"}) {
        if (const Value offset = r.key(key); is_there(offset)) {
            r.find(offset, false, Harm::hidden, diag::mixed_positions,
                   fmt::format("with `{}`, `start` and `end` are taken for places in a page", key))
                .remove_member(offset, "took it out");
            return;
        }
    }
    if (!r.key("start") || !r.key("end") || !check_offset(r, "start") || !check_offset(r, "end")) {
        return;
    }
    const double start = offset_of(r.key("start"));
    const double end = offset_of(r.key("end"));
    check_order(r, start, end);
    const Value text = r.object_data();
    if (text.is(Kind::string) && !r.r.object->is_url &&
        r.r.object->kind->text == labelstudio::TextSource::value) {
        check_against_text(r, text.text(), start, end, false);
    }
}

// Either places in the page (XPath with an offset into its text), or characters of its text.
void html_span(ResultCheck& r) {
    const Value start = r.key("start");
    const Value end = r.key("end");
    const bool has_offsets = is_there(r.key("startOffset")) || is_there(r.key("endOffset"));
    if (!start || !end) {
        return;
    }
    if (has_offsets) {
        for (const std::string_view key : {"startOffset", "endOffset"}) {
            if (!is_there(r.key(key))) {
                r.find(r.r.value, false, Harm::hidden, diag::value_lacks_key,
                       std::string(r.r.control->kind->type), std::string(key));
            }
        }
        for (const Value& place : {start, end}) {
            if (place.is(Kind::number)) {
                r.find(place, false, Harm::hidden, diag::mixed_positions,
                       "with `startOffset`, `start` and `end` are XPaths, not numbers");
                return;
            }
        }
        return;
    }
    for (const Value& place : {start, end}) {
        if (place.is(Kind::string) && std::isnan(offset_of(place))) {
            r.find(place, false, Harm::hidden, diag::mixed_positions,
                   "an XPath needs `startOffset` and `endOffset`");
            return;
        }
    }
    if (check_offset(r, "start") && check_offset(r, "end")) {
        check_order(r, offset_of(start), offset_of(end));
    }
}

void sound_span(ResultCheck& r) { check_order(r, r.number("start"), r.number("end")); }

// `start` and `end` are the numbers of phrases, as strings; offsets count UTF-16 units in them.
void phrase_span(ResultCheck& r) {
    const double from = offset_of(r.key("start"));
    const double to = offset_of(r.key("end"));
    const double start = r.number("startOffset");
    const double end = r.number("endOffset");
    const Value phrases = r.object_data();
    for (const std::string_view key : {"start", "end"}) {
        const Value place = r.key(key);
        const double phrase = offset_of(place);
        if (place.is(Kind::string) && std::isnan(phrase)) {
            r.find(place, false, Harm::hidden, diag::outside_the_text, fmt::format("`{}`", key),
                   shown(place), "phrases are named by their numbers, as `\"0\"`");
            return;
        }
        if (phrases.is(Kind::array) && phrase >= static_cast<double>(phrases.size())) {
            r.find(place, false, Harm::hidden, diag::outside_the_text, fmt::format("`{}`", key),
                   shown(place),
                   fmt::format("the dialogue has {} phrases, counted from 0", phrases.size()));
            return;
        }
    }
    if (to < from || (to == from && end < start)) {
        r.find(r.key(to < from ? "end" : "endOffset"), false, Harm::wrong, diag::ends_before_start);
        return;
    }
    if (!phrases.is(Kind::array) || from != to || std::isnan(start) || std::isnan(end)) {
        return;
    }
    Value phrase = phrases.first();
    for (double i = 0; i < from && phrase; ++i) {
        phrase = phrase.next();
    }
    if (const Value text = phrase[r.r.object->text_key]; text.is(Kind::string)) {
        check_against_text(r, text.text(), start, end, true);
    }
}

void time_span(ResultCheck& r) {
    const std::string& format = r.r.object == nullptr ? "" : r.r.object->date_format;
    for (const std::string_view key : {"start", "end"}) {
        const Value place = r.key(key);
        if (!place.is(Kind::string)) {
            continue;
        }
        if (format.empty()) {
            Found found = r.find(place, false, Harm::hidden, diag::key_of_wrong_kind,
                                 std::string(key), shown(place), "a number");
            if (is_number_text(place.text())) {
                found.replace(place, place.text(), "made a number of it");
            }
        } else if (!has_date_form(place.text(), format)) {
            r.find(place, false, Harm::aborts, diag::date_in_other_form, shown(place), format,
                   r.r.object->name);
        }
    }
    check_order(r, r.number("start"), r.number("end"));
    if (r.key("instant").is_true() && r.number("start") < r.number("end")) {
        r.find(r.key("instant"), false, Harm::wrong, diag::mixed_positions,
               "an instant starts and ends at one point");
    }
}

}  // namespace lsmap::validate::further
