#include "ide/complete.hpp"

#include "builtins/builtin.hpp"
#include "check/special_calls.hpp"
#include "check/type_words.hpp"
#include "ide/cursor.hpp"
#include "ide/hover.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lsmap::ide {
namespace {

using check::Around;
using check::Choice;
using check::NameKind;

// What stands at the cursor while the text around it is checked.
constexpr std::string_view marker = "lsm_cursor";

constexpr std::string_view item_words[] = {
#define ITEM(word, declares) word,
#include "grammar/keywords.def"
#undef ITEM
};

struct BlockWords {
    BlockKind block;
    std::string_view words;  // separated by blanks; `x:` is an entry with a value
};
constexpr BlockWords block_words[] = {
    {BlockKind::task, "id: object data meta prediction let when for skip fail"},
    {BlockKind::rules, "score: for when let apply skip fail ->"},
    {BlockKind::body, "with let when for skip fail"},
    {BlockKind::labels, "_ same by"},
    {BlockKind::match, "_ missing"},
    {BlockKind::test, "input: expect:"},
};
constexpr std::string_view clause_words[] = {"where",     "let",   "for",      "join",
                                             "left join", "group", "order by", "limit"};
constexpr std::string_view operator_words[] = {"and", "or", "in"};
constexpr std::string_view value_words[] = {"if",    "match", "not",  "true",
                                            "false", "null",  "skip", "fail"};
constexpr std::string_view output_shapes[] = {"tasks", "predictions", "responses"};
constexpr std::string_view outside_words[] = {"clip", "clamp", "keep", "skip", "fail"};

ItemKind kind_of(NameKind kind) {
    switch (kind) {
        case NameKind::variable:
        case NameKind::handle:
            return ItemKind::variable;
        case NameKind::field:
        case NameKind::part:
            return ItemKind::field;
        case NameKind::function:
        case NameKind::table:
        case NameKind::group:
        case NameKind::builtin:
            return ItemKind::function;
        case NameKind::type:
        case NameKind::type_word:
            return ItemKind::type;
        case NameKind::module:
            return ItemKind::module;
        case NameKind::control:
        case NameKind::object:
            return ItemKind::class_;
        case NameKind::label:
            return ItemKind::enum_member;
        case NameKind::slot:
            return ItemKind::property;
    }
    return ItemKind::value;
}

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return out + "\"";
}

class Completer {
 public:
    Completer(std::string_view text, std::uint32_t byte, const Analysis& last,
              const AnalyseAt& analyse, const std::vector<std::string>& modules)
        : text_(text),
          last_(last),
          analyse_(analyse),
          modules_(modules),
          cursor_(cursor_at(text, byte)) {}

    Completions complete() {
        if (!cursor_.in_comment) {
            find();
        }
        std::ranges::stable_sort(items_, {}, &CompletionItem::rank);
        std::set<std::string> seen;
        std::erase_if(items_, [&](const CompletionItem& item) {
            return item.label == marker || !seen.insert(item.label).second;
        });
        return {cursor_.begin, cursor_.byte, std::move(items_)};
    }

 private:
    void find() {
        const std::string& before = cursor_.before;
        if (cursor_.in_string) {
            strings();
        } else if (before == "." || before == "?.") {
            members();
        } else if (cursor_.is_entry) {
            entries();
        } else if (before == "use") {
            for (const std::string& name : modules_) {
                add({.label = name, .detail = "standard module", .kind = ItemKind::module});
            }
        } else if (before == "output") {
            words(output_shapes);
        } else if (before == "->" && cursor_.block == BlockKind::labels) {
            look(in_quotes(marker));
            labels(true);
            words({{"skip", "fail"}});
        } else if (before == "->" || before == "with" || before == "object" || before == "on" ||
                   (before == "," && is_table_head())) {
            tags();
        } else if (before == "apply") {
            const std::size_t behind = text_.find_first_of(" \n(.{}", cursor_.begin);
            const bool is_named =
                behind != std::string_view::npos && (text_[behind] == '(' || text_[behind] == '.');
            look(std::string(marker) + (is_named ? "" : "()"));
            for (const Choice& choice :
                 around() == nullptr ? std::vector<Choice>() : around()->groups) {
                add(choice, 2);
            }
        } else if (before == "order" || (before == "group" && cursor_.in_clauses)) {
            add_word("by");
        } else {
            values();
        }
    }

    // ---- what the checker finds there ----------------------------------------------------------
    // Checks the text with `placeholder` for the word at the cursor, and with what may be missing
    // behind it, until the place is reached.
    void look(std::string_view placeholder) {
        std::uint32_t end = cursor_.byte;
        while (end < text_.size() && is_word(text_[end])) {
            ++end;
        }
        if (placeholder.starts_with('"') && end < text_.size() && text_[end] == '"') {
            end = cursor_.byte = syntax::token_at(text_, end).end;
        }
        std::vector<std::string> endings = {""};
        if (!cursor_.closers.empty()) {
            endings.push_back(cursor_.closers);
        }
        if (cursor_.in_clauses) {
            endings.push_back(cursor_.closers + " -> " + std::string(marker) + " {}");
            endings.push_back(cursor_.closers + " {}");
        }
        for (const std::string& ending : endings) {
            std::string patched(text_.substr(0, cursor_.begin));
            patched += placeholder;
            const auto at = static_cast<std::uint32_t>(patched.size());
            patched += ending;
            patched += text_.substr(end);
            found_ = analyse_(std::move(patched), placeholder.ends_with("()")     ? at - 2
                                                  : placeholder.ends_with("{}")   ? at - 3
                                                  : placeholder.ends_with("null") ? at - 6
                                                                                  : at);
            if (around() != nullptr) {
                return;
            }
        }
    }
    const Around* around() const { return found_ == nullptr ? nullptr : found_->around(); }

    static bool is_word(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_';
    }

    // ---- places ---------------------------------------------------------------------------------
    void entries() {
        if (cursor_.block == BlockKind::file) {
            for (const std::string_view word : item_words) {
                add_word(word);
            }
            return;
        }
        if (cursor_.block == BlockKind::body || cursor_.block == BlockKind::object) {
            look(fmt::format("{}: null", marker));
            slots();
        }
        for (const BlockWords& row : block_words) {
            if (row.block == cursor_.block) {
                for (const std::string& word : split_words(row.words)) {
                    add_word(word);
                }
            }
        }
    }

    void slots() {
        const Around* here = around();
        if (here == nullptr) {
            return;
        }
        for (const Choice& slot : here->slots) {
            if (std::ranges::find(here->given, slot.name) != here->given.end() &&
                slot.name != marker) {
                continue;
            }
            std::string whose = here->control != nullptr  ? here->control->name
                                : here->object != nullptr ? here->object->name
                                                          : "";
            add({.label = slot.name,
                 .detail = slot.text,
                 .doc = slot.optional ? "" : fmt::format("`{}` needs it.", whose),
                 .kind = ItemKind::property,
                 .insert = slot.name + ": ",
                 .rank = slot.optional ? std::uint8_t{3} : std::uint8_t{1}});
        }
    }

    void members() {
        look(marker);
        const Around* here = around();
        for (const Choice& member : here == nullptr ? std::vector<Choice>() : here->members) {
            add(member, 1);
        }
        for (const Choice& member : here == nullptr ? std::vector<Choice>() : here->type_names) {
            add(member, 1);
        }
        for (const Choice& group : here == nullptr ? std::vector<Choice>() : here->groups) {
            add(group, 1);
        }
    }

    void strings() {
        const std::string closing = cursor_.string_is_open ? "\"" : "";
        std::string patched(text_.substr(0, cursor_.byte));
        if (cursor_.string_is_open) {
            patched += "\"";
        }
        patched += text_.substr(cursor_.byte);
        found_ = analyse_(std::move(patched), cursor_.byte);
        labels(false);
        literals(false);
        if (cursor_.before == "use") {
            return;
        }
        // What follows of the string is replaced too.
        std::uint32_t end = cursor_.byte;
        while (end < text_.size() && text_[end] != '"' && text_[end] != '\n') {
            ++end;
        }
        if (!items_.empty() && !cursor_.string_is_open) {
            cursor_.byte = end;
        }
        for (CompletionItem& item : items_) {
            item.insert = item.label + closing;
        }
    }

    bool is_table_head() const {
        const std::size_t line = text_.rfind('\n', cursor_.begin == 0 ? 0 : cursor_.begin - 1);
        const std::string_view head =
            text_.substr(line == std::string_view::npos ? 0 : line + 1, cursor_.begin);
        return head.starts_with("labels ");
    }

    void tags() {
        const std::string& before = cursor_.before;
        if (before == "object") {
            look(fmt::format("{} {{}}", marker));
        } else if (cursor_.block == BlockKind::file) {
            look(fmt::format("{} {{}}", marker));
        } else if (before == "on") {
            look(marker);
        } else {
            look(fmt::format("{} {{}}", marker));
        }
        if (around() == nullptr) {
            look(marker);
        }
        const bool wants_object = before == "object" || before == "on";
        const Around* here = around();
        for (const Choice& tag : here == nullptr ? std::vector<Choice>() : here->tags) {
            if ((tag.kind == NameKind::object) == wants_object) {
                add({.label = tag.name,
                     .detail = "<" + tag.text + ">",
                     .doc = tag_doc(tag),
                     .kind = ItemKind::class_,
                     .insert = needs_quotes(tag.name) ? "`" + tag.name + "`" : "",
                     .rank = 1});
            }
        }
        if (before == "->" && cursor_.block != BlockKind::file) {
            add({.label = "relation",
                 .detail = "from one region to another",
                 .kind = ItemKind::keyword,
                 .rank = 4});
        }
    }

    static bool needs_quotes(std::string_view name) {
        return name.empty() || !std::ranges::all_of(name, is_word) ||
               (name.front() >= '0' && name.front() <= '9');
    }

    std::string tag_doc(const Choice& tag) const {
        const labelstudio::LabelingConfig* config = found_->config();
        if (config == nullptr) {
            return "";
        }
        if (const auto id = config->find_control(tag.name); id && tag.kind == NameKind::control) {
            return control_text(found_->sources(), *config, config->controls[*id]);
        }
        if (const auto id = config->find_object(tag.name); id && tag.kind == NameKind::object) {
            return object_text(found_->sources(), *config, config->objects[*id]);
        }
        return "";
    }

    void values() {
        if (cursor_.is_behind_value) {
            if (cursor_.in_clauses) {
                words(clause_words);
            }
            words(operator_words);
            if (cursor_.before != "->") {
                add_word("then");
                add_word("else");
                add_word("as");
            }
            return;
        }
        look(marker);
        const Around* here = around();
        if (here != nullptr && !here->type_names.empty()) {
            type_names();
            return;
        }
        if (!cursor_.type_around.empty()) {
            type_arguments();
            if (!items_.empty()) {
                return;
            }
        }
        if (is_type_place()) {
            type_names();
            return;
        }
        labels(true);
        literals(true);
        if (here != nullptr) {
            for (const Choice& name : here->names) {
                add(name, fits(name) ? 1 : 3);
            }
            for (const Choice& handle : here->handles) {
                add(handle, 2);
            }
            for (const Choice& tag : here->tags) {
                add(tag, 2);
            }
        } else {
            known_names();
        }
        if (cursor_.before == ":" && cursor_.before_that == "outside") {
            words(outside_words);
        }
        builtins();
        words(value_words);
    }

    bool is_type_place() const {
        const std::string& before = cursor_.before;
        return before == "input" || before == "param" ||
               (cursor_.block == BlockKind::record && before == ":") ||
               (cursor_.block == BlockKind::file && before == ":");
    }

    bool fits(const Choice& name) const {
        const Around& here = *around();
        if (!here.expected || !name.type || here.types == nullptr) {
            return false;
        }
        const auto plain = [&](types::TypeId type) {
            return here.types->base_of_literal(here.types->without_optional(type));
        };
        return plain(*here.expected) == plain(*name.type) ||
               here.types->print(*here.expected) == here.types->print(*name.type);
    }

    void type_names() {
        const Around* here = around();
        for (const Choice& name : here == nullptr ? std::vector<Choice>() : here->type_names) {
            add(name, 1);
        }
        for (const check::TypeWordText& row : check::type_word_texts()) {
            const bool has_arguments = row.written != row.word;
            std::string detail(row.written);
            std::erase(detail, '`');
            add({.label = std::string(row.word),
                 .detail = has_arguments ? detail : "",
                 .kind = ItemKind::type,
                 .snippet = detail.starts_with(fmt::format("{}<", row.word))
                                ? fmt::format("{}<$1>", row.word)
                                : "",
                 .rank = 2});
        }
    }

    // Words within `< >` as the table of types writes them, and all units of the same sort.
    void type_arguments() {
        std::set<std::string> found;
        for (const check::TypeWordText& row : check::type_word_texts()) {
            const bool is_it =
                row.word == cursor_.type_around ||
                (cursor_.type_around == "to" && (row.word == "box" || row.word == "time"));
            if (!is_it) {
                continue;
            }
            bool inside = false;
            std::string word;
            for (const char c : row.written) {
                inside = c == '<' || (inside && c != '>');
                if (is_word(c) && inside) {
                    word += c;
                } else if (!word.empty()) {
                    found.insert(std::exchange(word, {}));
                }
            }
        }
        const auto any = [&](const auto& rows) {
            return std::ranges::any_of(
                rows, [&](const auto& row) { return found.contains(std::string(row.word)); });
        };
        if (any(types::length_units())) {
            for (const types::LengthUnit& unit : types::length_units()) {
                found.emplace(unit.word);
            }
        }
        if (any(types::time_units())) {
            for (const types::TimeUnitRow& unit : types::time_units()) {
                found.emplace(unit.word);
            }
        }
        for (const std::string& word : found) {
            if (word != "T") {
                add({.label = word, .kind = ItemKind::unit, .rank = 1});
            }
        }
    }

    // Labels that the place takes; `with_quotes`: where no string is written yet.
    void labels(bool with_quotes) {
        const Around* here = around();
        if (here == nullptr) {
            return;
        }
        std::vector<const labelstudio::Control*> owners = here->label_owners;
        if (const auto* config = found_->config(); here->expected && config != nullptr) {
            const types::TypeId inner = here->types->without_optional(*here->expected);
            const auto* list = here->types->as<types::ListType>(inner);
            const auto* label =
                here->types->as<types::LabelType>(list == nullptr ? inner : list->element);
            for (const std::uint32_t id :
                 label == nullptr ? std::vector<std::uint32_t>() : label->controls) {
                if (id < config->controls.size()) {
                    owners.push_back(&config->controls[labelstudio::ControlId{id}]);
                }
            }
        }
        for (const labelstudio::Control* owner : owners) {
            for (const labelstudio::LabelOption& option : owner->labels) {
                add({.label = with_quotes ? in_quotes(option.value) : option.value,
                     .detail = fmt::format("label of `{}`", owner->name),
                     .doc = option.alias.empty() || option.alias == option.value
                                ? ""
                                : fmt::format("Results carry `{}`.", option.alias),
                     .kind = ItemKind::enum_member,
                     .rank = 0});
            }
        }
    }

    // Strings of a type that is a set of them.
    void literals(bool with_quotes) {
        const Around* here = around();
        if (here == nullptr || !here->expected) {
            return;
        }
        const types::TypeId inner = here->types->without_optional(*here->expected);
        const auto* either = here->types->as<types::UnionType>(inner);
        const std::vector<types::TypeId> all =
            either == nullptr ? std::vector{inner} : either->alternatives;
        for (const types::TypeId one : all) {
            const auto* literal = here->types->as<types::LiteralType>(one);
            const auto* word =
                literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
            if (word != nullptr) {
                add({.label = with_quotes ? in_quotes(*word) : *word,
                     .kind = ItemKind::enum_member,
                     .rank = 0});
            }
        }
    }

    void builtins() {
        std::set<std::string> seen;
        const auto add_function = [&](std::string_view name, std::string_view signature) {
            if (seen.insert(std::string(name)).second) {
                add({.label = std::string(name),
                     .detail = std::string(signature),
                     .doc = builtin_text(name),
                     .kind = ItemKind::function,
                     .snippet = fmt::format("{}($1)", name),
                     .rank = 6});
            }
        };
        for (const check::SpecialCall& row : check::special_calls()) {
            add_function(row.signature.substr(0, row.signature.find_first_of("(<")), row.signature);
        }
        for (const builtins::Builtin* row : builtins::all()) {
            add_function(builtins::name_of(*row), row->signature);
        }
    }

    // Items of the file, where the place itself could not be reached.
    void known_names() {
        for (const check::Use* use : last_.names()) {
            const bool is_item =
                use->is_declaration && use->kind != NameKind::field &&
                use->kind != NameKind::handle &&
                (use->kind != NameKind::variable || use->variable == ir::VariableKind::param ||
                 use->variable == ir::VariableKind::constant);
            if (is_item && use->at.end <= last_.text().size()) {
                add({.label = std::string(last_.sources().text(use->at)),
                     .kind = kind_of(use->kind),
                     .rank = 3});
            }
        }
    }

    // ---- items
    // ------------------------------------------------------------------------------------
    void add(CompletionItem item) { items_.push_back(std::move(item)); }
    void add(const Choice& choice, std::uint8_t rank) {
        CompletionItem item{.label = choice.name,
                            .detail = choice.text,
                            .kind = kind_of(choice.kind),
                            .rank = rank};
        const Around* here = around();
        if (choice.type && here != nullptr && here->types != nullptr) {
            item.detail = here->types->print(*choice.type);
        }
        const bool is_call = choice.kind == NameKind::function || choice.kind == NameKind::table ||
                             choice.kind == NameKind::group;
        if (is_call) {
            item.snippet = choice.name + "($1)";
        }
        if (choice.declared && found_ != nullptr) {
            const SourceFile& source = found_->sources()[choice.declared->file];
            item.doc = is_call || choice.kind == NameKind::type
                           ? comment_above(source, choice.declared->begin)
                           : "";
        }
        if (choice.kind == NameKind::module) {
            item.detail = "module";
        }
        add(std::move(item));
    }
    void add_word(std::string_view word) {
        CompletionItem item{.label = std::string(word), .kind = ItemKind::keyword, .rank = 4};
        if (word.ends_with(':')) {
            item.insert = std::string(word) + " ";
        }
        add(std::move(item));
    }
    void words(std::span<const std::string_view> list) {
        for (const std::string_view word : list) {
            add_word(word);
        }
    }

    std::string_view text_;
    const Analysis& last_;
    const AnalyseAt& analyse_;
    const std::vector<std::string>& modules_;
    Cursor cursor_;
    std::shared_ptr<const Analysis> found_;
    std::vector<CompletionItem> items_;
};

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

Completions complete(std::string_view text, std::uint32_t byte, const Analysis& last,
                     const AnalyseAt& analyse, const std::vector<std::string>& modules) {
    return Completer(text, byte, last, analyse, modules).complete();
}

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
