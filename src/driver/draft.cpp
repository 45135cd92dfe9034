#include "driver/draft.hpp"

#include "data/reader.hpp"
#include "driver/stdlib.hpp"
#include "infer/joins.hpp"
#include "infer/module_rows.hpp"
#include "infer/modules.hpp"
#include "infer/objects.hpp"
#include "infer/offsets.hpp"
#include "plan/plan.hpp"
#include "run/runner.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/format.hpp"
#include "syntax/parse.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <memory>
#include <set>
#include <utility>

namespace lsmap::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_trials = 14;     // ways that are tried for one control
constexpr std::size_t trial_records = 200;  // of the samples, in one trial

std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string laid_out(const std::string& rules) {
    SourceMap sources;
    return syntax::format(sources[sources.add("rules", rules)]).text;
}

// What a trial came to.
struct Trial {
    bool compiles = false;
    std::size_t errors = 0;
    std::size_t rejected = 0;
    std::string tasks;  // JSON, a line each

    std::size_t results_of(const std::string& control) const {
        const std::string mark = "\"from_name\":" + validate::json::quoted(control);
        std::size_t n = 0;
        for (std::size_t at = tasks.find(mark); at != std::string::npos;
             at = tasks.find(mark, at + 1)) {
            ++n;
        }
        return n;
    }
};

class Sink : public run::TaskSink {
 public:
    explicit Sink(Trial& trial) : trial_(trial) {}
    void task(std::string_view json, std::string_view /*key*/) override {
        (trial_.tasks += json) += '\n';
    }
    void rejected(const run::Rejection& /*rejection*/) override { ++trial_.rejected; }

 private:
    Trial& trial_;
};

class Drafter {
 public:
    Drafter(const labelstudio::LabelingConfig& config, const InitOptions& options,
            const infer::Samples& samples, const infer::Hints& hints)
        : config_(config), options_(options), samples_(samples), hints_(hints) {}

    Draft make() {
        type_ = infer::declare(samples_.root(), hints_);
        const infer::OffsetCount offsets = infer::offset_count(samples_);
        if (!offsets.kind.empty()) {
            infer::set_offsets(*type_, offsets.kind);
        }
        std::vector<std::string> taken = {"input"};
        for (const std::string& name : config_.control_names()) {
            taken.push_back(name);
        }
        for (const std::string& name : config_.object_names()) {
            taken.push_back(name);
        }
        for (const infer::Declared::Field& field : type_->fields) {
            taken.push_back(field.name);
        }
        scene_ = std::make_unique<infer::Scene>(
            infer::Scene{config_, *type_, infer::rows_of(*type_, taken), taken, {}, {}, {}, {}});
        infer::join_lists(*scene_);
        read_modules();
        add_class_lists();
        choose_values();
        choose();
        return {laid_out(compose(chosen_)), account()};
    }

 private:
    void read_modules() {
        for (const StandardModule& module : standard_modules(options_.stdlib)) {
            if (module.text.empty()) {
                continue;
            }
            const FileId file = sources_.add(module.path, std::string(module.text));
            diag::Sink quiet;
            const syntax::Tree tree = syntax::parse(sources_[file], file, quiet);
            modules_.push_back({module.name,
                                std::make_shared<ast::Module>(
                                    syntax::build_ast(tree, sources_[file], file, quiet)),
                                sources_[file].text});
        }
    }

    // What the objects show, so that a program without a rule passes. The form is known by trying.
    void choose_values() {
        std::size_t errors = run(compose({})).errors;
        for (const labelstudio::Object& object : config_.objects) {
            if (errors == 0) {
                return;
            }
            std::string best;
            for (const std::string& value : infer::value_variants(object, *scene_)) {
                scene_->values[object.name] = value;
                const std::size_t now = run(compose({})).errors;
                if (now < errors) {
                    errors = now;
                    best = value;
                }
            }
            scene_->values[object.name] = best;
            if (best.empty()) {
                scene_->values.erase(object.name);
            }
        }
        if (errors != 0) {
            scene_->data = infer::data_text(*scene_);
            if (run(compose({})).errors >= errors) {
                scene_->data.clear();
            }
        }
    }

    // Constants of modules that are lists of names.
    void add_class_lists() {
        for (const infer::ModuleText& module : modules_) {
            for (const ast::Item& item : module.syntax->items) {
                const auto* constant = std::get_if<ast::ConstItem>(&item.node);
                const auto* list =
                    constant == nullptr
                        ? nullptr
                        : std::get_if<ast::List>(&module.syntax->exprs[constant->value].node);
                if (list == nullptr) {
                    continue;
                }
                infer::ClassList names{module.name + "." + constant->name.text, {}};
                for (const ast::ExprId element : list->elements) {
                    const auto* text =
                        std::get_if<ast::StringLiteral>(&module.syntax->exprs[element].node);
                    names.names.push_back(text == nullptr ? "" : text->value);
                }
                scene_->class_lists.push_back(std::move(names));
            }
        }
    }

    // For each control the best of the ways to map it, beside those that are chosen already.
    void choose() {
        std::vector<infer::Candidate> applications;
        for (const infer::ModuleText& module : modules_) {
            std::ranges::move(infer::applications(module, *scene_),
                              std::back_inserter(applications));
        }
        std::ranges::stable_sort(applications, std::ranges::greater{}, &infer::Candidate::likely);
        std::deque<infer::ModuleRows> module_rows;
        for (const infer::ModuleText& module : modules_) {
            module_rows.emplace_back(module, *scene_);
        }
        std::set<std::string> fed;
        for (const labelstudio::Control& control : config_.controls) {
            if (fed.contains(control.name) || control.kind->payload == nullptr) {
                continue;
            }
            std::vector<infer::Candidate> ways;
            for (const infer::Candidate& way : applications) {
                const bool free = std::ranges::none_of(
                    way.controls, [&](const std::string& c) { return fed.contains(c); });
                if (way.controls.front() == control.name && free && ways.size() < most_trials / 2) {
                    ways.push_back(way);
                }
            }
            std::vector<infer::Candidate> others = infer::candidates_for(control, *scene_);
            for (const infer::ModuleRows& rows : module_rows) {
                std::ranges::move(rows.candidates_for(control), std::back_inserter(others));
            }
            std::ranges::stable_sort(others, std::ranges::greater{}, &infer::Candidate::likely);
            for (infer::Candidate& way : others) {
                if (ways.size() < most_trials) {
                    ways.push_back(std::move(way));
                }
            }
            if (const infer::Candidate* best = best_of(ways)) {
                fed.insert(best->controls.begin(), best->controls.end());
                chosen_.push_back(*best);
            } else if (!control.per_region) {
                left_.push_back(control.name);
            }
        }
    }

    const infer::Candidate* best_of(const std::vector<infer::Candidate>& ways) {
        const infer::Candidate* best = nullptr;
        double most = 0;
        for (const infer::Candidate& way : ways) {
            std::vector<infer::Candidate> with = chosen_;
            with.push_back(way);
            const Trial trial = run(compose(with));
            if (!trial.compiles || trial.rejected != 0) {
                continue;
            }
            double value = way.likely;
            for (const std::string& control : way.controls) {
                value += trial.results_of(control) != 0 ? 2 : -1;
            }
            if (best == nullptr || value > most) {
                best = &way;
                most = value;
            }
        }
        return most > 1 ? best : nullptr;
    }

    std::string rules_path() const {
        return options_.output.empty() || options_.output == "-" ? "rules.lsmap" : options_.output;
    }

    Trial run(const std::string& text) const {
        Trial trial;
        CompileOptions options;
        options.config = options_.config;
        options.stdlib = options_.stdlib;
        options.accept = options_.accept;
        options.open_text = [&](const fs::path& path) {
            return path.string() == rules_path() ? std::optional(text) : std::nullopt;
        };
        const std::unique_ptr<Compilation> compilation = compile(rules_path(), options);
        trial.errors = compilation->sink.error_count();
        if (!compilation->program || trial.errors != 0) {
            trial.errors = std::max<std::size_t>(trial.errors, 1);
            return trial;
        }
        trial.compiles = true;
        Sink sink(trial);
        run::Options run_options;
        run_options.files = {"sample"};
        run::Runner runner(plan::lower(std::move(*compilation->program)), std::move(run_options));
        std::string padded;
        std::size_t number = 0;
        for (const infer::Value& value : samples_.records()) {
            if (number == trial_records) {
                break;
            }
            padded = value.raw();
            const std::size_t size = padded.size();
            padded.append(data::padding, '\0');
            data::Record record;
            record.json = std::string_view(padded).substr(0, size);
            record.number = ++number;
            runner.run(record, sink);
        }
        return trial;
    }

    std::string input_text(const std::vector<infer::Candidate>& rules) const {
        infer::Overrides overrides;
        const std::vector<infer::Candidate::Field>* record = nullptr;
        std::string record_type;
        for (const infer::Candidate& rule : rules) {
            for (const auto& [place, type] : rule.types) {
                if (place == type_.get()) {
                    record = &rule.record_fields;
                    record_type = type;
                } else {
                    overrides[place] = type;
                }
            }
        }
        if (record_type.empty()) {
            return infer::print(*type_, 0, overrides);
        }
        const auto further = [&](const infer::Declared::Field& field) {
            return std::ranges::find(*record, field.key, &infer::Candidate::Field::key) ==
                   record->end();
        };
        if (record->empty() || std::ranges::none_of(type_->fields, further)) {
            return record_type;
        }
        std::string text = "{\n";
        for (const infer::Declared::Field& field : type_->fields) {
            if (further(field)) {
                text += fmt::format(
                    "  {}{}{}: {}\n", field.name, field.type->optional ? "?" : "",
                    field.key != field.name ? " from " + validate::json::quoted(field.key) : "",
                    infer::print(*field.type, 2, overrides));
            }
        }
        for (const infer::Candidate::Field& field : *record) {
            text += fmt::format(
                "  {}{}{}: {}\n", field.name, field.optional ? "?" : "",
                field.key != field.name ? " from " + validate::json::quoted(field.key) : "",
                field.type);
        }
        return text + "}";
    }

    std::string compose(const std::vector<infer::Candidate>& rules) const {
        const fs::path folder = fs::path(rules_path()).parent_path();
        const fs::path config = fs::path(options_.config).is_absolute() ? fs::path(options_.config)
                                : folder.empty()
                                    ? fs::path(options_.config)
                                    : fs::path(options_.config).lexically_relative(folder);
        std::string text =
            fmt::format("lsmap 1\nconfig {}\n", validate::json::quoted(config.generic_string()));
        std::set<std::string> uses;
        for (const infer::Candidate& rule : rules) {
            uses.insert(rule.uses.begin(), rule.uses.end());
        }
        text += uses.empty() ? "" : "\n";
        for (const std::string& module : uses) {
            text += "use " + module + "\n";
        }
        text += "\ninput " + input_text(rules) + "\n";
        std::set<std::string> tables;
        for (const infer::Candidate& rule : rules) {
            for (const infer::Table& table : rule.tables) {
                if (tables.insert(table.name).second) {
                    text += "\n" + table.text;
                }
            }
        }
        text += "\ntask " + (scene_->task_clauses.empty() ? "" : scene_->task_clauses + " ") +
                "{\n" + infer::objects_text(*scene_);
        text += "prediction \"model-1\" {  # TODO: the model and its version\n";
        std::string entries;
        for (const infer::Candidate& rule : rules) {
            entries += rule.text;
        }
        text += entries.find("score:") != std::string::npos ? "score: mean(scores())\n" : "";
        text += entries;
        for (const std::string& control : left_) {
            text += fmt::format("# TODO: -> {}\n", infer::config_name(control));
        }
        return text + "}\n}\n";
    }

    std::string account() const {
        std::size_t controls = 0;
        for (const infer::Candidate& rule : chosen_) {
            controls += rule.controls.size();
        }
        const Trial trial = run(compose(chosen_));
        std::size_t todo = 0;
        const std::string text = compose(chosen_);
        for (std::size_t at = text.find("TODO"); at != std::string::npos;
             at = text.find("TODO", at + 1)) {
            ++todo;
        }
        return fmt::format(
            "{} of {} fed, {} of {} mapped; {} for you to decide (# TODO)\n", controls,
            counted(config_.controls.size(), "control"),
            counted(static_cast<std::size_t>(std::ranges::count(trial.tasks, '\n')), "record"),
            samples_.records().size(), counted(todo, "thing"));
    }

    const labelstudio::LabelingConfig& config_;
    const InitOptions& options_;
    const infer::Samples& samples_;
    const infer::Hints& hints_;
    std::unique_ptr<infer::Declared> type_;
    std::unique_ptr<infer::Scene> scene_;
    SourceMap sources_;
    std::vector<infer::ModuleText> modules_;
    std::vector<infer::Candidate> chosen_;
    std::vector<std::string> left_;  // controls that nothing feeds
};

}  // namespace

Draft make_draft(const labelstudio::LabelingConfig& config, const InitOptions& options,
                 const infer::Samples& samples, const infer::Hints& hints) {
    return Drafter(config, options, samples, hints).make();
}

}  // namespace lsmap::driver
