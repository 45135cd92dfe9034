#pragma once
#include "infer/rules.hpp"
#include "syntax/ast.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::infer {

// A standard module, read for its types and groups of rules.
struct ModuleText {
    std::string name;
    std::shared_ptr<const ast::Module> syntax;
    std::string_view text;  // outlives it
};

// Does what was seen fit a type of the module? How many required fields say so; none: it does not.
std::optional<std::size_t> fits(const ModuleText& module, ast::TypeId type, const Observed& seen);

// A type of the module as a rule file writes it: names of the module's own types with `module.`
// before them.
std::string qualified(const ModuleText& module, ast::TypeId type);

// The fields of a type of the module that is a record, with their types qualified.
std::vector<Candidate::Field> fields_of(const ModuleText& module, ast::TypeId type);

// Short texts of a place and keys of its objects, as literals.
void all_words(const Observed& seen, std::vector<std::string>& literals);

// The applications of the module's groups whose parameters the sample and the config can fill.
std::vector<Candidate> applications(const ModuleText& module, const Scene& scene);

}  // namespace lsmap::infer
