#include "generate/slots.hpp"

#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"
#include "types/resolve.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace lsmap::generate {
namespace {

// Inside lists and records the first of several alternatives stands for all of them.
types::TypeId value_type(const ast::Module& module, ast::TypeId id, types::TypeStore& types) {
    const auto& node = module.types[id].node;
    if (const auto* either = std::get_if<ast::TypeUnion>(&node)) {
        const auto& first = module.types[either->alternatives.front()].node;
        if (!std::holds_alternative<ast::TypeLiteral>(first)) {
            return value_type(module, either->alternatives.front(), types);
        }
    }
    const auto* list = std::get_if<ast::TypeList>(&node);
    if (list != nullptr && !list->count) {
        return types.list(value_type(module, list->element, types));
    }
    if (const auto* record = std::get_if<ast::TypeRecord>(&node)) {
        types::RecordType made;
        for (const ast::TypeField& field : record->fields) {
            const types::TypeId type = value_type(module, field.type, types);
            made.fields.push_back({field.name.text, field.name.text,
                                   field.optional ? types.optional(type) : type, field.span});
        }
        return types.intern(std::move(made));
    }
    types::ResolveProblem problem;
    const auto type = types::resolve(module, id, false, types, problem);
    if (!type) {
        throw std::runtime_error("a slot of the tag table: " + problem.text);
    }
    return types.value_type(*type);
}

}  // namespace

std::vector<Slot> slots_of(std::string_view record, types::TypeStore& types) {
    SourceMap sources;
    diag::Sink sink;
    const FileId file = sources.add("<tag table>", std::string(record));
    const syntax::Tree tree = syntax::parse_type(sources[file], file, sink);
    const syntax::TypeText parsed = syntax::build_type(tree, sources[file], file, sink);
    const ast::Module& module = parsed.module;
    const auto* fields = std::get_if<ast::TypeRecord>(&module.types[parsed.type].node);
    if (sink.has_errors() || fields == nullptr) {
        throw std::runtime_error(fmt::format("slots of the tag table are no record: {}", record));
    }
    std::vector<Slot> slots;
    for (const ast::TypeField& field : fields->fields) {
        Slot slot{field.name.text, field.optional, {}};
        const auto* either = std::get_if<ast::TypeUnion>(&module.types[field.type].node);
        const bool is_words =
            either == nullptr || std::holds_alternative<ast::TypeLiteral>(
                                     module.types[either->alternatives.front()].node);
        if (is_words) {
            slot.alternatives.push_back(value_type(module, field.type, types));
        } else {
            for (const ast::TypeId one : either->alternatives) {
                slot.alternatives.push_back(value_type(module, one, types));
            }
        }
        slots.push_back(std::move(slot));
    }
    return slots;
}

}  // namespace lsmap::generate
