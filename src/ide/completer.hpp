#pragma once
#include "ide/complete.hpp"
#include "ide/cursor.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The inside of `complete`: one class whose members stand in complete*.cpp by what they find.
namespace lsmap::ide {

// What stands at the cursor while the text around it is checked.
inline constexpr std::string_view marker = "lsm_cursor";

std::string in_quotes(std::string_view text);

class Completer {
 public:
    Completer(std::string_view text, std::uint32_t byte, const Analysis& last,
              const CompletionSources& sources)
        : text_(text), last_(last), sources_(sources), cursor_(cursor_at(text, byte)) {}

    Completions complete();

 private:
    // ---- complete.cpp: by the kind of place
    void find();
    // Checks the text with `placeholder` for the word at the cursor, and with what may be missing
    // behind it, until the place is reached.
    void look(std::string_view placeholder);
    const check::Around* around() const { return found_ == nullptr ? nullptr : found_->around(); }
    void entries();
    void slots();
    void members();
    void tags();
    void values();
    bool is_table_head() const;
    bool is_type_place() const;
    bool fits(const check::Choice& name) const;  // its type is the one that is expected
    std::string tag_doc(const check::Choice& tag) const;
    // ---- complete_strings.cpp
    void strings();
    bool files();  // of a place that takes a file's name; false: this is none
    // Labels that the place takes; `with_quotes`: where no string is written yet.
    void labels(bool with_quotes);
    // Strings of a type that is a set of them.
    void literals(bool with_quotes);
    // ---- complete_types.cpp
    void type_names();
    // Words within `< >` as the table of types writes them, and all units of the same sort.
    void type_arguments();
    // ---- complete_items.cpp
    void builtins();
    // Items of the file, where the place itself could not be reached.
    void known_names();
    void add(CompletionItem item);
    void add(const check::Choice& choice, std::uint8_t rank);
    void add_word(std::string_view word);
    void words(std::span<const std::string_view> list);

    std::string_view text_;
    const Analysis& last_;
    const CompletionSources& sources_;
    Cursor cursor_;
    std::shared_ptr<const Analysis> found_;
    std::vector<CompletionItem> items_;
};

}  // namespace lsmap::ide
