// Answers about an object: choices, numbers, dates, rankings, messages.
#include "diag/codes/validate.hpp"
#include "validate/dates.hpp"
#include "validate/result_check.hpp"

#include <algorithm>
#include <cmath>

namespace lsmap::validate::further {
namespace {

using json::Kind;
using json::Value;

bool is_one_of(const Value& value, std::initializer_list<std::string_view> words) {
    const std::string text = value.text();
    return std::ranges::find(words, text) != words.end();
}

bool holds(const Value& list, std::string_view text) {
    for (Value one = list.first(); one; one = one.next()) {
        if (one.is_text(text)) {
            return true;
        }
    }
    return false;
}

}  // namespace

void choices(ResultCheck& r) {
    const Value list = r.key(r.r.control->kind->labels.key);
    if (r.r.control->single_choice && list.is(Kind::array) && list.size() > 1) {
        r.find(list, false, Harm::wrong, diag::several_for_one_choice, list.size(),
               r.r.control->name)
            .help("`choice=\"multiple\"` in the config takes several");
    }
}

void number(ResultCheck& r) {
    const Value value = r.key("number");
    const labelstudio::Control& control = *r.r.control;
    if (!value.is(Kind::number)) {
        return;
    }
    if (control.minimum && value.number() < *control.minimum) {
        r.find(value, false, Harm::wrong, diag::answer_not_shown, "`number`",
               fmt::format("`{}`", value.raw()),
               fmt::format("`{}` begins at {}", control.name, *control.minimum));
    } else if (control.maximum && value.number() > *control.maximum) {
        r.find(value, false, Harm::wrong, diag::answer_not_shown, "`number`",
               fmt::format("`{}`", value.raw()),
               fmt::format("`{}` ends at {}", control.name, *control.maximum));
    }
}

// The server cuts the fraction off before it compares with `maxRating`, and wants a whole number
// only then; a text has to be one of digits alone.
void rating(ResultCheck& r) {
    const Value value = r.key("rating");
    const double stars = value ? server_number(value) : std::nan("");
    if (std::isnan(stars)) {
        return;
    }
    if (stars > static_cast<double>(r.r.control->max_rating)) {
        r.find(value, true, Harm::wrong, diag::answer_not_shown, "`rating`",
               fmt::format("`{}`", value.raw()),
               fmt::format("`{}` has {} stars", r.r.control->name, r.r.control->max_rating));
    } else if (value.is(Kind::string) && value.text().find('.') != std::string::npos) {
        r.find(value, true, Harm::none, diag::key_of_wrong_kind, "rating", shown(value),
               "a whole number");
    }
}

void date(ResultCheck& r) {
    const Value value = r.key("datetime");
    const std::string& format = r.r.control->date_format;
    if (value.is(Kind::string) && !format.empty() && !has_date_form(value.text(), format)) {
        r.find(value, false, Harm::hidden, diag::date_in_other_form, shown(value), format,
               r.r.control->name);
    }
}

void pairwise(ResultCheck& r) {
    const Value value = r.key("selected");
    if (value.is(Kind::string) && !is_one_of(value, {"left", "right"})) {
        r.find(value, false, Harm::aborts, diag::word_not_known, "selected", shown(value),
               "`left`, `right`")
            .note("where neither is better there is no result");
    }
}

// Buckets by their names; without any, one list under the Ranker's own name.
void ranker(ResultCheck& r) {
    const Value value = r.key("ranker");
    const labelstudio::Control& control = *r.r.control;
    for (Value bucket = value.first(); value.is(Kind::object) && bucket; bucket = bucket.next()) {
        const std::string name = bucket.key();
        const bool is_known =
            control.parts.empty()
                ? name == control.name
                : name == "_" || std::ranges::find(control.parts, name) != control.parts.end();
        if (!is_known) {
            r.find(bucket, false, Harm::hidden, diag::word_not_known, "ranker",
                   fmt::format("for `{}`", name),
                   control.parts.empty() ? fmt::format("`{}`", control.name) : "its buckets");
        }
    }
    const Value items = r.object_data();
    if (!items.is(Kind::array)) {
        return;
    }
    std::vector<std::string> ids;
    for (Value item = items.first(); item; item = item.next()) {
        const Value id = item["id"];
        ids.push_back(id.is(Kind::string) ? id.text() : id ? std::string(id.raw()) : "");
    }
    for (Value bucket = value.first(); value.is(Kind::object) && bucket; bucket = bucket.next()) {
        for (Value id = bucket.first(); bucket.is(Kind::array) && id; id = id.next()) {
            if (id.is(Kind::string) && std::ranges::find(ids, id.text()) == ids.end()) {
                r.find(id, false, Harm::wrong, diag::answer_not_shown, "the item",
                       fmt::format("`{}`", id.text()), "the task's list has none of this id");
            }
        }
    }
    // Without buckets the editor shows what is ranked and nothing else.
    const Value ranked = value[control.name];
    for (const std::string& id : ids) {
        if (control.parts.empty() && ranked.is(Kind::array) && !holds(ranked, id)) {
            r.find(ranked, false, Harm::hidden, diag::answer_not_shown,
                   fmt::format("item `{}` of the task's list", id), "not ranked",
                   "the editor leaves it out");
            return;
        }
    }
}

void chat(ResultCheck& r) {
    const Value role = r.key("chatmessage")["role"];
    if (role.is(Kind::string) &&
        !is_one_of(role, {"user", "assistant", "system", "tool", "developer"})) {
        r.find(role, false, Harm::wrong, diag::word_not_known, "role", shown(role),
               "`user`, `assistant`, `system`, `tool`, `developer`");
    }
}

}  // namespace lsmap::validate::further
