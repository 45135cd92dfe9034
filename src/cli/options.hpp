#pragma once
#include "driver/commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the options of several commands share.
namespace lsmap::cli {

// What the program ends with.
struct ExitRow {
    int status;
    std::string_view meaning;
};
inline constexpr ExitRow exit_rows[] = {{driver::exit_done, "done"},
                                        {driver::exit_rules, "the rules or the config have errors"},
                                        {driver::exit_usage, "usage"},
                                        {driver::exit_rejected, "tasks were rejected"},
                                        {driver::exit_io, "a file could not be read or written"},
                                        {driver::exit_bug, "a bug in lsmapc"}};

// The lines on the exit status under the help of the commands that compile or run rules.
extern const std::string exit_text;

std::string later(std::string_view what);  // "… comes in a later version"

// Raised for what CLI11 cannot know; shown as one line, exit status 2.
CLI::ValidationError usage_error(std::string text);

// Of NAME=VALUE; raises a usage error of `option` else.
std::pair<std::string, std::string> name_and_value(std::string_view option,
                                                   const std::string& text);

// An option that takes one word of a table. `later_words`: known, but not yet taken.
template <class T> using Words = std::vector<std::pair<std::string_view, T>>;

template <class T, class Target>
void choice(CLI::App& app, const std::string& name, Target& target, const Words<T>& words,
            const std::string& text, std::span<const std::string_view> later_words = {}) {
    std::string names;
    for (const auto& [word, value] : words) {
        names += (names.empty() ? "" : "|") + std::string(word);
    }
    const auto take = [=, &target](const std::string& given) {
        const auto found = std::ranges::find(words, given, &std::pair<std::string_view, T>::first);
        if (std::ranges::find(later_words, given) != later_words.end()) {
            throw usage_error(later(name + " " + given));
        }
        if (found == words.end()) {
            throw usage_error(fmt::format("{} takes {}, not `{}`", name, names, given));
        }
        target = found->second;
    };
    app.add_option_function<std::string>(name, take, text)->type_name(names);
}

// An option that may be given several times, each with one text.
template <class Take>
void repeated(CLI::App& app, const std::string& name, const std::string& type, Take take,
              const std::string& text) {
    const auto take_all = [take](const std::vector<std::string>& all) {
        std::ranges::for_each(all, take);
    };
    app.add_option_function<std::vector<std::string>>(name, take_all, text + "; may be repeated")
        ->type_name(type)
        ->expected(1)
        ->take_all();
}

// --accept.
void add_accept_option(CLI::App& app, check::Accept& accept);

// --config, --set, --module-root, --stdlib, --accept, --output-shape.
void add_compile_options(CLI::App& app, driver::CompileOptions& options);

}  // namespace lsmap::cli
