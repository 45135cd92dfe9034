#include "diag/codes/lint.hpp"

#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/label_names.hpp"
#include "check/mentions.hpp"
#include "diag/codes/validate.hpp"

#include <fmt/format.h>

#include <algorithm>

// What works but looks like a mistake. Runs where there are no errors.
namespace lsmap::check {
namespace {

using labelstudio::Control;
using labelstudio::ControlId;
using labelstudio::ObjectId;

// What the rules of a program produce, by control.
struct Fed {
    std::set<std::string> labels;  // results; paths as shown
    bool any_label = false;        // strings of the data: nothing can be said
    bool by_rule = false;
};

}  // namespace

class Lint {
 public:
    explicit Lint(Checker& checker) : checker_(checker) {}

    void run() {
        if (!checker_.environment_.whole_program) {
            return;  // what a module has is there for others
        }
        block(checker_.program_.task.body, nullptr);
        checker_.hidden_parts();
        labels();
        unused_items();
        never_produced();
        not_fed();
    }

 private:
    // ---- names ----------------------------------------------------------------------------------
    void unused_items() {
        const ast::Module& module = checker_.main_;
        Mentions mentions;
        for (const ast::Item& item : module.items) {
            Mentions own;
            collect(module, item, own);
            mentions.values.insert(own.values.begin(), own.values.end());
            mentions.callables.insert(own.callables.begin(), own.callables.end());
        }
        const auto report = [&](std::string_view what, const ast::Name& name,
                                const std::set<std::string>& used) {
            if (!used.contains(name.text) && !name.text.starts_with('_')) {
                checker_.sink_.emit(name.span, diag::unused_name, std::string(what), name.text)
                    .help("remove it, or let its name begin with `_`");
            }
        };
        for (const ast::Item& item : module.items) {
            std::visit(
                Overloaded{
                    [&](const ast::ParamItem& i) { report("param", i.name, mentions.values); },
                    [&](const ast::ConstItem& i) { report("const", i.name, mentions.values); },
                    [&](const ast::FnItem& i) { report("function", i.name, mentions.callables); },
                    [&](const ast::LabelsItem& i) { report("table", i.name, mentions.callables); },
                    [&](const ast::InputItem& i) {
                        if (i.name) {
                            report("input", *i.name, mentions.values);
                        }
                    },
                    [&](const ast::TaskItem& i) { unused_lets(i.body, mentions.values, report); },
                    [&](const ast::RulesItem& i) {
                        report("group", i.name, mentions.callables);
                        unused_lets(i.body, mentions.values, report);
                    },
                    [](const auto&) {},
                },
                item.node);
        }
    }
    template <class Report>
    void unused_lets(const ast::Block& entries, const std::set<std::string>& used,
                     const Report& report) {
        for (const ast::Entry& entry : entries) {
            std::visit(
                Overloaded{
                    [&](const ast::LetEntry& e) {
                        if (e.places.empty()) {
                            report("let", e.name, used);
                        }
                        for (const ast::Name& place : e.places) {
                            report("let", place, used);
                        }
                    },
                    [&](const ast::WhenEntry& e) { unused_lets(e.body, used, report); },
                    [&](const ast::ForEntry& e) { unused_lets(e.body, used, report); },
                    [&](const ast::RuleEntry& e) {
                        if (e.handle) {
                            report("handle", e.handle->name, used);
                        }
                        unused_lets(e.body, used, report);
                    },
                    [&](const ast::WithEntry& e) { unused_lets(e.body, used, report); },
                    [&](const ast::ObjectEntry& e) { unused_lets(e.body, used, report); },
                    [&](const ast::PredictionEntry& e) { unused_lets(e.body, used, report); },
                    [](const auto&) {},
                },
                entry.node);
        }
    }

    // ---- rules ----------------------------------------------------------------------------------
    void block(const ir::Block& statements, const ir::Rule* region) {
        for (const ir::Statement& statement : statements) {
            std::visit(Overloaded{
                           [&](const ir::When& s) { block(s.body, region); },
                           [&](const ir::ForEach& s) { block(s.body, region); },
                           [&](const ir::Prediction& s) { block(s.body, region); },
                           [&](const ir::Rule& s) {
                               fed_[s.control].by_rule = true;
                               if (s.lender) {
                                   fed_[*s.lender].by_rule = true;
                               }
                               if (region == nullptr) {
                                   rule(s, statement.span);
                               }
                               block(s.body, &s);
                           },
                           [&](const ir::Relation& s) {
                               if (s.control) {
                                   fed_[*s.control].by_rule = true;
                               }
                           },
                           [](const auto&) {},
                       },
                       statement.node);
        }
    }
    void rule(const ir::Rule& rule, Span span) {
        const auto& config = checker_.config();
        const Control& control = config.controls[rule.control];
        const labelstudio::Object& object = config.objects[rule.object];
        const Checker::BoundObject* bound = checker_.bound_object(rule.object);
        const bool brings_size =  // as masks do
            control.kind->payload != nullptr && control.kind->payload->own_size != nullptr;
        if (control.kind->is_region && object.kind->is_image && !object.is_list && !brings_size &&
            (bound == nullptr || !bound->size) && sized_.insert(rule.object).second) {
            checker_.sink_
                .emit(bound != nullptr ? bound->span : span, diag::size_not_given, object.name)
                .label(object.span, "the object")
                .note("exporters of Label Studio want the original width and height of regions")
                .help(bound != nullptr
                          ? std::string("add: size: [WIDTH, HEIGHT]")
                          : fmt::format("add to the task: object {} {{ size: [WIDTH, HEIGHT] }}",
                                        object.name));
        }
        if (control.kind->unlabelled_tool && !has_with(rule.body)) {
            for (const Control& other : config.controls) {
                const auto form = labelstudio::form_on(*other.kind, *object.kind);
                const bool here = std::ranges::any_of(other.targets, [&](const auto& target) {
                    return target.object == rule.object;
                });
                if (here && form && form->with_only) {
                    checker_.sink_.emit(head(span), diag::tool_without_labels, control.name)
                        .label(other.span, fmt::format("`{}` has the labels", other.name))
                        .help(fmt::format("give one in the body: with {} {{ label: … }}",
                                          other.name));
                    return;
                }
            }
        }
    }
    // The first line of a rule.
    Span head(Span span) const {
        const std::string_view text = checker_.sources().text(span);
        const std::size_t end = std::min(text.find('{'), text.find('\n'));
        return end == std::string_view::npos
                   ? span
                   : Span{span.begin,
                          span.begin +
                              static_cast<std::uint32_t>(text.find_last_not_of(' ', end - 1) + 1),
                          span.file};
    }
    static bool has_with(const ir::Block& statements) {
        return std::ranges::any_of(statements, [](const ir::Statement& statement) {
            return std::visit(Overloaded{
                                  [](const ir::Rule&) { return true; },
                                  [](const ir::When& s) { return has_with(s.body); },
                                  [](const ir::ForEach& s) { return has_with(s.body); },
                                  [](const auto&) { return false; },
                              },
                              statement.node);
        });
    }

    // ---- labels ---------------------------------------------------------------------------------
    void labels() {
        for (const ir::Expr& expr : checker_.program_.exprs) {
            TypeId type = checker_.store().without_optional(expr.type);
            if (const auto* list = checker_.store().as<types::ListType>(type)) {
                type = checker_.store().without_optional(list->element);
            }
            const auto* label = checker_.store().as<types::LabelType>(type);
            for (const std::uint32_t id :
                 label != nullptr ? label->controls : std::vector<std::uint32_t>{}) {
                Fed& fed = fed_[ControlId{id}];
                if (const auto* lookup = std::get_if<ir::TableLookup>(&expr.node)) {
                    for (const ir::TableArm& arm : checker_.program_.tables[lookup->table].arms) {
                        add_arm(arm, label->path, fed);
                    }
                } else if (const auto* constant = std::get_if<ir::Constant>(&expr.node)) {
                    add_constant(*constant, label->path, fed);
                } else if (std::holds_alternative<ir::Call>(expr.node)) {
                    fed.any_label = true;  // as_label, as_path, labels_of
                }
            }
        }
    }
    static void add_arm(const ir::TableArm& arm, bool path, Fed& fed) {
        if (path) {
            fed.labels.insert(show_path(arm.labels));
        } else {
            fed.labels.insert(arm.labels.begin(), arm.labels.end());
        }
    }
    static void add_constant(const ir::Constant& constant, bool path, Fed& fed) {
        if (!path && constant.value.present() && constant.value.text != nullptr) {
            fed.labels.emplace(constant.value.str());
        } else if (path && constant.value.present()) {
            std::vector<std::string> parts;
            for (const data::Value& part : constant.value.list()) {
                parts.emplace_back(part.str());
            }
            fed.labels.insert(show_path(parts));
        }
    }
    void never_produced() {
        for (const auto& [id, fed] : fed_) {
            const Control& control = checker_.config().controls[id];
            if (!fed.by_rule || fed.any_label || labels_are_open(control)) {
                continue;
            }
            std::vector<const labelstudio::LabelOption*> missing;
            for (const labelstudio::LabelOption& option : control.labels) {
                const std::string result =
                    takes_paths(control) ? show_path(option.path) : option.result;
                if (!fed.labels.contains(result) && (!takes_paths(control) || option.is_leaf)) {
                    missing.push_back(&option);
                }
            }
            if (missing.empty()) {
                continue;
            }
            std::string names;
            for (std::size_t i = 0; i < missing.size() && i < longest_list; ++i) {
                names += (i == 0 ? "`" : ", `") + missing[i]->value + "`";
            }
            if (missing.size() > longest_list) {
                names += fmt::format(" and {} more", missing.size() - longest_list);
            }
            checker_.sink_.emit(missing.front()->span, diag::label_never_produced, control.name,
                                missing.size() == 1 ? "" : "s", names);
        }
    }
    void not_fed() {
        for (std::size_t i = 0; i < checker_.config().controls.size(); ++i) {
            const ControlId id{static_cast<std::uint32_t>(i)};
            const Control& control = checker_.config().controls[id];
            const auto fed = fed_.find(id);
            if (control.required && (fed == fed_.end() || !fed->second.by_rule)) {
                checker_.sink_.emit(control.span, diag::required_control_not_fed, control.name)
                    .help("annotators must fill it by hand; if the model knows it, add a rule");
            }
        }
    }

    static constexpr std::size_t longest_list = 8;
    Checker& checker_;
    std::map<ControlId, Fed> fed_;
    std::set<ObjectId> sized_;
};

void Checker::lint() { Lint(*this).run(); }

}  // namespace lsmap::check
