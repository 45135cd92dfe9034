#include "ide/signature_help.hpp"

#include "builtins/builtin.hpp"
#include "check/special_calls.hpp"
#include "ide/cursor.hpp"
#include "ide/hover.hpp"

#include <algorithm>

namespace lsmap::ide {
namespace {

// Places of the parameters between the outermost brackets of a signature.
std::vector<std::pair<std::uint32_t, std::uint32_t>> params_of(std::string_view signature) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> params;
    int depth = 0;
    std::uint32_t begin = 0;
    for (std::uint32_t i = 0; i < signature.size(); ++i) {
        const char c = signature[i];
        if (c == '(' || c == '[' || c == '<' || c == '{') {
            begin = ++depth == 1 && c == '(' ? i + 1 : begin;
        } else if (c == ')' || c == ']' || c == '}' ||
                   (c == '>' && i > 0 && signature[i - 1] != '-')) {
            if (--depth == 0 && c == ')') {
                if (i > begin) {
                    params.emplace_back(begin, i);
                }
                break;
            }
        } else if (c == ',' && depth == 1 && begin != 0) {
            params.emplace_back(begin, i);
            begin = i + 2;
        }
    }
    return params;
}

}  // namespace

SignatureHelp signature_help(std::string_view text, std::uint32_t byte, const Analysis& last) {
    SignatureHelp help;
    const Cursor cursor = cursor_at(text, byte);
    if (cursor.call_around.empty() || cursor.in_comment) {
        return help;
    }
    help.argument = cursor.argument;
    const auto add = [&](std::string signature, std::string doc) {
        auto params = params_of(signature);
        help.signatures.push_back({std::move(signature), std::move(doc), std::move(params)});
    };
    for (const check::Use* use : last.names()) {
        const bool is_callable = use->kind == check::NameKind::function ||
                                 use->kind == check::NameKind::group ||
                                 use->kind == check::NameKind::table;
        if (is_callable && use->declared && help.signatures.empty() &&
            last.sources().text(use->at) == cursor.call_around) {
            const SourceFile& source = last.sources()[use->declared->file];
            if (use->kind == check::NameKind::table) {
                add(cursor.call_around + "(key)", comment_above(source, use->declared->begin));
                continue;
            }
            std::string line(source.text.substr(use->declared->begin, 400));
            const std::size_t end =
                line.find_first_of(use->kind == check::NameKind::function ? "=\n" : "{\n");
            line.resize(std::min(end, line.size()));
            while (line.ends_with(' ')) {
                line.pop_back();
            }
            add(std::move(line), comment_above(source, use->declared->begin));
        }
    }
    if (help.signatures.empty()) {
        for (const builtins::Builtin* row : builtins::find(cursor.call_around)) {
            add(std::string(row->signature), std::string(row->doc));
        }
    }
    if (help.signatures.empty()) {
        for (const check::SpecialCall& row : check::special_calls()) {
            if (row.signature.substr(0, row.signature.find_first_of("(<")) == cursor.call_around) {
                add(std::string(row.signature), std::string(row.doc));
            }
        }
    }
    // The first overload that has as many parameters.
    for (std::size_t i = 0; i < help.signatures.size(); ++i) {
        if (help.signatures[i].params.size() > help.argument) {
            help.active = i;
            break;
        }
    }
    return help;
}

}  // namespace lsmap::ide
