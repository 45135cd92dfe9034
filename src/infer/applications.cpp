#include "infer/modules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

// Applications of the rules of standard modules to the config's controls.
namespace lsmap::infer {
namespace {

using labelstudio::Control;
using labelstudio::Object;

constexpr std::size_t most_choices = 12;  // combinations of arguments that are tried for one group
constexpr std::size_t few_fields = 2;     // a type of so few required fields fits by chance

// Of optional parameters: thresholds and the like, which the sample does not tell.
constexpr std::string_view left_out_types[] = {"score", "int",   "number", "string",
                                               "bool",  "px",    "norm",   "percent",
                                               "time",  "logit", "logprob"};

// All values of members with that key, anywhere below.
void values_of(const Observed& seen, std::string_view key, std::vector<std::string>& literals) {
    for (const Observed::Member& member : seen.members) {
        if (member.key == key) {
            for (std::string& literal : literals_of(*member.seen)) {
                if (std::ranges::find(literals, literal) == literals.end()) {
                    literals.push_back(std::move(literal));
                }
            }
        }
        values_of(*member.seen, key, literals);
    }
    if (seen.element != nullptr) {
        values_of(*seen.element, key, literals);
    }
}

// The last field of what a group looks up in a table: `classes(e.entity_group)`.
std::vector<std::string> looked_up(const ModuleText& module, std::string_view table) {
    std::vector<std::string> fields;
    for (const ast::Expr& expr : module.syntax->exprs) {
        const auto* call = std::get_if<ast::Call>(&expr.node);
        if (call == nullptr || call->method || call->callee.text != table || call->args.empty()) {
            continue;
        }
        if (const auto* member =
                std::get_if<ast::Member>(&module.syntax->exprs[call->args.front().value].node)) {
            fields.push_back(member->field.text);
        }
    }
    return fields;
}

// The words in `<…>` of a parameter's type: tags, the name of a control.
std::vector<std::string> arguments_of(const ModuleText& module, const ast::TypeName& name) {
    std::vector<std::string> words;
    const auto add = [&](ast::TypeId id) {
        if (const auto* word = std::get_if<ast::TypeName>(&module.syntax->types[id].node)) {
            words.push_back(word->name.text);
        }
    };
    for (const ast::TypeId arg : name.args) {
        if (const auto* either = std::get_if<ast::TypeUnion>(&module.syntax->types[arg].node)) {
            std::ranges::for_each(either->alternatives, add);
        } else {
            add(arg);
        }
    }
    return words;
}

// A choice of arguments under way.
struct Choice {
    std::string arguments, clauses;
    std::map<std::string, const Control*> controls;  // by parameter
    std::vector<const Control*> fed;
    std::vector<Table> tables;
    std::vector<std::pair<const Declared*, std::string>> types;
    std::vector<const Observed*> data;
    std::vector<Candidate::Field> record_fields;
    std::size_t score = 0;
    bool todo = false;
    bool named = false;  // arguments from here on
};

class Applier {
 public:
    Applier(const ModuleText& module, const ast::RulesItem& group, const Scene& scene)
        : module_(module), group_(group), scene_(scene) {}

    std::vector<Candidate> all() {
        choices_ = {Choice{}};
        for (const ast::Parameter& param : group_.params) {
            std::vector<Choice> next;
            for (const Choice& choice : choices_) {
                fill(param, choice, next);
            }
            choices_ = std::move(next);
            if (choices_.size() > most_choices * 4) {
                choices_.resize(most_choices * 4);
            }
        }
        std::ranges::stable_sort(choices_, std::ranges::greater{}, &Choice::score);
        std::vector<Candidate> found;
        for (const Choice& choice : choices_) {
            if (choice.fed.empty() || found.size() == most_choices) {
                continue;
            }
            Candidate one;
            for (const Control* control : choice.fed) {
                one.controls.push_back(control->name);
            }
            const std::string apply =
                fmt::format("apply {}.{}({})", module_.name, group_.name.text, choice.arguments);
            one.text = choice.clauses.empty()
                           ? apply + "\n"
                           : fmt::format("{} {{\n  {}\n}}\n", choice.clauses, apply);
            one.text +=
                choice.todo
                    ? "# TODO: the first label of the config stands in for the one that is meant\n"
                    : "";
            one.tables = choice.tables;
            one.uses = {module_.name};
            one.types = choice.types;
            one.record_fields = choice.record_fields;
            one.likely = 2 + 0.25 * static_cast<double>(std::min<std::size_t>(choice.score, 12)) +
                         0.5 * static_cast<double>(choice.fed.size());
            found.push_back(std::move(one));
        }
        return found;
    }

 private:
    void fill(const ast::Parameter& param, const Choice& choice, std::vector<Choice>& next) {
        const ast::Type* type = &module_.syntax->types[param.type];
        const auto* optional = std::get_if<ast::TypeOptional>(&type->node);
        const ast::TypeId inner = optional != nullptr ? optional->inner : param.type;
        const auto* name = std::get_if<ast::TypeName>(&module_.syntax->types[inner].node);
        const std::string word = name != nullptr ? name->name.text : "";
        if (word == "control") {
            controls(param, *name, choice, next);
        } else if (word == "object") {
            objects(param, *name, choice, next);
        } else if (word == "labels") {
            table(param, *name, choice, next);
        } else if (word == "label") {
            label(param, *name, choice, next);
        } else if (optional != nullptr &&
                   std::ranges::find(left_out_types, word) != std::end(left_out_types)) {
            next.push_back(without(choice));
        } else if (word == "string") {
            text(param, choice, next);
        } else {
            const std::size_t before = next.size();
            data(param, inner, choice, next);
            if (optional != nullptr && next.size() == before) {
                next.push_back(without(choice));
            }
        }
    }

    // A parameter that is left out: those behind it are named.
    static Choice without(const Choice& choice) {
        Choice one = choice;
        one.named = true;
        return one;
    }

    static Choice with(const Choice& choice, const ast::Parameter& param,
                       const std::string& argument) {
        Choice one = choice;
        one.arguments += (one.arguments.empty() ? "" : ", ") +
                         (choice.named ? param.name.text + ": " : "") + argument;
        return one;
    }

    void controls(const ast::Parameter& param, const ast::TypeName& name, const Choice& choice,
                  std::vector<Choice>& next) {
        const std::vector<std::string> tags = arguments_of(module_, name);
        for (const Control& control : scene_.config.controls) {
            const bool fits =
                tags.empty() || std::ranges::any_of(tags, [&](const std::string& tag) {
                    return labelstudio::same_name(tag, control.kind->tag);
                });
            if (!fits || std::ranges::find(choice.fed, &control) != choice.fed.end()) {
                continue;
            }
            Choice one = with(choice, param, config_name(control.name));
            one.controls[param.name.text] = &control;
            one.fed.push_back(&control);
            next.push_back(std::move(one));
        }
    }

    void objects(const ast::Parameter& param, const ast::TypeName& name, const Choice& choice,
                 std::vector<Choice>& next) {
        const std::vector<std::string> tags = arguments_of(module_, name);
        for (const Object& object : scene_.config.objects) {
            if (std::ranges::any_of(tags, [&](const std::string& tag) {
                    return labelstudio::same_name(tag, object.kind->tag);
                })) {
                next.push_back(with(choice, param, config_name(object.name)));
            }
        }
    }

    const Control* control_of(const ast::TypeName& name, const Choice& choice) const {
        const std::vector<std::string> words = arguments_of(module_, name);
        const auto found =
            words.empty() ? choice.controls.end() : choice.controls.find(words.front());
        return found == choice.controls.end() ? nullptr : found->second;
    }

    void table(const ast::Parameter& param, const ast::TypeName& name, const Choice& choice,
               std::vector<Choice>& next) {
        const Control* control = control_of(name, choice);
        if (control == nullptr || control->labels.empty()) {
            return;
        }
        std::vector<std::string> keys;
        for (const std::string& field : looked_up(module_, param.name.text)) {
            for (const Observed* seen : choice.data) {
                values_of(*seen, field, keys);
            }
        }
        std::vector<Matched> matched = match_labels(keys, *control, scene_.config);
        if (matched_count(matched) == 0) {
            // The group makes the classes of something else: any word that is a label will do.
            keys.clear();
            for (const Observed* seen : choice.data) {
                all_words(*seen, keys);
            }
            matched = match_labels(keys, *control, scene_.config);
            std::erase_if(matched, [](const Matched& m) { return m.label.empty(); });
        }
        Choice one = choice;
        one.tables.push_back(table_for(*control, matched, scene_));
        one.score += std::min<std::size_t>(matched_count(matched), 3);
        next.push_back(with(one, param, one.tables.back().name));
    }

    void label(const ast::Parameter& param, const ast::TypeName& name, const Choice& choice,
               std::vector<Choice>& next) {
        const Control* control = control_of(name, choice);
        if (control == nullptr || control->labels.empty()) {
            return;
        }
        Choice one = with(choice, param, validate::json::quoted(control->labels.front().value));
        one.todo = one.todo || control->labels.size() > 1;
        next.push_back(std::move(one));
    }

    // A text of the record: that of the object.
    void text(const ast::Parameter& param, const Choice& choice, std::vector<Choice>& next) {
        const Reach* best = nullptr;
        for (const Reach& value : scene_.rows.front().values) {
            const bool fits = value.type->text == "string" && !value.optional &&
                              has_word(value.name, {"text", "content", "sentence", "document"});
            if (fits && (best == nullptr || value.depth < best->depth)) {
                best = &value;
            }
        }
        if (best != nullptr) {
            next.push_back(with(choice, param, best->expr));
        }
    }

    // Each place of the sample that fits the parameter's type.
    void data(const ast::Parameter& param, ast::TypeId type, const Choice& choice,
              std::vector<Choice>& next) {
        const std::size_t before = next.size();
        for (const Row& row : scene_.rows) {
            const bool is_record = row.clauses.empty();
            if (row.clauses != choice.clauses && !(choice.clauses.empty() || is_record)) {
                continue;
            }
            const auto take = [&](const Declared& place, const std::string& expr,
                                  std::size_t depth) {
                if (place.seen == nullptr || expr.find('?') != std::string::npos) {
                    return;
                }
                const auto fitted = fits(module_, type, *place.seen);
                if (!fitted || *fitted < few_fields) {
                    return;
                }
                Choice one = with(choice, param, expr);
                one.clauses = is_record ? choice.clauses : row.clauses;
                one.types.emplace_back(&place, qualified(module_, type));
                if (&place == &scene_.record) {
                    one.record_fields = fields_of(module_, type);
                }
                one.data.push_back(place.seen);
                one.score += *fitted * 2 >= depth ? *fitted * 2 - depth : 0;
                next.push_back(std::move(one));
            };
            if (row.type == &scene_.record) {
                take(*row.type, "input", 0);
            } else if (!is_record && row.type != nullptr &&
                       row.type->form == Declared::Form::record) {
                // "for (key, x) in xs", "for x in xs": the element itself.
                const std::string last = row.clauses.substr(row.clauses.rfind("for ") + 4);
                if (!last.starts_with("(")) {
                    take(*row.type, last.substr(0, last.find(' ')), row.depth);
                }
            }
            for (const Reach& value : row.values) {
                take(*value.type, value.expr, value.depth + row.depth);
            }
        }
        // The places where it fits best.
        std::stable_sort(next.begin() + static_cast<std::ptrdiff_t>(before), next.end(),
                         [](const Choice& a, const Choice& b) { return a.score > b.score; });
        if (next.size() > before + 4) {
            next.resize(before + 4);
        }
    }

    const ModuleText& module_;
    const ast::RulesItem& group_;
    const Scene& scene_;
    std::vector<Choice> choices_;
};

}  // namespace

std::vector<Candidate> applications(const ModuleText& module, const Scene& scene) {
    std::vector<Candidate> found;
    for (const ast::Item& item : module.syntax->items) {
        if (const auto* group = std::get_if<ast::RulesItem>(&item.node)) {
            std::vector<Candidate> some = Applier(module, *group, scene).all();
            std::ranges::move(some, std::back_inserter(found));
        }
    }
    return found;
}

}  // namespace lsmap::infer
