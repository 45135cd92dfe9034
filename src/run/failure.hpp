#pragma once
#include "diag/diagnostic.hpp"

namespace lsmap::run {

// Thrown where a task cannot be finished; caught around each task. `source` is the value that is to
// blame, nullptr where none was read.
struct Failure {
    diag::Diagnostic diagnostic;
    const char* source = nullptr;
};

}  // namespace lsmap::run
