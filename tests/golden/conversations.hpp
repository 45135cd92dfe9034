#pragma once
#include "golden/result.hpp"

#include <filesystem>
#include <vector>

namespace golden {

// The conversations with the language server, tests/lsp/<case>/: `client.json` is what an editor
// says, `server.json` all that the server answers; the other files are the workspace. A step of the
// client is a message as the protocol has it, or one of these short forms:
//
//     {"open": "rules.lsmap"}                              didOpen with the text of the file
//     {"type": "rules.lsmap", "at": "box: |", "text": "d."}  didChange of the place behind `box: `
//     {"replace": "rules.lsmap", "this": "a", "by": "b"}   didChange of the one place that says so
//     {"save": "config.xml", "text": "…"}                  the file on the disk, and that it
//     changed
//     {"close": "rules.lsmap"}
//     {"ask": "hover", "in": "rules.lsmap", "at": "d.b|ox"}  a question, `|` is the cursor
//
// `in` with `params` adds to the parameters of a question; `at` may be left out. `first: n` keeps
// the first n items of a completion, as a list of what they show; `with: [labels]` those, `without`
// says that there are none of them. A conversation begins with `initialize` and ends with `exit`
// by itself; a first step {"capabilities": {…}} is what the client can do beyond the usual. `hold:
// true`: the next step comes before the server has had time to check.
//
// The folder stands as ROOT in answers, the cache of the server as CACHE. With `update` server.json
// is rewritten.
std::vector<Result> check_conversations(const std::filesystem::path& root, const Filters& filters,
                                        bool update);

}  // namespace golden
