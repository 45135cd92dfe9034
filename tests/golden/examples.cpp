#include "golden/examples.hpp"

#include "builtins/builtin.hpp"
#include "check/special_calls.hpp"
#include "golden/folder.hpp"

#include <fmt/format.h>

namespace golden {
namespace {

constexpr std::string_view config =
    R"(<View><Text name="text" value="$text"/><TextArea name="note" toName="text"/></View>)";

// What is wrong with an example, "" where both sides are equal.
std::string compare_sides(const lsmap::builtins::Example& example) {
    const WorkFolder here;
    write_file("config.xml", config);
    write_file("input.json", "{}");
    write_file("rules.lsmap", fmt::format("lsmap 1\n"
                                          "config \"config.xml\"\n"
                                          "input {{}}\n"
                                          "task {{\n"
                                          "  object text {{ value: \"\" }}\n"
                                          "  data {{ same: ({}) == ({}) }}\n"
                                          "  prediction \"m\" {{ -> note {{ text: \"t\" }} }}\n"
                                          "}}\n",
                                          example.source, example.result));
    const Outcome outcome = run_program({"run", "rules.lsmap", "input.json", "--media", "."});
    if (outcome.exception) {
        return "an exception came out: " + *outcome.exception + "\n";
    }
    if (outcome.out.find(R"("same":true)") != std::string::npos && outcome.err.empty()) {
        return "";
    }
    return fmt::format("`{}` is not `{}`\n{}{}", example.source, example.result, outcome.err,
                       outcome.out);
}

}  // namespace

std::vector<Result> check_examples(const Filters& filters) {
    std::vector<Result> results;
    const auto check = [&](std::string_view signature, const auto& examples) {
        Result result{fmt::format("builtins/{}", signature), ""};
        if (filters.want(result.name)) {
            for (const lsmap::builtins::Example& example : examples) {
                result.failure += compare_sides(example);
            }
            results.push_back(std::move(result));
        }
    };
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        check(row->signature, row->examples);
        if (row->examples.empty()) {
            results.push_back({std::string(row->signature), "has no example\n"});
        }
    }
    for (const lsmap::check::SpecialCall& call : lsmap::check::special_calls()) {
        check(call.signature, call.examples);
    }
    return results;
}

}  // namespace golden
