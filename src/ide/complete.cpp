#include "ide/complete.hpp"

#include "ide/completer.hpp"
#include "ide/hover.hpp"
#include "syntax/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

// What stands at a place of a rule file, and which items that gives.
namespace lsmap::ide {
namespace {

using check::Around;
using check::Choice;
using check::NameKind;

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

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

bool needs_quotes(std::string_view name) {
    return name.empty() || !std::ranges::all_of(name, is_word_part) ||
           (name.front() >= '0' && name.front() <= '9');
}

}  // namespace

Completions Completer::complete() {
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

void Completer::find() {
    const std::string& before = cursor_.before;
    if (cursor_.in_string) {
        strings();
    } else if (before == "." || before == "?.") {
        members();
    } else if (cursor_.is_entry) {
        entries();
    } else if (before == "use") {
        for (const std::string& name : sources_.modules) {
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

void Completer::look(std::string_view placeholder) {
    std::uint32_t end = cursor_.byte;
    while (end < text_.size() && is_word_part(text_[end])) {
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
        found_ = sources_.analyse(std::move(patched), placeholder.ends_with("()")     ? at - 2
                                                      : placeholder.ends_with("{}")   ? at - 3
                                                      : placeholder.ends_with("null") ? at - 6
                                                                                      : at);
        if (around() != nullptr) {
            return;
        }
    }
}

void Completer::entries() {
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

void Completer::slots() {
    const Around* here = around();
    if (here == nullptr) {
        return;
    }
    for (const Choice& slot : here->slots) {
        if (std::ranges::find(here->given, slot.name) != here->given.end() && slot.name != marker) {
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

void Completer::members() {
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

bool Completer::is_table_head() const {
    const std::size_t line = text_.rfind('\n', cursor_.begin == 0 ? 0 : cursor_.begin - 1);
    const std::string_view head =
        text_.substr(line == std::string_view::npos ? 0 : line + 1, cursor_.begin);
    return head.starts_with("labels ");
}

void Completer::tags() {
    const std::string& before = cursor_.before;
    const bool has_block = before != "on" || cursor_.block == BlockKind::file;
    look(fmt::format("{}{}", marker, has_block ? " {}" : ""));
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

std::string Completer::tag_doc(const Choice& tag) const {
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

void Completer::values() {
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

bool Completer::is_type_place() const {
    const std::string& before = cursor_.before;
    return before == "input" || before == "param" ||
           (cursor_.block == BlockKind::record && before == ":") ||
           (cursor_.block == BlockKind::file && before == ":");
}

bool Completer::fits(const Choice& name) const {
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

Completions complete(std::string_view text, std::uint32_t byte, const Analysis& last,
                     const CompletionSources& sources) {
    return Completer(text, byte, last, sources).complete();
}

}  // namespace lsmap::ide
