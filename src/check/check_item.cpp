#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/input_rows.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::check {
namespace {

// What an item declares, and where. Values, functions with tables, and types live apart.
struct Declared {
    const ast::Name* name = nullptr;
    char space = 'v';
};
Declared declared(const ast::Item& item) {
    return std::visit(Overloaded{
                          [](const ast::ParamItem& i) {
                              return Declared{&i.name, 'v'};
                          },
                          [](const ast::ConstItem& i) {
                              return Declared{&i.name, 'v'};
                          },
                          [](const ast::InputItem& i) {
                              return Declared{i.name ? &*i.name : nullptr, 'v'};
                          },
                          [](const ast::TypeItem& i) {
                              return Declared{&i.name, 't'};
                          },
                          [](const ast::LabelsItem& i) {
                              return Declared{&i.name, 'f'};
                          },
                          [](const ast::FnItem& i) {
                              return Declared{&i.name, 'f'};
                          },
                          [](const ast::RulesItem& i) {
                              return Declared{&i.name, 'f'};
                          },
                          [](const auto&) { return Declared{}; },
                      },
                      item.node);
}

// The word of an item that a file has at most once; empty: it may have many.
std::string_view only_once(const ast::Item& item) {
    return std::visit(Overloaded{
                          [](const ast::ConfigItem&) { return std::string_view("config"); },
                          [](const ast::OutputItem&) { return std::string_view("output"); },
                          [](const ast::TaskItem&) { return std::string_view("task"); },
                          [](const ast::InputItem& i) {
                              return i.name ? std::string_view{} : std::string_view("input");
                          },
                          [](const auto&) { return std::string_view{}; },
                      },
                      item.node);
}

// The word of an item that only a file that is run may have.
std::string_view not_in_module(const ast::Item& item) {
    return std::visit(Overloaded{
                          [](const ast::ConfigItem&) { return std::string_view("config"); },
                          [](const ast::OutputItem&) { return std::string_view("output"); },
                          [](const ast::TaskItem&) { return std::string_view("task"); },
                          [](const ast::InputItem&) { return std::string_view("input"); },
                          [](const ast::ParamItem&) { return std::string_view("param"); },
                          [](const ast::LabelsItem&) { return std::string_view("labels"); },
                          [](const ast::TestItem&) { return std::string_view("test"); },
                          [](const auto&) { return std::string_view{}; },
                      },
                      item.node);
}

}  // namespace

void Checker::collect_names(ModuleScope& scope) {
    std::map<std::string, Span> seen;
    const bool is_main = scope.ast == &main_;
    for (const ast::Item& item : scope.ast->items) {
        if (const auto* broken = std::get_if<ast::ErrorItem>(&item.node)) {
            has_broken_items_ = true;
            if (broken->declares) {
                scope.broken.insert(broken->declares->text);
            }
            continue;
        }
        if (!is_main && !not_in_module(item).empty()) {
            sink_.emit(item.head, diag::item_in_module, std::string(not_in_module(item)))
                .help(
                    "a module holds `type`, `const`, `fn` and `rules`; the rest stands in the file "
                    "that is "
                    "run");
            continue;
        }
        if (const std::string_view word = only_once(item); !word.empty()) {
            const auto [first, is_new] = seen.emplace(word, item.head);
            if (!is_new) {
                sink_.emit(item.head, diag::second_item, std::string(word))
                    .label(first->second, "it stands here first");
            }
        }
        if (const Declared name = declared(item); name.name != nullptr) {
            const auto [first, is_new] =
                seen.emplace(name.space + std::string(":") + name.name->text, name.name->span);
            if (!is_new) {
                sink_.emit(name.name->span, diag::duplicate_name, name.name->text)
                    .label(first->second, "declared here first");
                if (name.space != 't') {
                    scope.broken.insert(
                        name.name->text);  // which of the two is meant cannot be told
                }
                continue;
            }
        }
        std::visit(Overloaded{
                       [&](const ast::TypeItem& i) { scope.types.emplace(i.name.text, &i); },
                       [&](const ast::ConstItem& i) { scope.consts.emplace(i.name.text, &i); },
                       [&](const ast::FnItem& i) { scope.functions.emplace(i.name.text, &i); },
                       [&](const ast::UseItem& i) { use_item(i, item.span, scope); },
                       [](const auto&) {},
                   },
                   item.node);
    }
}

namespace {

// The first `input name: T`.
const ast::InputItem* named_input(const ModuleScope& scope) {
    for (const ast::Item& item : scope.ast->items) {
        const auto* input = std::get_if<ast::InputItem>(&item.node);
        if (input != nullptr && input->name) {
            return input;
        }
    }
    return nullptr;
}

}  // namespace

void Checker::single_items(const ModuleScope& scope) {
    std::set<std::string_view> present;
    for (const ast::Item& item : scope.ast->items) {
        present.insert(only_once(item));
        if (const auto* output = std::get_if<ast::OutputItem>(&item.node)) {
            const std::vector<std::string> shapes = {"tasks", "predictions", "responses"};
            const auto shape = std::ranges::find(shapes, output->shape.text);
            if (shape == shapes.end()) {
                sink_.emit(output->shape.span, diag::unknown_output, output->shape.text)
                    .help(suggestion(output->shape.text, shapes));
            } else {
                program_.output = static_cast<ir::OutputShape>(shape - shapes.begin());
            }
        }
    }
    program_.output = environment_.output.value_or(program_.output);
    // A broken item may be the one that is missed.
    if (scope.ast != &main_ || !environment_.whole_program || has_broken_items_) {
        return;
    }
    const Span top{0, 0, scope.ast->file};
    for (const std::string_view word : {"input", "task"}) {
        if (!present.contains(word)) {
            const ast::InputItem* further = word == "input" ? named_input(scope) : nullptr;
            if (further != nullptr) {
                const std::string& name = further->name->text;
                sink_.emit(further->name->span, diag::missing_item, std::string(word))
                    .at(fmt::format("declares a further input, given as --input {}=FILE", name))
                    .help(fmt::format("the record has no name of its own; where `{0}` is a field "
                                      "of it: input {{ {0}: … }}",
                                      name));
                continue;
            }
            sink_.emit(top, diag::missing_item, std::string(word))
                .help(word == "input"
                          ? "say what one record of the model's output looks like: input { … }"
                          : "say what goes where: task { object … { … } prediction \"…\" { … } }");
        }
    }
}

void Checker::check_inputs(ModuleScope& scope) {
    program_.record_declared = store().error();
    TypeId record = store().error();
    Span record_span{0, 0, scope.ast->file};
    for (const ast::Item& item : scope.ast->items) {
        const auto* input = std::get_if<ast::InputItem>(&item.node);
        if (input == nullptr || (input->name && scope.values.contains(input->name->text))) {
            continue;
        }
        const DeclaredRows rows = declared_rows(*scope.ast, input->type);
        const TypeId type = declared_type(rows.content);
        rows_of(rows, store(), type, ast_type(input->type).span, sink_);
        if (!input->name && !store().is_error(program_.record_declared)) {
            continue;  // the second record of two
        }
        if (input->name) {
            const ir::VariableId variable = program_.variables.add({input->name->text,
                                                                    store().value_type(type),
                                                                    ir::VariableKind::named_input,
                                                                    input->name->span,
                                                                    {}});
            program_.named_inputs.push_back({variable, type});
            scope.values.emplace(input->name->text, variable);
            note_variable(input->name->span, variable);
        } else {
            program_.record_declared = type;
            record = store().value_type(type);
            record_span = item.head;
        }
    }
    program_.record =
        program_.variables.add({"input", record, ir::VariableKind::record, record_span, {}});
    if (!record_span.empty()) {
        note_variable(record_span, program_.record);
    }
    const auto* fields = store().as<types::RecordType>(record);
    for (const types::Field& field :
         fields != nullptr ? fields->fields : std::vector<types::Field>{}) {
        for (const ast::Item& item : scope.ast->items) {
            const Declared other = declared(item);
            if (other.name != nullptr && other.space == 'v' && other.name->text == field.name) {
                sink_.emit(other.name->span, diag::name_is_field, field.name)
                    .label(field.span, "the field")
                    .help(fmt::format("give one of them another name; a field can be renamed: NAME "
                                      "from \"{}\": …",
                                      field.json_key));
            }
        }
    }
}

void Checker::items() {
    modules_.push_back(std::make_unique<ModuleScope>());
    ModuleScope& scope = *modules_.back();
    scope.ast = &main_;
    scope_module_ = &scope;
    open_modules_.push_back(module_path(environment_.sources[main_.file].path));
    collect_names(scope);
    note_declarations(scope);
    scope_module_ = &scope;
    single_items(scope);
    check_inputs(scope);
    check_by_dependency(scope);
    if (is_probe_) {
        return;
    }
    if (!environment_.whole_program) {
        check_groups(scope);
    }
    for (const auto& setting : environment_.settings) {
        if (!known_settings_.contains(setting.name) && !scope.broken.contains(setting.name)) {
            std::vector<std::string> names(known_settings_.begin(), known_settings_.end());
            sink_.emit(diag::unknown_setting, setting.name + "=" + setting.value, setting.name)
                .help(suggestion(setting.name, names));
        }
    }
    if (!config().usable) {
        return;  // what the rules say of the config cannot be judged; reported where it was read
    }
    for (const ast::Item& item : main_.items) {
        if (const auto* task_item = std::get_if<ast::TaskItem>(&item.node)) {
            task(*task_item, item.head);
            return;
        }
    }
}

}  // namespace lsmap::check
