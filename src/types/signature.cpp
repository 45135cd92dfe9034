#include "types/signature.hpp"

#include "base/source.hpp"
#include "diag/diagnostic.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"
#include "types/resolve.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace lsmap::types {
namespace {

[[noreturn]] void broken(std::string_view text, std::string_view why) {
    throw std::logic_error(fmt::format("the signature `{}` cannot be read: {}", text, why));
}

Signature parse(std::string_view text, TypeStore& types) {
    SourceMap sources;
    const FileId file = sources.add("<signature>", std::string(text));
    diag::Sink sink;
    const syntax::Tree tree = syntax::parse_signature(sources[file], file, sink);
    if (sink.has_errors()) {
        broken(text, sink.all().front().message);
    }
    const syntax::SignatureText written = syntax::build_signature(tree, sources[file], file, sink);
    if (sink.has_errors()) {
        broken(text, sink.all().front().message);
    }
    const auto type = [&](ast::TypeId id) {
        ResolveProblem problem;
        const auto resolved = resolve(written.module, id, true, types, problem);
        if (!resolved) {
            broken(text, problem.text);
        }
        return *resolved;
    };
    Signature signature{written.name.text, {}, type(written.result)};
    for (const auto& param : written.params) {
        signature.params.push_back(
            {param.name.text, type(param.type), param.optional, param.selector, param.variadic});
    }
    return signature;
}

}  // namespace

const Signature& Signatures::of(std::string_view text) {
    std::unique_ptr<Signature>& signature = parsed_[text];
    if (signature == nullptr) {
        signature = std::make_unique<Signature>(parse(text, types_));
    }
    return *signature;
}

}  // namespace lsmap::types
