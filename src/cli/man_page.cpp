#include "cli/command_tree.hpp"
#include "cli/options.hpp"

#include <algorithm>
#include <cctype>

// A page for man(1) in roff's `man` macros, which groff and mandoc read.
namespace lsmap::cli {
namespace {

// Text as it stands in a page: hyphens that are to be copied, no line that is taken for a request.
std::string roff(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            const bool first = out.empty() || out.back() == '\n';
            out += first && (c == '.' || c == '\'') ? "\\&" : "";
            out += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, text[i]);
            ++i;
            continue;
        }
        const std::size_t size = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        unsigned point = c & (0x7FU >> size);
        for (std::size_t k = 1; k < size && i + k < text.size(); ++k) {
            point = point << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        }
        out += fmt::format("\\[u{:04X}]", point);
        i += size;
    }
    return out;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::string synopsis(const CommandInfo& command) {
    std::string text = fmt::format(".B lsmapc {}\n", roff(command.name));
    if (!command.options.empty()) {
        text += "[\\fIOPTIONS\\fR]\n";
    }
    for (const PositionalInfo& place : command.positionals) {
        const std::string name =
            fmt::format("\\fI{}\\fR{}", roff(place.value.name), place.many ? "\\[u2026]" : "");
        text += place.required ? name + "\n" : "[" + name + "]\n";
    }
    return text;
}

std::string entry(const OptionInfo& option) {
    std::string names;
    for (const std::string& name : option.names) {
        names += (names.empty() ? "" : ", ") + fmt::format("\\fB{}\\fR", roff(name));
    }
    const std::string value =
        option.value.name.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(option.value.name));
    return fmt::format(".TP\n{}{}\n{}\n", names, value, roff(option.text));
}

}  // namespace

std::string man_page(std::span<const CommandInfo> commands, std::string_view version) {
    std::string text = fmt::format(
        ".\\\" Made by `lsmapc man`.\n"
        ".TH LSMAPC 1 \"\" \"lsmapc {0}\" \"User Commands\"\n"
        ".SH NAME\nlsmapc \\- map model output to Label Studio predictions\n"
        ".SH SYNOPSIS\n.B lsmapc\n\\fIRULES\\fR \\fIINPUT\\fR\\[u2026] [\\fIOPTIONS\\fR]\n",
        roff(version));
    for (const CommandInfo& command : commands) {
        text += ".br\n" + synopsis(command);
    }
    text +=
        ".SH DESCRIPTION\n" +
        roff(
            "lsmapc maps what a model prints (JSON) to predictions that Label Studio imports, by "
            "the rules of an .lsmap file. The rules are checked against the labeling config "
            "before a byte of data is read. Without a command, RULES INPUT… are mapped, as "
            "`lsmapc run` does.") +
        "\n.SH COMMANDS\n";
    for (const CommandInfo& command : commands) {
        text += fmt::format(
            ".SS lsmapc {}\n{}\n", roff(command.name),
            roff(upper(command.summary.substr(0, 1)) + command.summary.substr(1) + "."));
        for (const PositionalInfo& place : command.positionals) {
            if (!place.text.empty()) {
                text +=
                    fmt::format(".TP\n\\fI{}\\fR\n{}\n", roff(place.value.name), roff(place.text));
            }
        }
        for (const OptionInfo& option : command.options) {
            text += entry(option);
        }
    }
    text += ".SH EXIT STATUS\n";
    for (const ExitRow& row : exit_rows) {
        text += fmt::format(".TP\n.B {}\n{}\n", row.status, roff(row.meaning));
    }
    text += ".SH EXAMPLES\n.nf\n" +
            roff(
                "lsmapc rules.lsmap output.jsonl -o tasks.json\n"
                "lsmapc check rules.lsmap --format github\n"
                "lsmapc explain LSM3104\n") +
            ".fi\n";
    return text;
}

}  // namespace lsmap::cli
