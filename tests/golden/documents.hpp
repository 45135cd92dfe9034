#pragma once
#include "golden/result.hpp"

#include <filesystem>
#include <vector>

namespace golden {

// The examples of README.md and docs/**/*.md (but docs/errors, see pages.hpp). A ```lsmap block is
// a rule file. It is checked, or run where an input stands between config and rules, with the last
// block before it of each kind:
//
//     xml config   json input   jsonl input   args   lsmap file=shared.lsmap
//
// and must give what follows it, and no message that is not there:
//
//     json output                           the same tasks
//     text diagnostics                      these messages, exactly
//     text diagnostics without=", size: s"  these, of the rules without that text
//     text command="trace rules.lsmap input.json"   all that this command of lsmapc says
//
// ```lsmap fragment expr|entries|items|type is read only; `…` in it stands for what is left out.
// With `update` the messages and what commands say is rewritten where it differs.
std::vector<Result> check_documents(const std::filesystem::path& root, const Filters& filters,
                                    bool update);

}  // namespace golden
