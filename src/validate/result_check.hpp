#pragma once
#include "validate/checker.hpp"
#include "validate/forms.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::validate {

// A result of a prediction as far as it is known.
struct Result {
    json::Value json;
    json::Value value{};  // `value` as the judges see it
    std::string id{};     // the text by which others refer to it; empty: none
    const labelstudio::Control* control = nullptr;
    const labelstudio::Object* object = nullptr;
    const ValueForm* form = nullptr;
    std::string merged_key{};  // of a tool's result under a `Labels` control: its label key
    bool is_relation = false;
    bool server_is_blind = false;  // the server does not look into the value
    bool refused = false;          // by the server, for what stands in it
    std::optional<std::int64_t> item{};
};

// Checks one result by itself; `further` functions of forms.cpp get it.
class ResultCheck {
 public:
    ResultCheck(Checker& checker, Result& result, const json::Value& task_data)
        : c(checker), r(result), data(task_data) {}

    void run();
    // The server as well as the editor, by the harm: see Checker::find.
    template <class... Args>
    Found find(const json::Value& at, bool refused, Harm harm, const diag::Def<Args...>& def,
               std::type_identity_t<Args>... args) {
        r.refused = r.refused || refused;
        return c.find(at, refused, harm, def, std::move(args)...).control(r.control);
    }
    json::Value key(std::string_view name) const { return r.value[name]; }
    // The number there, as the editor reads it; NaN: there is none.
    double number(std::string_view name) const;
    // What the task's data holds for the object; nothing where it is not known.
    json::Value object_data() const;
    void check_fields(const json::Value& object, std::span<const Field> fields,
                      const std::string& where);

    Checker& c;
    Result& r;
    json::Value data;

 private:
    void check_names();
    const labelstudio::Control* only_control() const;
    void check_type();
    void check_result_keys();
    void check_value();
    void check_field(const json::Value& object, const Field& field, const std::string& where);
    void report_kind(const json::Value& value, const Field& field, const std::string& name,
                     bool refused, Harm harm);
    bool report_elements(const json::Value& list, const Field& field, const std::string& name);
    static void unquote_points(const json::Value& list, Shape shape, Found& found);
    void check_detection();
    const ValueForm* partner_form() const;
    void unwrap_value();
    void check_labels();
    void check_label_list(const json::Value& labels);
    void check_label(const json::Value& label);
    void check_paths(const json::Value& paths);
    bool check_merged();
};

// Functions of the column `further`.
namespace further {
void box(ResultCheck& r);
void ellipse(ResultCheck& r);
void polygon(ResultCheck& r);
void keypoint(ResultCheck& r);
void vertices(ResultCheck& r);
void check_vertices(ResultCheck& r, const json::Value& list);
void mask(ResultCheck& r);
void bitmask(ResultCheck& r);
void text_span(ResultCheck& r);
void html_span(ResultCheck& r);
void sound_span(ResultCheck& r);
void phrase_span(ResultCheck& r);
void time_span(ResultCheck& r);
void track(ResultCheck& r);
void lines_track(ResultCheck& r);
void ranges(ResultCheck& r);
void choices(ResultCheck& r);
void number(ResultCheck& r);
void rating(ResultCheck& r);
void date(ResultCheck& r);
void pairwise(ResultCheck& r);
void ranker(ResultCheck& r);
void chat(ResultCheck& r);
}  // namespace further

}  // namespace lsmap::validate
