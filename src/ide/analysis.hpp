#pragma once
#include "check/meanings.hpp"
#include "driver/compile.hpp"

#include <memory>
#include <string>
#include <vector>

namespace lsmap::ide {

// A rule file that was compiled for questions: its text, syntax, messages and what its names mean.
class Analysis {
 public:
    // `options.meanings` is set here.
    Analysis(const std::string& path, driver::CompileOptions options,
             std::optional<std::uint32_t> cursor = {});

    bool is_read() const { return compiled_->main != nullptr; }
    FileId file() const { return compiled_->main->file; }
    const SourceFile& source() const { return compiled_->sources[file()]; }
    std::string_view text() const { return source().text; }
    const syntax::Tree& tree() const { return compiled_->main->tree; }
    const ast::Module& module() const { return compiled_->main->module; }
    const SourceMap& sources() const { return compiled_->sources; }
    const driver::Compilation& compiled() const { return *compiled_; }
    const check::Meanings& meanings() const { return meanings_; }
    const check::Around* around() const {
        return meanings_.around && meanings_.around->seen ? &*meanings_.around : nullptr;
    }
    // The config, as far as it could be read; nullptr: there is none.
    const labelstudio::LabelingConfig* config() const;

    // Names in or right before `byte` of the rule file; several where a union has the field in more
    // than one record.
    std::vector<const check::Use*> uses_at(std::uint32_t byte) const;
    // All uses of what is declared there, each place once, by file and place.
    std::vector<const check::Use*> uses_of(Span declared) const;
    // All names of the rule file by place, each place once.
    std::vector<const check::Use*> names() const;
    // All declarations of what is declared there, that one first: fields of records of the same
    // form are one thing.
    std::vector<Span> declarations_of(Span declared) const;

    // The innermost expression around `byte` of the rule file; nullptr: there is none.
    struct Typed {
        const ir::Program* program = nullptr;
        const ir::Expr* expr = nullptr;
    };
    Typed expression_at(std::uint32_t byte) const;

 private:
    std::unique_ptr<driver::Compilation> compiled_;
    check::Meanings meanings_;
};

}  // namespace lsmap::ide
