#include "diag/render.hpp"
#include "driver/commands.hpp"
#include "driver/test_block.hpp"
#include "plan/plan.hpp"
#include "plan/print_plan.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace lsmap::driver {
namespace {

std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string verdict(std::size_t errors, std::size_t warnings) {
    if (errors + warnings == 0) {
        return "ok";
    }
    const std::string comma = errors != 0 && warnings != 0 ? ", " : "";
    return (errors == 0 ? "" : counted(errors, "error")) + comma +
           (warnings == 0 ? "" : counted(warnings, "warning"));
}

// What a correct program holds in memory, and which equalities no index answers.
std::string description(const Compilation& c, const plan::Plan& plan) {
    const plan::Description d = plan::describe(plan);
    std::string text = d.sentence.empty() ? "\n" : "; " + d.sentence + "\n";
    for (const plan::Note& note : d.notes) {
        const SourceFile& file = c.sources[note.span.file];
        const LineColumn at = file.position(note.span.begin);
        text += fmt::format("{}:{}:{}: note: {}\n", file.path, at.line, at.column, note.text);
    }
    return text;
}

}  // namespace

int check(const CheckOptions& options, const Streams& streams) {
    std::vector<std::unique_ptr<Compilation>> compilations;
    std::vector<diag::Batch> batches;
    bool unreadable = false;
    bool bad = false;
    for (const std::string& rules : options.rules) {
        Compilation& c = *compilations.emplace_back(compile(rules, options.compile));
        if (c.sources.size() != 0) {  // the rule file is read first
            read_tests(c.sources[FileId{}], FileId{}, c.sink);
        }
        const diag::Batch& batch = batches.emplace_back(diag::Batch{&c.sources, &c.sink.all()});
        const std::size_t errors = c.sink.error_count();
        const std::size_t warnings = c.sink.all().size() - errors;
        unreadable = unreadable || c.unreadable;
        bad = bad || errors != 0 || (options.warnings_are_errors && warnings != 0);
        if (options.format == ReportFormat::text) {
            std::string report = diag::render_text(batch, {.colour = streams.colour_out});
            if (!report.empty() && options.rules.size() > 1) {
                report += '\n';
            }
            streams.out.write(report);
            const auto plan =
                c.program && errors == 0 ? plan::lower(std::move(*c.program)) : nullptr;
            const std::string closing = plan ? description(c, *plan) : "
";
            streams.summary.write(rules + ": " + verdict(errors, warnings) + closing);
            if (options.plan && plan) {
                streams.out.write(rules + "\n" + plan::print_plan(*plan, c.sources));
            }
        }
    }
    if (options.format == ReportFormat::json) {
        streams.out.write(diag::render_json(batches));
    }
    if (unreadable || streams.out.failure() != 0) {
        return exit_io;
    }
    return bad ? exit_rules : exit_done;
}

}  // namespace lsmap::driver
