#include "check/check.hpp"

#include "check/checker.hpp"

namespace lsmap::check {

Checker::Checker(const ast::Module& module, const Environment& environment, diag::Sink& sink)
    : main_(module), environment_(environment), sink_(sink) {
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
    if (sink_.has_errors()) {
        return std::nullopt;
    }
    lint();
    return std::move(program_);
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
    return Checker(module, environment, sink).run();
}

}  // namespace lsmap::check
