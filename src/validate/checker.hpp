#pragma once
#include "diag/codes/data.hpp"
#include "diag/codes/validate.hpp"
#include "validate/forms.hpp"
#include "validate/json.hpp"
#include "validate/validate.hpp"

#include <string>
#include <type_traits>
#include <utility>

namespace lsmap::validate {

// What may be added to a finding just made. The finding may be one that nobody wants to hear.
class Found {
 public:
    Found(Finding* finding, std::string_view text) : finding_(finding), text_(text) {}

    Found& help(std::string text) {
        if (finding_ != nullptr) {
            finding_->diagnostic.help(std::move(text));
        }
        return *this;
    }
    Found& note(std::string text) {
        if (finding_ != nullptr) {
            finding_->diagnostic.note(std::move(text));
        }
        return *this;
    }
    // Shows where the control stands in the config.
    Found& control(const labelstudio::Control* control);
    Found& label(Span span, std::string text) {
        if (finding_ != nullptr) {
            finding_->diagnostic.label(span, std::move(text));
        }
        return *this;
    }
    // What would mend it: bytes [begin, end) become `text`. `done` is said of all edits together.
    Found& edit(std::size_t begin, std::size_t end, std::string text, std::string done) {
        if (finding_ != nullptr) {
            finding_->edits.push_back({begin, end, std::move(text)});
            finding_->mended = std::move(done);
        }
        return *this;
    }
    Found& replace(const json::Value& value, std::string text, std::string done) {
        return edit(value.begin(), value.end(), std::move(text), std::move(done));
    }
    // A further member of an object, in the layout of those that are there.
    Found& add_member(const json::Value& object, std::string_view key, std::string_view value,
                      std::string done);
    // A member of an object with the comma that belongs to it.
    Found& remove_member(const json::Value& member, std::string done);

 private:
    Finding* finding_;
    std::string_view text_;
};

// What all checks of one text share.
class Checker {
 public:
    Checker(const labelstudio::LabelingConfig& configuration, std::string_view whole_text,
            const Options& opts)
        : config(configuration), options(opts), text(whole_text), places_(whole_text) {}

    Report run();

    // Reports what is wrong with `at`, unless only the judge minds it who is not asked. `refused`:
    // the server minds it; `harm`: what the editor makes of it.
    template <class... Args>
    Found find(const json::Value& at, bool refused, Harm harm, const diag::Def<Args...>& def,
               std::type_identity_t<Args>... args) {
        return add(at.begin(), at.end(), refused, harm, diag::make(def, std::move(args)...));
    }
    Found add(std::size_t begin, std::size_t end, bool refused, Harm harm, diag::Diagnostic d);

    const labelstudio::LabelingConfig& config;
    const Options& options;
    std::string_view text;

 private:
    void check_nul(const json::Record& record);
    void check_root(const json::Value& root);
    void check_task(const json::Value& task);
    void check_data(const json::Value& data);
    void check_predictions(const json::Value& list, const json::Value& data);
    void check_prediction(const json::Value& prediction, const json::Value& data);
    void check_score(const json::Value& prediction);
    void check_results(const json::Value& list, const json::Value& data);
    bool is_object(const json::Value& value, std::string_view what);

    json::Places places_;
    json::Document document_;
    std::string prefix_;          // of JSON pointers: the number of the record in its list
    std::uint64_t record_ = 0;    // of NDJSON
    bool in_annotation_ = false;  // the server does not validate it
    bool told_form_ = false;      // that the text is of a form that nobody imports
    Report report_;
};

// Checks what results of one prediction owe one another.
struct Result;
void check_together(Checker& c, std::vector<Result>& results, const json::Value& data);

// The value of `$a.b[0]` in a task's data; nothing where it is not there.
json::Value data_of(const json::Value& data, const labelstudio::DataVariable& variable);

}  // namespace lsmap::validate
