#pragma once
#include "driver/commands.hpp"
#include "driver/map_records.hpp"
#include "run/named_text.hpp"
#include "run/runner.hpp"

#include <deque>
#include <string>
#include <vector>

namespace lsmap::driver {

// What --input and the program's named inputs do not agree on; "": they agree.
std::string named_inputs_problem(const ir::Program& program, const std::vector<NamedInput>& given);

// The texts of the named inputs, in the order of `given`; what cannot be read or cut into rows is
// reported.
std::deque<run::NamedText> read_named_inputs(const ir::Program& program,
                                             const check::ProgramRows& rows,
                                             const RunOptions& options, diag::Sink& sink,
                                             Mapped& mapped);

// Hands them to the runner; what does not fit is reported.
void set_named_inputs(const std::vector<NamedInput>& given, const std::deque<run::NamedText>& texts,
                      run::Runner& runner, diag::Sink& sink, Mapped& mapped);

}  // namespace lsmap::driver
