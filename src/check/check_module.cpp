#include "base/embedded.hpp"
#include "check/checker.hpp"
#include "diag/codes/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace lsmap::check {
namespace {

bool is_identifier(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9');
    });
}

// Groups of the program's own modules are right on the stages that they promise: each module is
// checked alone where the program is tested. They are read once more for every text that uses them.
bool is_of_the_program(const SourceFile& source) {
    return std::ranges::any_of(embedded::stdlib_modules(), [&](const embedded::EmbeddedFile& file) {
        return file.text == source.text;
    });
}

}  // namespace

std::string Checker::module_path(const std::string& path) {
    return std::filesystem::path(path).lexically_normal().generic_string();
}

void Checker::use_item(const ast::UseItem& item, Span span, ModuleScope& scope) {
    const std::string stem = std::filesystem::path(item.path.text).stem().string();
    const std::string name = item.alias ? item.alias->text : stem;
    const Span name_span = item.alias ? item.alias->span : item.path.span;
    if (!item.alias && !is_identifier(stem)) {
        sink_.emit(item.path.span, diag::module_needs_name, stem)
            .help(fmt::format("give it one: use \"{}\" as shared", item.path.text));
        return;
    }
    if (scope.modules.contains(name)) {
        sink_.emit(name_span, diag::duplicate_name, name)
            .help("give one of the modules another name with `as`");
        return;
    }
    const std::filesystem::path folder =
        std::filesystem::path(environment_.sources[scope.ast->file].path).parent_path();
    const std::string path = item.standard
                                 ? fmt::format("<{}>", item.path.text)
                                 : module_path((folder / item.path.text).generic_string());
    if (std::ranges::find(open_modules_, path) != open_modules_.end()) {
        std::string chain;
        for (const std::string& open : open_modules_) {
            chain += open + " → ";
        }
        sink_.emit(item.path.span, diag::module_uses_itself, item.path.text)
            .note(chain + path)
            .help("move what both need into a third module");
        scope.broken.insert(name);
        return;
    }
    if (const auto known = module_by_path_.find(path); known != module_by_path_.end()) {
        scope.modules.emplace(name, known->second);
        note_use(item, name_span, name, scope, *known->second);
        return;
    }
    const std::shared_ptr<const ast::Module> loaded =
        environment_.load_module(item, scope.ast->file);
    if (loaded == nullptr) {
        scope.broken.insert(name);
        return;
    }
    loaded_.push_back(loaded);
    modules_.push_back(std::make_unique<ModuleScope>());
    ModuleScope& module = *modules_.back();
    module.ast = loaded.get();
    module.prefix = name + ".";
    module_by_path_.emplace(path, &module);
    scope.modules.emplace(name, &module);
    note_use(item, name_span, name, scope, module);

    ModuleScope* const user = scope_module_;
    scope_module_ = &module;
    open_modules_.push_back(path);
    collect_names(module);
    note_declarations(module);
    single_items(module);
    check_by_dependency(module);
    if (!is_probe_ && !is_of_the_program(environment_.sources[module.ast->file])) {
        check_groups(module);
    }
    open_modules_.pop_back();
    scope_module_ = user;
    static_cast<void>(span);
}

}  // namespace lsmap::check
