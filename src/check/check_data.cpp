#include "check/check_task.hpp"
#include "diag/codes/config.hpp"

#include <fmt/format.h>

#include <algorithm>

// `data { … }` and `meta { … }`, and whether every `$variable` of the config gets its value.
namespace lsmap::check {

void TaskChecker::data(const ast::DataEntry& entry, ir::Task& task) {
    for (const ast::RecordEntry& source : entry.entries) {
        const std::string space = entry.is_meta ? "meta:" : "data:";
        if (const auto [first, is_new] =
                data_keys_.emplace(space + source.key.text, source.key.span);
            !is_new) {
            checker_.sink()
                .emit(source.key.span, diag::data_key_twice, source.key.text)
                .label(first->second, "the first of the two")
                .help("remove one of the two");
            continue;
        }
        ir::DataEntry made{source.key.text, {}, false, entry.is_meta};
        if (!source.value) {
            made.value = checker_.name(source.key, source.key.span);
        } else {
            // `e ?? null` asks for a null that is written.
            ast::ExprId value = *source.value;
            const auto* either = std::get_if<ast::Binary>(&module_.exprs[value].node);
            if (either != nullptr && either->op == ast::Operator::coalesce &&
                std::holds_alternative<ast::NullLiteral>(module_.exprs[either->right].node)) {
                made.null_if_missing = true;
                value = either->left;
            }
            made.value = checker_.expr(value);
        }
        task.data.push_back(std::move(made));
    }
}

// The editor makes labels of objects; of a plain string it makes one without a text
// (mixins/DynamicChildrenMixin.js spreads the elements).
void TaskChecker::check_plain_labels(const labelstudio::Control& control, const ir::Task& task) {
    const types::TypeStore& store = checker_.store();
    const bool of_control = control.dynamic_labels && control.labels.empty() &&
                            checker_.config().elements[control.element].attribute("value");
    for (const ir::DataEntry& entry : task.data) {
        const auto* list =
            store.as<types::ListType>(store.without_optional(checker_.type_of(entry.value)));
        const bool is_plain = list != nullptr && list->exactly != 0U &&
                              checker_.store().base_of_literal(list->element) == store.string();
        if (of_control && is_plain && !entry.is_meta && entry.key == *control.dynamic_labels) {
            checker_.sink()
                .emit(checker_.node(entry.value).span, diag::plain_dynamic_labels, control.name)
                .label(control.span, "it takes them from there")
                .help("give objects: [{value: name} for name in …]");
        }
    }
}

void TaskChecker::check_variables(const ir::Task& task, Span task_head) {
    const auto& config = checker_.config();
    if (has_unknown_object_) {
        return;  // it may be the one that fills them
    }
    std::map<std::string, Span> reported;
    const auto is_filled = [&](const labelstudio::DataVariable& variable) {
        if (variable.keys.empty() || data_keys_.contains("data:" + variable.keys.front()) ||
            data_keys_.contains("data:" + variable.text)) {
            return true;
        }
        return std::ranges::any_of(task.objects, [&](const ir::ObjectBinding& binding) {
            const labelstudio::Object& object = config.objects[binding.object];
            return object.whole_value &&
                   std::ranges::any_of(object.variables,
                                       [&](const auto& own) {
                                           return own.keys.size() <= variable.keys.size() &&
                                                  std::equal(own.keys.begin(), own.keys.end(),
                                                             variable.keys.begin());
                                       }) &&
                   binding.value;
        });
    };
    const auto report = [&](const labelstudio::DataVariable& variable, std::string help, Span at) {
        if (is_filled(variable) || !reported.emplace(variable.text, variable.span).second) {
            return;
        }
        checker_.sink()
            .emit(at, diag::variable_not_filled, variable.text)
            .label(variable.span, "it is read here")
            .help(std::move(help));
    };
    std::size_t number = 0;
    for (const labelstudio::Object& object : config.objects) {
        const labelstudio::ObjectId id{static_cast<std::uint32_t>(number++)};
        if (object.is_repeated()) {  // `on` reads the same
            continue;
        }
        const auto bound = checker_.bound_.find(id);
        for (const labelstudio::DataVariable& variable : object.variables) {
            const std::string key = variable.keys.empty() ? variable.text : variable.keys.front();
            report(
                variable,
                object.whole_value
                    ? (bound == checker_.bound_.end()
                           ? fmt::format("add to the task: object {} {{ value: … }}", object.name)
                           : fmt::format("add to `object {}`: value: …", object.name))
                    : fmt::format("add to the task: data {{ {}: … }}", key),
                bound == checker_.bound_.end() ? task_head : bound->second.span);
        }
    }
    for (const labelstudio::DataVariable& variable : config.other_variables) {
        const std::string key = variable.keys.empty() ? variable.text : variable.keys.front();
        report(variable, fmt::format("add to the task: data {{ {}: … }}", key), task_head);
    }
    for (const labelstudio::Control& control : config.controls) {
        check_plain_labels(control, task);
    }
    // A key that an object fills and `data` as well.
    for (const ir::ObjectBinding& binding : task.objects) {
        for (const labelstudio::DataVariable& variable : config.objects[binding.object].variables) {
            const auto other = variable.keys.size() == 1
                                   ? data_keys_.find("data:" + variable.keys.front())
                                   : data_keys_.end();
            if (binding.value && other != data_keys_.end()) {
                checker_.sink()
                    .emit(other->second, diag::data_key_twice, variable.keys.front())
                    .label(binding.span, "this object fills it")
                    .help("remove one of the two");
            }
        }
    }
}

}  // namespace lsmap::check
