#include "check/input_rows.hpp"

#include "check/row_forms.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

using data::InputFormat;

struct Row {
    InputFormat format;
    std::string_view word, what, read_as, written;
    std::string_view separator;  // unless it is given
    bool takes_separator = false;
};
constexpr std::string_view row_types =
    "a record, a tuple or a list of plain values, or a list of these";
constexpr Row rows[] = {
    {InputFormat::csv, "csv", "a row of a CSV file", row_types, "csv<T>` or `csv<T, \";\">", ",",
     true},
    {InputFormat::tsv, "tsv", "a row of a TSV file", row_types, "tsv<T>", "\t"},
    {InputFormat::rows, "rows", "a row of cells", row_types, "rows<T>` or `rows<T, \",\">", "",
     true},
    {InputFormat::lines, "lines", "a line", "text or another plain value, or a list of these",
     "lines<T>", ""},
    {InputFormat::slurp, "slurp", "a whole file", "text or another plain value", "slurp<T>", ""},
};

const Row* find(InputFormat format) {
    const Row* row = std::ranges::find(rows, format, &Row::format);
    return row == std::end(rows) ? nullptr : row;
}

// What makes it no separator; "": nothing does.
std::string_view separator_problem(const Row& row, std::string_view text) {
    if (text.empty()) {
        return "it is empty";
    }
    if (text.find_first_of("\r\n\"") != std::string_view::npos) {
        return "it has a line end or a quote";
    }
    return row.format == InputFormat::csv && text.size() > 1 ? "that of CSV is one character" : "";
}

}  // namespace

DeclaredRows declared_rows(const ast::Module& module, ast::TypeId type) {
    DeclaredRows declared{InputFormat::automatic, std::nullopt, type};
    const auto* named = std::get_if<ast::TypeName>(&module.types[type].node);
    if (named == nullptr || named->module || named->args.empty()) {
        return declared;
    }
    const Row* row = std::ranges::find(rows, named->name.text, &Row::word);
    if (row == std::end(rows)) {
        return declared;
    }
    declared.format = row->format;
    declared.content = named->args[0];
    if (named->args.size() > 1) {  // what is no text shows as one that separates nothing
        const auto* literal = std::get_if<ast::TypeLiteral>(&module.types[named->args[1]].node);
        const auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
        declared.separator = text == nullptr || named->args.size() > 2 ? "" : *text;
    }
    return declared;
}

InputRows rows_of(const DeclaredRows& declared, const types::TypeStore& types, types::TypeId type,
                  Span span, diag::Sink& sink) {
    InputRows made;
    const Row* row = find(declared.format);
    if (row == nullptr || types.is_error(type)) {
        return made;
    }
    if (declared.separator && !row->takes_separator) {
        sink.emit(span, diag::wrong_type_arguments, std::string(row->word),
                  std::string(row->written));
        return made;
    }
    if (declared.separator) {
        if (const auto problem = separator_problem(*row, *declared.separator); !problem.empty()) {
            sink.emit(span, diag::separator_unusable, *declared.separator, std::string(problem))
                .help(fmt::format("`{}` is written `{}`", row->word, row->written));
            return made;
        }
    }
    made.layout = {row->format, declared.separator.value_or(std::string(row->separator)), false,
                   false};
    const auto* list = types.as<types::ListType>(type);
    auto forms = std::make_unique<builtins::RowForms>();
    if (data::has_cells(row->format)) {
        forms = list == nullptr ? std::move(forms) : input_row_forms(types, list->element);
        made.layout.whole = !forms->empty();
        if (!made.layout.whole) {
            forms = input_row_forms(types, type);
        }
        made.layout.header = forms->by_name();
    } else {
        made.layout.whole = list != nullptr && row->format == InputFormat::lines;
        forms->text = text_form(types, made.layout.whole ? list->element : type);
    }
    if (forms->empty()) {
        diag::Diagnostic& d = sink.emit(span, diag::no_row_of_input, std::string(row->what),
                                        std::string(row->read_as), types.print(type));
        d.help(data::has_cells(row->format)
                   ? "a record takes its fields from columns with these names, a tuple its places "
                     "from the cells of a file without a header"
                   : "take the text as it is, and take it apart in the rules: parse_json<T>(…), "
                     "parse_row<T>(…), split(…)");
        return made;
    }
    made.forms = std::move(forms);
    return made;
}

ProgramRows program_rows(const ast::Module& module, const ir::Program& program,
                         const std::vector<InputFormatOf>& formats, bool insist, diag::Sink& sink) {
    ProgramRows made;
    made.named.resize(program.named_inputs.size());
    for (const ast::Item& item : module.items) {
        const auto* input = std::get_if<ast::InputItem>(&item.node);
        if (input == nullptr) {
            continue;
        }
        const std::string name = input->name ? input->name->text : "";
        DeclaredRows declared = declared_rows(module, input->type);
        const auto given = std::ranges::find(formats, name, &InputFormatOf::name);
        const bool overrides = given != formats.end() &&
                               (declared.format == InputFormat::automatic ||
                                (insist && name.empty() && given->format != declared.format));
        if (overrides) {
            declared.format = data::is_text(given->format) ? given->format : InputFormat::automatic;
            declared.separator.reset();
        }
        const Span span = module.types[input->type].span;
        if (name.empty()) {
            made.record = rows_of(declared, *program.types, program.record_declared, span, sink);
            continue;
        }
        for (std::size_t i = 0; i < program.named_inputs.size(); ++i) {
            const ir::NamedInput& named = program.named_inputs[i];
            if (program.variables[named.variable].name == name) {
                made.named[i] = rows_of(declared, *program.types, named.declared, span, sink);
            }
        }
    }
    return made;
}

}  // namespace lsmap::check
