#pragma once
#include "base/span.hpp"
#include "builtins/builtin.hpp"
#include "check/ir.hpp"
#include "check/special_calls.hpp"
#include "labelstudio/config.hpp"
#include "types/type.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

// What the names of a program mean and what may stand at a place, for editors. The checker fills it
// where `Environment::meanings` is given; runs give none and pay a test of a pointer for each name.
namespace lsmap::check {

enum class NameKind : std::uint8_t {
    variable,   // const, param, binder, let, argument, named input, `input`
    field,      // of a record
    part,       // of a built-in shape, a tuple or a keypoint
    function,   // fn
    table,      // labels
    group,      // rules
    type,       // type
    module,     // use
    control,    // a control of the config, or what stands for one in a group
    object,     // the same of an object
    label,      // a label of a control, in quotes
    slot,       // of a rule's body or of `object NAME { … }`
    handle,     // `as NAME`
    builtin,    // a function of the language
    type_word,  // a type or unit of the language
};

// One name where it stands. All uses with the same `declared` mean one thing.
struct Use {
    Span at;
    NameKind kind{};
    // The name where it is declared: in a rule file, a module or the config (there it is the tag or
    // the value). None: the language declares it. Fields of records of the same form are one thing
    // with several declarations: then `at` is one of them and `declared` the first.
    std::optional<Span> declared{};
    bool is_declaration = false;
    std::optional<Span> leads_to{};  // of a module: where its file begins
    // Type of the value, in the store of its program.
    const types::TypeStore* types = nullptr;
    std::optional<types::TypeId> type{};
    ir::VariableKind variable{};
    const labelstudio::Control* control = nullptr;     // of a control, label, slot
    const labelstudio::LabelOption* option = nullptr;  // of a label
    const labelstudio::Object* object = nullptr;       // of an object, slot
    std::string text{};                                // of a slot: its type, `box<percent> | rect`
};

// A name that may stand at the cursor.
struct Choice {
    std::string name;
    NameKind kind{};
    std::optional<types::TypeId> type{};
    std::string text{};  // of a slot: its type
    bool optional = false;
    std::optional<Span> declared{};
};

// What may stand at one place of a file. What is asked for is found while the place is checked; the
// innermost answer wins.
struct Around {
    Span cursor{};      // empty, where it stands
    bool seen = false;  // an expression, a slot, … stands there
    const types::TypeStore* types = nullptr;
    // Of an expression.
    std::vector<Choice> names;  // values, fields of the record, functions, tables, modules
    std::vector<Choice> handles;
    std::optional<types::TypeId> expected;
    std::optional<types::TypeId> receiver;  // `x` of `x.|`
    std::vector<Choice> members;            // of `module.|`, or fields and parts of the receiver
    // Labels that a string there may be.
    std::vector<const labelstudio::Control*> label_owners;
    // Of a body: its slots, those that are given, and whose they are.
    std::vector<Choice> slots;
    std::vector<std::string> given;
    const labelstudio::Control* control = nullptr;
    const labelstudio::Object* object = nullptr;
    // Controls, objects and groups that the place sees.
    std::vector<Choice> tags, groups;
    std::vector<Choice> type_names;  // types of the module and `module.`
};

struct Meanings {
    std::vector<Use> uses;  // in the order in which the checker comes by
    // Whole or as far as they came: expressions with their types and places. The last is the
    // program itself, those before it are groups of a module that was checked alone.
    std::deque<ir::Program> programs;
    std::optional<Around> around;  // given with its cursor: is filled
};

}  // namespace lsmap::check
