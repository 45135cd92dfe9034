#include "cli/command_line.hpp"

#include "base/nearest.hpp"
#include "driver/commands.hpp"
#include "run/limits.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace lsmap;

struct Command {
    std::string_view name;
    std::string_view summary;
    bool later = false;
};
constexpr Command commands[] = {
    {"run", "map model output to predictions (what `lsmapc RULES INPUT…` does)"},
    {"check", "check rules against their labeling config, without data"},
    {"validate", "check predictions that somebody else made"},
    {"explain", "a page on a message: lsmapc explain LSM3104"},
    {"fmt", "the one layout", true},
    {"test", "run the `test` blocks", true},
    {"init", "write a first rule file from a config and a sample", true},
    {"infer", "print the `input` type of samples", true},
    {"trace", "say which rule and values made a region", true},
    {"preview", "a page that draws the predictions", true},
    {"doc", "standard modules, functions and tags: lsmapc doc coco"},
    {"lsp", "language server", true},
};
constexpr std::string_view later_run_options[] = {"--jobs", "--media", "--shard-size"};
constexpr std::string_view later_input_formats[] = {"slurp", "lines", "csv", "tsv"};

const std::string exit_text =
    "Exit status: 0 done; 1 the rules or the config have errors; 2 usage; 3 tasks were rejected;\n"
    "             4 a file could not be read or written; 70 a bug in lsmapc";

const std::string validate_exit_text =
    "Exit status: 0 nothing to say; 1 findings, or the config has errors; 2 usage;\n"
    "             4 a file could not be read or written; 70 a bug in lsmapc";

std::string later(std::string_view what) {
    return fmt::format("`{}` comes in a later version", what);
}

// Raised for what CLI11 cannot know; shown as one line, exit status 2.
CLI::ValidationError usage_error(std::string text) {
    return {std::move(text), CLI::ExitCodes::ValidationError};
}

std::pair<std::string, std::string> name_and_value(std::string_view option,
                                                   const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw usage_error(fmt::format("{} wants NAME=VALUE, not `{}`", option, text));
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

driver::RejectBound reject_bound(std::string text) {
    driver::RejectBound bound;
    bound.percent = !text.empty() && text.back() == '%';
    const std::size_t digits = text.size() - (bound.percent ? 1 : 0);
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, bound.number);
    if (error != std::errc{} || end != text.data() + digits || !(bound.number >= 0) ||
        bound.number > (bound.percent ? 100 : 1e18)) {
        throw usage_error(fmt::format(
            "--max-rejects wants a number of tasks or a percentage, as 10 or 0.5%, not `{}`",
            text));
    }
    return bound;
}

driver::Limit limit(const std::string& text) {
    const auto [name, value] = name_and_value("--limit", text);
    if (run::find_limit(name) == nullptr) {
        std::string names;
        for (const run::LimitRow& row : run::limit_rows) {
            names += (names.empty() ? "" : ", ") + std::string(row.name);
        }
        throw usage_error(
            fmt::format("--limit {}: there is no such limit; there are {}", name, names));
    }
    driver::Limit limit{name, 0};
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), limit.value);
    if (error != std::errc{} || end != value.data() + value.size()) {
        throw usage_error(fmt::format("--limit {} wants a whole number, not `{}`", name, value));
    }
    return limit;
}

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

void add_compile_options(CLI::App& app, driver::CompileOptions& options) {
    app.add_option("--config", options.config,
                   "labeling config to use instead of the one that the rules name")
        ->type_name("FILE");
    repeated(
        app, "--set", "NAME=VALUE",
        [&options](const std::string& text) {
            auto [name, value] = name_and_value("--set", text);
            options.settings.push_back({std::move(name), std::move(value)});
        },
        "value of a `param`");
    app.add_option("--module-root", options.module_root,
                   "folder that modules may not leave (that of the rules)")
        ->type_name("DIR");
    app.add_option("--stdlib", options.stdlib,
                   "folder with standard modules that stand before those of the program")
        ->type_name("DIR");
    using check::Accept;
    choice<Accept>(app, "--accept", options.accept,
                   {{"both", Accept::both}, {"server", Accept::server}, {"editor", Accept::editor}},
                   "whose word is enough where Label Studio's server and editor differ (both)");
    using ir::OutputShape;
    choice<OutputShape>(app, "--output-shape", options.output,
                        {{"tasks", OutputShape::tasks},
                         {"predictions", OutputShape::predictions},
                         {"responses", OutputShape::responses}},
                        "instead of the `output` of the rules");
}

void add_output_options(CLI::App& app, driver::RunOptions& options) {
    const auto layout = [&options](driver::Layout l) {
        return [&options, l] { options.layout = l; };
    };
    auto* output = app.add_option("-o,--output", options.output,
                                  "write there instead of to standard output, whole or not at all");
    auto* ndjson =
        app.add_flag_callback("--ndjson", layout(driver::Layout::ndjson), "a task a line");
    auto* pretty =
        app.add_flag_callback("--pretty", layout(driver::Layout::pretty), "indented JSON");
    auto* split = app.add_option_function<std::string>(
        "--split",
        [&options](const std::string& folder) {
            options.split = folder;
            options.layout = driver::Layout::split;
        },
        "one file per task, named by its key");
    output->type_name("FILE");
    ndjson->excludes(pretty);
    split->type_name("DIR")->excludes(ndjson)->excludes(pretty)->excludes(output);
    choice<data::Digits>(app, "--digits", options.digits,
                         {{"six", data::Digits::six}, {"exact", data::Digits::exact}},
                         "decimals of geometry (six)");
    app.add_flag("--quiet", options.quiet, "no summary");
    choice<bool>(app, "--summary", options.json_summary, {{"text", false}, {"json", true}},
                 "form of the summary (text)");
}

void add_run_options(CLI::App& app, driver::RunOptions& options) {
    app.add_option("RULES", options.rules, "the rule file")->required();
    app.add_option("INPUT", options.inputs,
                   "model output, JSON or a record a line; - is standard input")
        ->required();
    add_compile_options(app, options.compile);
    add_output_options(app, options);
    repeated(
        app, "--input", "NAME=FILE",
        [&options](const std::string& text) {
            auto [name, path] = name_and_value("--input", text);
            options.named_inputs.push_back({std::move(name), std::move(path)});
        },
        "file of a named `input`");
    using data::InputFormat;
    choice<InputFormat>(app, "--input-format", options.input_format,
                        {{"auto", InputFormat::automatic},
                         {"record", InputFormat::record},
                         {"array", InputFormat::array},
                         {"ndjson", InputFormat::ndjson}},
                        "what an input file holds, where the file cannot tell (auto)",
                        later_input_formats);
    app.add_flag("--strict-input", options.strict_input,
                 "report keys that the input type does not declare");
    app.add_flag("--keep-going", options.keep_going, "go on after a rejected task");
    app.add_option("--rejects", options.rejects, "write what was rejected there, a line each")
        ->type_name("FILE");
    app.add_option_function<std::string>(
           "--max-rejects",
           [&options](const std::string& text) { options.max_rejects = reject_bound(text); },
           "how many rejected tasks are bearable, as 10 or 0.5%")
        ->type_name("N|P%");
    repeated(
        app, "--limit", "NAME=N",
        [&options](const std::string& text) { options.limits.push_back(limit(text)); },
        "change a budget");
    for (const std::string_view name : later_run_options) {
        app.add_option_function<std::string>(
               std::string(name), [name](const std::string&) { throw usage_error(later(name)); })
            ->group("");
    }
}

void add_check_options(CLI::App& app, driver::CheckOptions& options) {
    app.add_option("RULES", options.rules, "rule files")->required();
    add_compile_options(app, options.compile);
    choice<driver::ReportFormat>(
        app, "--format", options.format,
        {{"text", driver::ReportFormat::text}, {"json", driver::ReportFormat::json}},
        "form of the report (text)");
    app.add_flag("--werror", options.warnings_are_errors, "exit status 1 for warnings too");
}

void add_validate_options(CLI::App& app, driver::ValidateOptions& options) {
    app.add_option("TASKS", options.tasks,
                   "tasks with predictions, JSON or a task a line; - is standard input")
        ->required();
    app.add_option("--config", options.config, "the project's labeling config")
        ->type_name("FILE")
        ->required();
    using labelstudio::Accept;
    choice<Accept>(app, "--accept", options.accept,
                   {{"both", Accept::both}, {"server", Accept::server}, {"editor", Accept::editor}},
                   "whose word is enough where Label Studio's server and editor differ (both)");
    choice<driver::ReportFormat>(
        app, "--format", options.format,
        {{"text", driver::ReportFormat::text}, {"json", driver::ReportFormat::json}},
        "form of the report (text)");
    app.add_flag("--werror", options.warnings_are_errors, "exit status 1 for warnings too");
    app.add_flag("--fix", options.fix, "write a copy with all mended that loses nothing");
    app.add_flag_callback(
        "--fix-fractions", [&options] { options.fix = options.fix_fractions = true; },
        "--fix, and make percent of positions that all lie from 0 to 1");
    app.add_option("-o,--output", options.output,
                   "write the copy there instead of to standard output, whole or not at all")
        ->type_name("FILE");
    app.footer(validate_exit_text);
}

// The usage of the main page also shows the form without a command; options show what they take.
class Formatter : public CLI::Formatter {
 public:
    std::string make_usage(const CLI::App* app, std::string name) const override {
        if (app->get_parent() != nullptr) {
            return CLI::Formatter::make_usage(app, "lsmapc " + app->get_name());
        }
        return fmt::format("Usage: {0} RULES INPUT… [OPTIONS]\n       {0} COMMAND …\n", name);
    }
    std::string make_option_opts(const CLI::Option* option) const override {
        return option->nonpositional() && option->get_type_size() != 0
                   ? " " + option->get_type_name()
                   : "";
    }
};

std::string footer() {
    std::string names;
    for (const Command& command : commands) {
        names += command.later ? (names.empty() ? "" : ", ") + std::string(command.name) : "";
    }
    return fmt::format(
        "Without a command, RULES INPUT… are mapped. A rule file named like a command: lsmapc run "
        "check …, or ./check.\n"
        "Later versions bring: {}.\n{}",
        names, exit_text);
}

// What is too much in `given`: an option that does not exist, with the nearest one, or a word.
std::string extras_text(const CLI::App& app, const std::vector<std::string>& given,
                        const CLI::ExtrasError& error) {
    std::vector<std::string> names;
    for (const CLI::Option* option :
         app.get_options([](const CLI::Option* o) { return o->nonpositional(); })) {
        for (const std::string& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    for (const std::string& argument : given) {
        const std::string name = argument.substr(0, argument.find('='));
        if (name.starts_with("--") && std::ranges::find(names, name) == names.end()) {
            const std::vector<std::string> near = nearest_names(name, names);
            return fmt::format(
                "there is no option `{}`{}", name,
                near.empty() ? "" : fmt::format("; did you mean `{}`?", near.front()));
        }
    }
    return error.what();
}

}  // namespace

namespace lsmap::cli {

int run_command_line(std::vector<std::string> arguments, const driver::Streams& streams) {
    CLI::App app{
        "Maps model output (JSON) to Label Studio predictions by the rules of an .lsmap file.",
        "lsmapc"};
    app.set_version_flag("--version", "lsmapc " LSMAP_VERSION "\nlanguage: lsmap 1");
    app.formatter(std::make_shared<Formatter>());
    app.require_subcommand(1);

    driver::RunOptions run_options;
    driver::CheckOptions check_options;
    driver::ValidateOptions validate_options;
    std::string code;
    std::map<std::string_view, CLI::App*> apps;
    for (const Command& command : commands) {
        if (!command.later) {
            apps[command.name] =
                app.add_subcommand(std::string(command.name), std::string(command.summary));
        }
    }
    add_run_options(*apps["run"], run_options);
    add_check_options(*apps["check"], check_options);
    add_validate_options(*apps["validate"], validate_options);
    app.footer(footer());
    apps["run"]->footer(exit_text);
    apps["check"]->footer(exit_text);
    apps["explain"]->add_option("CODE", code, "LSM3104, or 3104")->required();
    driver::DocOptions doc_options;
    apps["doc"]->add_option("NAME", doc_options.name,
                            "a module, function or tag; without one, all of them are listed");
    apps["doc"]
        ->add_option("--stdlib", doc_options.stdlib,
                     "folder with standard modules that stand before those of the program")
        ->type_name("DIR");

    if (arguments.empty()) {
        streams.err.write(app.help());
        return driver::exit_usage;
    }
    const auto* named = std::ranges::find(commands, std::string_view(arguments[0]), &Command::name);
    const bool is_command = named != std::end(commands);
    if (is_command && named->later) {
        streams.err.write(fmt::format("lsmapc: {}\n", later(named->name)));
        return driver::exit_usage;
    }
    static constexpr std::string_view own_options[] = {"-h", "--help", "--version"};
    if (!is_command && std::ranges::find(own_options, arguments[0]) == std::end(own_options)) {
        arguments.insert(arguments.begin(), "run");
    }
    const CLI::App* chosen = apps.contains(arguments[0]) ? apps[arguments[0]] : &app;
    try {
        app.parse(
            std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // last one first
    } catch (const CLI::CallForHelp&) {
        streams.out.write(chosen->help());
        return driver::exit_done;
    } catch (const CLI::CallForVersion& version) {
        streams.out.write(std::string(version.what()) + "\n");
        return driver::exit_done;
    } catch (const CLI::ExtrasError& error) {
        streams.err.write(fmt::format("lsmapc: {}\n", extras_text(*chosen, arguments, error)));
        return driver::exit_usage;
    } catch (const CLI::ParseError& error) {
        streams.err.write(fmt::format("lsmapc: {} (`lsmapc {}--help` says more)\n", error.what(),
                                      chosen == &app ? "" : chosen->get_name() + " "));
        return driver::exit_usage;
    }
    if (app.got_subcommand("check")) {
        return driver::check(check_options, streams);
    }
    if (app.got_subcommand("validate")) {
        if (validate_options.fix && validate_options.tasks.size() > 1) {
            streams.err.write("lsmapc: --fix takes one file of tasks\n");
            return driver::exit_usage;
        }
        if (!validate_options.fix && !validate_options.output.empty()) {
            streams.err.write("lsmapc: -o is for the copy that --fix writes\n");
            return driver::exit_usage;
        }
        return driver::validate(validate_options, streams);
    }
    if (app.got_subcommand("explain")) {
        return driver::explain(code, streams);
    }
    if (app.got_subcommand("doc")) {
        return driver::doc(doc_options, streams);
    }
    return driver::run(run_options, streams);
}

}  // namespace lsmap::cli
