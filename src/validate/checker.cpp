#include "validate/checker.hpp"

#include "data/reader.hpp"
#include "data/syntax.hpp"
#include "diag/codes/data.hpp"
#include "diag/codes/validate.hpp"
#include "validate/result_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lsmap::validate {
namespace {

using json::Kind;
using json::Value;
using labelstudio::Accept;

constexpr std::string_view nul = "\\u0000";
constexpr std::size_t shown_bytes = 60;  // of a text that is no JSON

// What comes of a finding, said at its end.
std::string sentence(const Verdict& verdict, Harm harm) {
    static constexpr std::string_view editor[] = {"", "its editor shows it otherwise",
                                                  "its editor does not show it",
                                                  "its editor drops it and all results behind it"};
    const std::string_view shown = editor[static_cast<std::size_t>(harm)];
    if (verdict.refused) {
        return fmt::format("Label Studio's server refuses it{}{}", shown.empty() ? "" : "; ",
                           shown);
    }
    return shown.empty() ? "" : fmt::format("Label Studio's server takes it; {}", shown);
}

std::vector<std::string> words(const Verdict& verdict) {
    std::vector<std::string> words;
    if (verdict.refused) {
        words.emplace_back("refused");
    }
    if (verdict.shown != Shown::right) {
        words.emplace_back(verdict.shown == Shown::hidden ? "hidden" : "wrong");
    }
    return words;
}

// What the server's task validation takes: a number passes for the text that is shown.
bool takes_data(const labelstudio::ObjectKind& kind, const Value& value) {
    using labelstudio::DataForm;
    const auto takes = [&](DataForm form) {
        return (kind.data_forms & static_cast<std::uint8_t>(form)) != 0;
    };
    switch (value.kind()) {
        case Kind::null:
            return false;
        case Kind::boolean:
        case Kind::number:
            return kind.text == labelstudio::TextSource::value;
        case Kind::string:
            return takes(DataForm::text);
        case Kind::array:
            return takes(DataForm::list);
        case Kind::object:
            return takes(DataForm::record);
    }
    return false;
}

// "a string or a list"
std::string forms_of(const labelstudio::ObjectKind& kind) {
    static constexpr std::string_view names[] = {"a string", "a list", "an object"};
    std::string text;
    for (unsigned i = 0; i < std::size(names); ++i) {
        if ((kind.data_forms >> i & 1U) != 0) {
            text += (text.empty() ? "" : " or ") + std::string(names[i]);
        }
    }
    return text;
}

bool looks_like_a_result(const Value& value) {
    return value["from_name"] || value["to_name"] ||
           (value["type"] && value["value"].is(Kind::object));
}

bool looks_like_a_prediction(const Value& value) { return static_cast<bool>(value["result"]); }

}  // namespace

Found& Found::control(const labelstudio::Control* control) {
    if (finding_ != nullptr && control != nullptr) {
        finding_->diagnostic.label(control->span, "the control stands here");
    }
    return *this;
}

Found& Found::add_member(const Value& object, std::string_view key, std::string_view value,
                         std::string done) {
    Value last;
    for (Value member = object.first(); member; member = member.next()) {
        last = member;
    }
    const std::string member = fmt::format("{}: {}", json::quoted(key), value);
    if (!last) {
        return edit(object.begin() + 1, object.begin() + 1, member, std::move(done));
    }
    // The blanks before the last member, so that the layout goes on.
    const std::string_view text = object.raw();
    const std::size_t key_at = last.key_begin() - object.begin();
    std::size_t blanks = key_at;
    while (blanks > 0 && (text[blanks - 1] == ' ' || text[blanks - 1] == '\n' ||
                          text[blanks - 1] == '\t' || text[blanks - 1] == '\r')) {
        --blanks;
    }
    std::string_view gap = text.substr(blanks, key_at - blanks);
    const bool is_only = object.size() == 1;
    if (is_only && gap.empty()) {
        gap = " ";
    }
    return edit(last.end(), last.end(), fmt::format(",{}{}", gap, member), std::move(done));
}

Found& Found::remove_member(const Value& member, std::string done) {
    const auto is_blank = [this](std::size_t at) {
        return text_[at] == ' ' || text_[at] == '\n' || text_[at] == '\t' || text_[at] == '\r';
    };
    std::size_t begin = member.key_begin();
    std::size_t end = member.end();
    while (is_blank(begin - 1)) {
        --begin;
    }
    if (text_[begin - 1] == ',') {
        return edit(begin - 1, end, "", std::move(done));
    }
    begin = member.key_begin();
    while (is_blank(end)) {
        ++end;
    }
    if (text_[end] == ',') {
        ++end;
        while (is_blank(end)) {
            ++end;
        }
    }
    return edit(begin, end, "", std::move(done));
}

Found Checker::add(std::size_t begin, std::size_t end, bool refused, Harm harm,
                   diag::Diagnostic d) {
    refused = refused && !in_annotation_;
    const bool shown_right = harm == Harm::none;
    const bool wanted = options.accept == Accept::both
                            ? refused || !shown_right || d.severity == diag::Severity::warning
                        : options.accept == Accept::server ? refused
                                                           : !shown_right;
    if (!wanted) {
        return Found(nullptr, text);
    }
    if (report_.findings.size() >= options.most_findings) {
        ++report_.untold;
        report_.untold_errors += d.severity == diag::Severity::error ? 1 : 0;
        return Found(nullptr, text);
    }
    Finding& finding = report_.findings.emplace_back();
    finding.verdict.refused = refused;
    finding.verdict.shown = shown_right           ? Shown::right
                            : harm == Harm::wrong ? Shown::wrong
                                                  : Shown::hidden;
    finding.begin = begin;
    finding.end = end;
    const json::Places::Place place = places_.at(begin);
    const std::string_view raw = text.substr(begin, end - begin);
    d.data = data::locate(raw, raw.data(), place.line, place.column - 1);
    d.data->file = options.file;
    d.data->record = record_;
    d.data->pointer = prefix_ + document_.pointer(begin);
    d.verdicts = words(finding.verdict);
    if (std::string said = sentence(finding.verdict, harm); !said.empty()) {
        d.note(std::move(said));
    }
    finding.diagnostic = std::move(d);
    return Found(&finding, text);
}

Report Checker::run() {
    if (text.size() > data::json_limit) {
        add(0, 0, true, Harm::none, diag::make(diag::over_data_limit, "a text of more than 2 GiB"));
        return std::move(report_);
    }
    const json::Records records = json::split_records(text);
    if (records.is_list && !records.broken && !records.all.empty() &&
        !document_.read(text, records.all[0].begin, records.all[0].end) &&
        looks_like_a_result(document_.root()) && !document_.read(text, 0, text.size())) {
        // Not a list of tasks: what it holds belongs together.
        check_root(document_.root());
        return std::move(report_);
    }
    std::size_t stop_line = 0;  // the line of NDJSON that broke
    for (std::size_t i = 0; i < records.all.size(); ++i) {
        const json::Record& record = records.all[i];
        prefix_ = records.is_list ? fmt::format("/{}", i) : "";
        record_ = records.is_lines ? i + 1 : 0;
        if (stop_line != 0 && places_.at(record.begin).line == stop_line) {
            continue;  // what is behind an error on its line says nothing
        }
        if (std::optional<json::Document::Problem> problem =
                document_.read(text, record.begin, record.end)) {
            const bool goes_on = problem->diagnostic.code == diag::not_finite.code ||
                                 problem->diagnostic.code == diag::not_unicode.code ||
                                 problem->diagnostic.code == diag::control_character.code;
            const std::size_t end = std::min(problem->at + shown_bytes, text.size());
            const bool is_other_text =
                i == 0 && text[record.begin] != '{' && text[record.begin] != '[';
            if (is_other_text) {
                record_ = 0;
            }
            if (problem->diagnostic.code == diag::not_finite.code) {
                problem->diagnostic.helps = {"write `null` there, or leave the key out"};
            }
            add(problem->at, end, true, Harm::hidden, std::move(problem->diagnostic));
            if (is_other_text || (!goes_on && !records.is_lines)) {
                return std::move(report_);
            }
            stop_line = records.is_lines ? places_.at(record.end).line : 0;
            continue;
        }
        for (const json::Document::Problem& twice : document_.duplicates()) {
            add(twice.at, std::min(twice.at + shown_bytes, text.size()), false, Harm::wrong,
                twice.diagnostic);
        }
        check_nul(record);
        check_root(document_.root());
    }
    prefix_.clear();
    record_ = 0;
    if (records.broken) {
        add(records.broken->at, records.broken->at, true, Harm::hidden, records.broken->diagnostic);
    }
    return std::move(report_);
}

// JSON can write it, the server's database cannot.
void Checker::check_nul(const json::Record& record) {
    const std::string_view json = text.substr(0, record.end);
    for (std::size_t at = json.find(nul, record.begin); at != std::string_view::npos;
         at = json.find(nul, at + nul.size())) {
        std::size_t slashes = 0;
        while (json[at - 1 - slashes] == '\\') {
            ++slashes;
        }
        if (slashes % 2 == 0) {
            add(at, at + nul.size(), true, Harm::none, diag::make(diag::nul_in_text, "the text"));
        }
    }
}

bool Checker::is_object(const Value& value, std::string_view what) {
    if (!value.is(Kind::object)) {
        find(value, true, Harm::hidden, diag::wrong_part, std::string(what), shown(value),
             "an object");
        return false;
    }
    return true;
}

// A task, a prediction to import, a response of an ML backend, or something near to those.
void Checker::check_root(const Value& root) {
    const auto not_imported = [&](std::string what, std::string help) {
        if (!told_form_) {  // once for a file
            find(root, true, Harm::hidden, diag::not_imported_form, std::move(what))
                .help(std::move(help));
            told_form_ = true;
        }
    };
    const Value no_data;
    if (root.is(Kind::array)) {
        const Value first = root.first();
        if (looks_like_a_result(first)) {
            not_imported(
                "this is the list of results of a prediction",
                "put it into a task: `{\"data\": {…}, \"predictions\": [{\"result\": […]}]}`");
            ++report_.predictions;
            check_results(root, no_data);
        } else if (looks_like_a_prediction(first)) {
            if (!told_form_) {
                diag::Diagnostic d = diag::make(diag::not_imported_form,
                                                "this is the list of predictions of a task");
                d.severity = diag::Severity::warning;
                add(root.begin(), root.end(), false, Harm::none, std::move(d))
                    .help(
                        "for an import put it into a task: `{\"data\": {…}, \"predictions\": […]}`")
                    .note("as the answer of an ML backend it will do");
                told_form_ = true;
            }
            check_predictions(root, no_data);
        } else {
            not_imported("this is a list within the list", "write one list of tasks");
        }
        return;
    }
    if (!root.is(Kind::object)) {
        find(root, true, Harm::hidden, diag::wrong_part, "a task", shown(root), "an object");
        return;
    }
    const Value results = root["results"];
    if (root["data"] || root["predictions"] || root["annotations"]) {
        check_task(root);
    } else if (looks_like_a_prediction(root)) {
        if (!root["task"] && !told_form_) {
            // An ML backend answers so, but nobody imports it.
            diag::Diagnostic d =
                diag::make(diag::not_imported_form, "this is a prediction of no task");
            d.severity = diag::Severity::warning;
            add(root.begin(), root.end(), false, Harm::none, std::move(d))
                .help(
                    "for an import put it into a task, `{\"data\": {…}, \"predictions\": "
                    "[{\"result\": […]}]}`, or name the task: `{\"task\": 123, \"result\": […]}`")
                .note("as the answer of an ML backend it will do");
            told_form_ = true;
        }
        check_prediction(root, no_data);
    } else if (results.is(Kind::array)) {
        for (Value one = results.first(); one; one = one.next()) {
            if (one.is(Kind::array)) {
                check_predictions(one, no_data);
            } else {
                check_prediction(one, no_data);
            }
        }
    } else if (looks_like_a_result(root)) {
        not_imported("this is a result alone",
                     "put it into a task: `{\"data\": {…}, \"predictions\": [{\"result\": […]}]}`");
    } else {  // what has no `data` is the data
        ++report_.tasks;
        check_data(root);
    }
}

void Checker::check_task(const Value& task) {
    ++report_.tasks;
    const Value data = task["data"];
    if (!data) {
        find(task, true, Harm::hidden, diag::absent_part, "the task", "data")
            .help("`data` holds what the config reads with `$`");
    } else if (is_object(data, "`data`")) {
        check_data(data);
    }
    const auto list_of = [&](std::string_view key) -> Value {
        const Value list = task[key];
        if (list && !list.is(Kind::array)) {
            find(list, true, Harm::hidden, diag::wrong_part, fmt::format("`{}`", key), shown(list),
                 "a list");
            return {};
        }
        return list;
    };
    if (const Value predictions = list_of("predictions")) {
        check_predictions(predictions, data);
    }
    if (const Value annotations = list_of("annotations")) {
        in_annotation_ = true;
        check_predictions(annotations, data);
        in_annotation_ = false;
    }
}

void Checker::check_data(const Value& data) {
    for (const labelstudio::Object& object : config.objects) {
        for (const labelstudio::DataVariable& variable : object.variables) {
            const Value value = data_of(data, variable);
            if (!value || value.is(Kind::null)) {
                find(value ? value : data, true, Harm::hidden, diag::data_lacks_variable,
                     variable.text)
                    .label(object.span, "it is read here");
            } else if (object.whole_value && !object.has_items()) {
                if (!takes_data(*object.kind, value)) {
                    find(value, true, Harm::wrong, diag::data_of_wrong_kind, variable.text,
                         shown(value), std::string(object.kind->tag), forms_of(*object.kind))
                        .label(object.span, "it is read here");
                }
            } else if (object.has_items() && object.whole_value && !value.is(Kind::array)) {
                find(value, false, Harm::hidden, diag::data_of_wrong_kind, variable.text,
                     shown(value), std::string(object.kind->tag), "a list")
                    .label(object.span, "it is read here");
            }
        }
    }
}

void Checker::check_predictions(const Value& list, const Value& data) {
    for (Value one = list.first(); one; one = one.next()) {
        check_prediction(one, data);
    }
}

void Checker::check_prediction(const Value& prediction, const Value& data) {
    ++report_.predictions;
    if (!is_object(prediction, in_annotation_ ? "an annotation" : "a prediction")) {
        return;
    }
    const Value results = prediction["result"];
    if (!results) {
        find(prediction, true, Harm::hidden, diag::absent_part,
             in_annotation_ ? "the annotation" : "the prediction", "result");
    } else if (!results.is(Kind::array)) {
        find(results, true, Harm::wrong, diag::wrong_part, "`result`", shown(results), "a list")
            .help("write the list of results, `[{\"from_name\": …, …}]`");
    } else {
        check_results(results, data);
    }
    if (!in_annotation_) {
        check_score(prediction);
    }
}

void Checker::check_score(const Value& prediction) {
    const Value score = prediction["score"];
    if (!score || score.is(Kind::null)) {
        return;
    }
    const double number = server_number(score);
    const bool in_range = number >= 0 && number <= 1;
    if (!in_range) {
        find(score, true, Harm::none, diag::prediction_score, shown(score));
    } else if (score.is(Kind::string) && is_number_text(score.text())) {
        find(score, false, Harm::wrong, diag::prediction_score, shown(score))
            .replace(score, score.text(), "made a number of it");
    }
}

void Checker::check_results(const Value& list, const Value& data) {
    std::vector<Result> results;
    for (Value one = list.first(); one; one = one.next()) {
        ++report_.results;
        if (is_object(one, "a result")) {
            results.push_back({.json = one});
        }
    }
    for (Result& result : results) {
        ResultCheck(*this, result, data).run();
    }
    check_together(*this, results, data);
}

Value data_of(const Value& data, const labelstudio::DataVariable& variable) {
    Value at = data;
    for (const std::string& key : variable.keys) {
        if (key.starts_with('[') && at.is(Kind::array)) {
            std::size_t index = 0;
            for (const char c : key) {
                index =
                    c >= '0' && c <= '9' ? index * 10 + static_cast<std::size_t>(c - '0') : index;
            }
            at = at.first();
            for (; at && index > 0; --index) {
                at = at.next();
            }
        } else {
            at = at[key];
        }
        if (!at) {
            return at;
        }
    }
    return at;
}

}  // namespace lsmap::validate
