#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/mentions.hpp"
#include "diag/codes/names.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"

#include <fmt/format.h>

#include <algorithm>

// Items that have a value: params, constants, functions; each after those that it mentions.
namespace lsmap::check {
namespace {

bool is_textual(const types::TypeStore& store, TypeId type) {
    if (const auto* alternatives = store.as<types::UnionType>(type)) {
        return std::ranges::all_of(alternatives->alternatives,
                                   [&](TypeId t) { return is_textual(store, t); });
    }
    const auto* literal = store.as<types::LiteralType>(type);
    return store.is<types::StringType>(type) || store.is<types::IdType>(type) ||
           (literal != nullptr && std::holds_alternative<std::string>(literal->value));
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

}  // namespace

void Checker::check_by_dependency(ModuleScope& scope) {
    UncheckedItems items;
    std::vector<std::string> order;
    for (const ast::Item& item : scope.ast->items) {
        const std::string key =
            std::visit(Overloaded{
                           [](const ast::ParamItem& i) { return "v:" + i.name.text; },
                           [&](const ast::ConstItem& i) {
                               return scope.consts[i.name.text] == &i ? "v:" + i.name.text : "";
                           },
                           [&](const ast::FnItem& i) {
                               return scope.functions[i.name.text] == &i ? "f:" + i.name.text : "";
                           },
                           [](const ast::LabelsItem& i) { return "f:" + i.name.text; },
                           [](const ast::RulesItem& i) { return "f:" + i.name.text; },
                           [](const auto&) { return std::string(); },
                       },
                       item.node);
        if (!key.empty() && items.emplace(key, Unchecked{&item, {}}).second) {
            order.push_back(key);
        }
    }
    std::vector<std::string> path;
    for (const std::string& key : order) {
        check_after_mentioned(key, items, path);
    }
    // Types that nothing mentions are read all the same.
    for (const ast::Item& item : scope.ast->items) {
        if (const auto* type = std::get_if<ast::TypeItem>(&item.node)) {
            declared_type(type->type);
        }
    }
}

void Checker::check_after_mentioned(const std::string& key, UncheckedItems& items,
                                    std::vector<std::string>& path) {
    const auto found = items.find(key);
    if (found == items.end() || found->second.visit == Visit::done) {
        return;
    }
    Unchecked& unchecked = found->second;
    const std::string name = key.substr(2);
    if (unchecked.visit == Visit::open) {
        std::string chain;
        for (auto at = std::ranges::find(path, key); at != path.end(); ++at) {
            chain += at->substr(2) + " → ";
        }
        const Span at = std::visit(Overloaded{
                                       [](const ast::ConstItem& i) { return i.name.span; },
                                       [](const ast::FnItem& i) { return i.name.span; },
                                       [](const ast::RulesItem& i) { return i.name.span; },
                                       [](const ast::ParamItem& i) { return i.name.span; },
                                       [&](const auto&) { return unchecked.item->head; },
                                   },
                                   unchecked.item->node);
        sink_.emit(at, diag::depends_on_itself, name)
            .note(chain + name)
            .help(
                "a program always ends, so there is no recursion; write one of them without the "
                "others");
        scope_module_->broken.insert(name);
        return;
    }
    unchecked.visit = Visit::open;
    path.push_back(key);
    Mentions mentions;
    collect(*scope_module_->ast, *unchecked.item, mentions);
    for (const std::string& value : mentions.values) {
        check_after_mentioned("v:" + value, items, path);
    }
    for (const std::string& callable : mentions.callables) {
        check_after_mentioned("f:" + callable, items, path);
    }
    path.pop_back();
    unchecked.visit = Visit::done;
    if (scope_module_->broken.contains(name)) {
        return;  // its cycle is reported
    }
    std::visit(Overloaded{
                   [&](const ast::ConstItem& i) { const_item(i); },
                   [&](const ast::ParamItem& i) { param_item(i); },
                   [&](const ast::FnItem& i) { fn_item(i); },
                   [&](const ast::LabelsItem& i) { labels_item(i, unchecked.item->span); },
                   [&](const ast::RulesItem& i) { rules_item(i, unchecked.item->span); },
                   [](const auto&) {},
               },
               unchecked.item->node);
}

void Checker::const_item(const ast::ConstItem& item) {
    const ScopeGuard guard(*this);
    std::optional<TypeId> type;
    if (item.type) {
        type = store().value_type(declared_type(*item.type));
    }
    ir::ExprId value = expr(item.value, type);
    if (type) {
        value = require(value, *type, fmt::format("const `{}`", item.name.text),
                        ast_expr(item.value).span);
    }
    const ir::VariableId variable =
        program_.variables.add({scope_module_->prefix + item.name.text, type_of(value),
                                ir::VariableKind::constant, item.name.span, value});
    note_variable(item.name.span, variable);
    scope_module_->values.emplace(item.name.text, variable);
}

std::optional<ir::ExprId> Checker::setting(const ast::ParamItem& item, TypeId type) {
    const std::string* text = nullptr;
    for (const auto& given : environment_.settings) {
        if (given.name != item.name.text) {
            continue;
        }
        if (text != nullptr) {
            sink_.emit(diag::second_setting, item.name.text).help("give each param one value");
        }
        text = &given.value;
    }
    if (text == nullptr) {
        return std::nullopt;
    }
    const bool is_bare =
        is_textual(store(), store().without_optional(type)) && !text->starts_with('"');
    const FileId file = environment_.sources.add(fmt::format("--set {}", item.name.text),
                                                 is_bare ? quoted(*text) : *text);
    const SourceFile& source = environment_.sources[file];
    const std::size_t errors = sink_.error_count();
    const syntax::Tree tree = syntax::parse_expr(source, file, sink_);
    auto parsed = syntax::build_expr(tree, source, file, sink_);
    const Span whole{0, static_cast<std::uint32_t>(source.text.size()), file};
    if (sink_.error_count() != errors) {
        return error_node(whole);
    }
    auto module = std::make_shared<ast::Module>(std::move(parsed.module));
    loaded_.push_back(module);
    ModuleScope scope;  // a value of the command line sees no names of the file
    scope.ast = module.get();
    ModuleScope* const outer = scope_module_;
    scope_module_ = &scope;
    const ir::ExprId value =
        require(expr(parsed.expr, type), type, fmt::format("param `{}`", item.name.text), whole);
    scope_module_ = outer;
    return value;
}

void Checker::param_item(const ast::ParamItem& item) {
    if (!known_settings_.insert(item.name.text).second) {
        return;
    }
    const ScopeGuard guard(*this);
    const TypeId declared = declared_type(item.type);
    const TypeId type = store().value_type(declared);
    std::optional<ir::ExprId> value;
    if (item.value) {
        value = require(expr(*item.value, type), type, fmt::format("param `{}`", item.name.text),
                        ast_expr(*item.value).span);
    }
    if (const std::optional<ir::ExprId> given = setting(item, type)) {
        value = given;
    }
    if (!value && !store().is_optional(type) && environment_.whole_program) {
        sink_.emit(item.name.span, diag::param_not_set, item.name.text)
            .help(fmt::format("give it on the command line: --set {}=…", item.name.text));
    }
    const ir::VariableId variable =
        program_.variables.add({item.name.text, type, ir::VariableKind::param, item.name.span,
                                value.value_or(ir::ExprId{})});
    scope_module_->values.emplace(item.name.text, variable);
    note_variable(item.name.span, variable);
    program_.params.push_back({variable, declared, value});
}

void Checker::fn_item(const ast::FnItem& item) {
    const ScopeGuard guard(*this);
    unit_params_.clear();
    for (const ast::Name& name : item.type_params) {
        unit_params_.push_back(name.text);
    }
    FunctionInfo info;
    info.unit_params = unit_params_.size();
    ir::Function function{scope_module_->prefix + item.name.text, {}, {}};
    for (const ast::Parameter& param : item.params) {
        const TypeId type = store().value_type(declared_type(param.type));
        info.names.push_back(param.name.text);
        info.params.push_back(type);
        std::optional<ir::VariableId> variable =
            declare(param.name, type, ir::VariableKind::argument);
        if (!variable) {  // `_`, or reported
            variable = program_.variables.add(
                {param.name.text, type, ir::VariableKind::argument, param.name.span, {}});
        }
        function.params.push_back(*variable);
    }
    info.result = store().value_type(declared_type(item.result));
    function.value =
        require(expr(item.value, info.result), info.result,
                fmt::format("the result of `{}`", item.name.text), ast_expr(item.value).span);
    unit_params_.clear();
    info.id = program_.functions.add(std::move(function));
    info.name = item.name.span;
    scope_module_->signatures.emplace(item.name.text, std::move(info));
}

}  // namespace lsmap::check
