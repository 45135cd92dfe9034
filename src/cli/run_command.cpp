#include "cli/command.hpp"
#include "cli/options.hpp"
#include "run/limits.hpp"

#include <charconv>
#include <memory>

namespace lsmap::cli {
namespace {

constexpr std::string_view later_options[] = {"--shard-size"};

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
    app.add_option("--provenance", options.provenance,
                   "write there where each result comes from, a line each")
        ->type_name("FILE");
    app.add_flag("--quiet", options.quiet, "no summary");
    choice<bool>(app, "--summary", options.json_summary, {{"text", false}, {"json", true}},
                 "form of the summary (text)");
    choice<bool>(app, "--stats", options.stats, {{"json", true}},
                 "counters, and the seconds of each phase, behind the summary");
    app.add_option_function<std::string>(
           "--stats-file",
           [&options](const std::string& path) {
               options.stats = true;
               options.stats_file = path;
           },
           "write them there")
        ->type_name("FILE");
}

void add_run_options(CLI::App& app, driver::RunOptions& options) {
    app.add_option("RULES", options.rules, "the rule file")->required();
    app.add_option("INPUT", options.inputs,
                   "model output, JSON, a record a line, or rows; - is standard input")
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
    choice<InputFormat>(
        app, "--input-format", options.input_format,
        {{"auto", InputFormat::automatic},
         {"record", InputFormat::record},
         {"array", InputFormat::array},
         {"ndjson", InputFormat::ndjson},
         {"csv", InputFormat::csv},
         {"tsv", InputFormat::tsv},
         {"rows", InputFormat::rows},
         {"lines", InputFormat::lines},
         {"slurp", InputFormat::slurp}},
        "what an input file holds, where neither the rules nor the file tell (auto)");
    app.add_option("--media", options.media, "folder of pictures whose sizes `probe` may read")
        ->type_name("DIR");
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
    app.add_option("-j,--jobs", options.jobs, "threads (as many as there are cores)")
        ->type_name("N")
        ->check(CLI::Range(1U, driver::most_jobs).description(""));
    // For tests: small inputs in many blocks, small records in parts.
    app.add_option("--block-bytes", options.block_bytes)->group("");
    app.add_option("--cut-from", options.cut_from)->group("");
    for (const std::string_view name : later_options) {
        app.add_option_function<std::string>(
               std::string(name), [name](const std::string&) { throw usage_error(later(name)); })
            ->group("");
    }
}

}  // namespace

Action declare_run(CLI::App& app) {
    auto options = std::make_shared<driver::RunOptions>();
    add_run_options(app, *options);
    app.footer(exit_text);
    return [options](const driver::Streams& streams) { return driver::run(*options, streams); };
}

}  // namespace lsmap::cli
