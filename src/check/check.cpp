#include "check/check.hpp"

#include "check/checker.hpp"

namespace lsmap::check {

Checker::Checker(const ast::Module& module, const Environment& environment, diag::Sink& sink,
                 const diag::Sink& before)
    : main_(module), environment_(environment), sink_(sink), before_(before) {
    program_.types = std::make_shared<types::TypeStore>();
    program_.constants = std::make_shared<data::Arena>();
    program_.config = environment.config != nullptr
                          ? environment.config
                          : std::make_shared<const labelstudio::LabelingConfig>();
    // Id 0 is no expression and no variable that a rule could name.
    error_node({0, 0, module.file});
}

std::optional<ir::Program> Checker::run() {
    items();
    if (has_errors()) {
        return std::nullopt;
    }
    lint();
    return is_asked() ? std::nullopt : std::optional(std::move(program_));
}

const ast::ConfigItem* config_item(const ast::Module& module) {
    for (const ast::Item& item : module.items) {
        if (const auto* config = std::get_if<ast::ConfigItem>(&item.node)) {
            return config;
        }
    }
    return nullptr;
}

std::optional<ir::Program> check_program(const ast::Module& module, const Environment& environment,
                                         diag::Sink& sink) {
    diag::Sink heard;
    Checker checker(module, environment, heard, sink);
    std::optional<ir::Program> program = checker.run();
    for (std::size_t i = 0; i < heard.all().size(); ++i) {
        diag::Diagnostic shown = checker.explained(i);
        const bool is_of_module = shown.span != heard.all()[i].span;
        if (shown.severity == diag::Severity::error || !is_of_module) {
            sink.add(std::move(shown));
        }
    }
    checker.hand_over();
    return program;
}

}  // namespace lsmap::check
