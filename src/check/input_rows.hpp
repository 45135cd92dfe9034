#pragma once
#include "builtins/row_cells.hpp"
#include "check/ir.hpp"
#include "data/row_layout.hpp"
#include "diag/diagnostic.hpp"
#include "syntax/ast.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

// Inputs that are no JSON: `input csv<{ path: string, p: score }>`, `input rows<(a: px, b: px),
// ",">`, `input lines<string>`, or a plain type that the command line says is one of these.
namespace lsmap::check {

// How a text is made JSON of the input's type. `forms` is null where the input is JSON.
struct InputRows {
    data::RowLayout layout;
    std::shared_ptr<const builtins::RowForms> forms;

    bool is_json() const { return forms == nullptr; }
};

// What the type of an `input` says: its layout (`automatic`: JSON), and the type of what it holds.
struct DeclaredRows {
    data::InputFormat format = data::InputFormat::automatic;
    std::optional<std::string> separator;
    ast::TypeId content{};
};
DeclaredRows declared_rows(const ast::Module& module, ast::TypeId type);

// Reports a type that rows cannot be read as, and a separator that separates nothing, at `span`.
InputRows rows_of(const DeclaredRows& declared, const types::TypeStore& types, types::TypeId type,
                  Span span, diag::Sink& sink);

// The formats that the command line, or the names of files, give to inputs; the record's has no
// name.
struct InputFormatOf {
    std::string name;
    data::InputFormat format = data::InputFormat::automatic;
};
struct ProgramRows {
    InputRows record;
    std::vector<InputRows> named;  // by Program::named_inputs
};
// What is declared stands before what names of files say, and behind what the command line says
// (`insist`).
ProgramRows program_rows(const ast::Module& module, const ir::Program& program,
                         const std::vector<InputFormatOf>& formats, bool insist, diag::Sink& sink);

}  // namespace lsmap::check
