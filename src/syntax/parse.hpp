#pragma once
#include "base/source.hpp"
#include "diag/diagnostic.hpp"
#include "syntax/ast.hpp"
#include "syntax/tree.hpp"

#include <string_view>
#include <vector>

namespace lsmap::syntax {

// Text to a lossless tree. Reports what was expected and goes on at the next item or block entry,
// so that every broken item is told in one run; what could not be read stands in `error` nodes.
Tree parse(const SourceFile& source, FileId file, diag::Sink& sink);

// The same for a type alone and for a builtin's signature such as `iou(a: box<U>, b: box<U>) ->
// number`.
Tree parse_type(const SourceFile& source, FileId file, diag::Sink& sink);
Tree parse_signature(const SourceFile& source, FileId file, diag::Sink& sink);
// The same for an expression alone (`--set`, examples of builtins).
Tree parse_expr(const SourceFile& source, FileId file, diag::Sink& sink);

}  // namespace lsmap::syntax
