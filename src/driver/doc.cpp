#include "base/embedded.hpp"
#include "base/nearest.hpp"
#include "builtins/builtin.hpp"
#include "check/special_calls.hpp"
#include "driver/commands.hpp"
#include "driver/files.hpp"
#include "driver/stdlib.hpp"
#include "labelstudio/tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace lsmap::driver {
namespace {

// A part of a page of the reference: what stands below `### name`.
struct Section {
    std::string_view name, text;
};

std::vector<Section> sections() {
    constexpr std::string_view mark = "\n### ";
    std::vector<Section> found;
    for (const embedded::EmbeddedFile& page : embedded::reference_pages()) {
        const std::string_view text = page.text;
        for (std::size_t at = text.find(mark); at != std::string_view::npos;) {
            const std::size_t begin = at + 1;
            const std::size_t name = at + mark.size();
            const std::size_t line = text.find('\n', name);
            const std::size_t end = std::min(text.find("\n## ", line), text.find(mark, line));
            found.push_back({text.substr(name, line - name),
                             text.substr(begin, std::min(end, text.size()) - begin)});
            at = text.find(mark, line);
        }
    }
    return found;
}

// The row of an object tag: | `Image` | entries | what it is |
std::string object_row(std::string_view name) {
    for (const embedded::EmbeddedFile& page : embedded::reference_pages()) {
        const std::size_t begin = std::min(page.text.find("\n## Objects\n"), page.text.size());
        std::string_view rest = page.text.substr(begin);
        rest = rest.substr(0, rest.find("\n## ", 1));
        for (std::size_t at = rest.find("\n| `"); at != std::string_view::npos;
             at = rest.find("\n| `", at + 1)) {
            const std::string_view line = rest.substr(at + 1, rest.find('\n', at + 1) - at - 1);
            const std::string_view tag = line.substr(3, line.find('`', 3) - 3);
            if (labelstudio::same_name(tag, name)) {
                return fmt::format(
                    "### {} (object)\n\n| tag | entries of `object NAME {{ … }}` | "
                    "|\n|---|---|---|\n{}\n",
                    tag, line);
            }
        }
    }
    return {};
}

// The first comment of a module says what it is for.
std::string_view first_line(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    return line.starts_with("# ") ? line.substr(2) : std::string_view();
}

std::string text_of(const StandardModule& module) {
    if (!module.text.empty()) {
        return std::string(module.text);
    }
    std::string text;
    read_bytes(module.path, text, max_text_file);
    return text;
}

void add_line(std::string& text, std::string_view head, const std::vector<std::string>& names) {
    text += fmt::format("  {}:", head);
    std::size_t width = head.size() + 3;
    for (const std::string& name : names) {
        width += name.size() + 1;
        if (width > 100) {
            text += "\n   ";
            width = name.size() + 4;
        }
        text += " " + name;
    }
    text += "\n";
}

std::string contents(const std::string& folder) {
    std::string text = "Standard modules (in rules: use NAME; lsmapc doc NAME prints one)\n";
    for (const StandardModule& module : standard_modules(folder)) {
        const std::string whole = text_of(module);
        text += fmt::format("  {:<20} {}\n", module.name, first_line(whole));
    }
    text += "\nFunctions (lsmapc doc NAME)\n";
    std::vector<std::string> names;
    std::vector<std::string_view> families;
    for (const builtins::Builtin* row : builtins::all()) {
        if (std::ranges::find(families, row->family) == families.end()) {
            families.push_back(row->family);
        }
    }
    for (const std::string_view family : families) {
        names.clear();
        for (const builtins::Builtin* row : builtins::all()) {
            const std::string name(builtins::name_of(*row));
            if (row->family == family && std::ranges::find(names, name) == names.end()) {
                names.push_back(name);
            }
        }
        add_line(text, family, names);
    }
    names.clear();
    for (const check::SpecialCall& call : check::special_calls()) {
        const std::string_view signature = call.signature;
        names.emplace_back(signature.substr(0, signature.find_first_of("(<")));
    }
    add_line(text, "part of the language", names);
    text += "\nTags (lsmapc doc NAME)\n";
    names.clear();
    for (const labelstudio::ControlKind& kind : labelstudio::control_kinds()) {
        names.emplace_back(kind.tag);
    }
    add_line(text, "controls", names);
    names.clear();
    for (const labelstudio::ObjectKind& kind : labelstudio::object_kinds()) {
        names.emplace_back(kind.tag);
    }
    add_line(text, "objects", names);
    return text;
}

}  // namespace

int doc(const DocOptions& options, const Streams& streams) {
    std::string text;
    std::vector<std::string> names;
    for (const StandardModule& module : standard_modules(options.stdlib)) {
        names.push_back(module.name);
        if (module.name == options.name) {
            text = text_of(module);
        }
    }
    for (const Section& section : sections()) {
        names.emplace_back(section.name);
        if (labelstudio::same_name(section.name, options.name)) {
            text += (text.empty() ? "" : "\n") + std::string(section.text);
        }
    }
    for (const labelstudio::ObjectKind& kind : labelstudio::object_kinds()) {
        names.emplace_back(kind.tag);
    }
    if (const std::string row = object_row(options.name); !row.empty()) {
        text += (text.empty() ? "" : "\n") + row;
    }
    if (options.name.empty()) {
        text = contents(options.stdlib);
    } else if (text.empty()) {
        const std::vector<std::string> near = nearest_names(options.name, names);
        streams.err.write(fmt::format(
            "lsmapc: there is no module, function or tag `{}`; {}\n", options.name,
            near.empty() ? "`lsmapc doc` lists them" : suggestion(options.name, names)));
        return exit_usage;
    }
    streams.out.write(text);
    return streams.out.failure() == 0 ? exit_done : exit_io;
}

}  // namespace lsmap::driver
