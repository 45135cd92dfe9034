#pragma once
#include "labelstudio/config.hpp"
#include "syntax/ast.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

// Reusable groups of rules: `rules NAME(…) { … }`, used by `apply NAME(…)`.
namespace lsmap::check {

struct ModuleScope;

struct GroupParameter {
    enum class Sort : std::uint8_t { value, control, object, table };
    Sort sort = Sort::value;
    const ast::Parameter* source = nullptr;
    // control<A | B>, object<A | B>: of these kinds; empty: of any.
    std::vector<const labelstudio::ControlKind*> controls{};
    std::vector<const labelstudio::ObjectKind*> objects{};
    std::string of{};  // labels<c>: the parameter whose labels the table gives
    bool may_be_left_out = false;
};

struct Group {
    const ast::RulesItem* item = nullptr;
    const ModuleScope* module = nullptr;
    Span span;               // of the whole item
    std::string name;        // "coco.boxes", as it is applied
    std::size_t number = 0;  // in the order in which they need each other
    std::vector<GroupParameter> params{};
    bool broken = false;  // reported at its declaration: who applies it stays quiet
};

// What names of tags mean while the body of a group is checked.
struct GroupScope {
    const Group* group = nullptr;
    std::unordered_map<std::string, labelstudio::ControlId> controls{};
    std::unordered_map<std::string, labelstudio::ObjectId> objects{};
    std::string call{};        // where it is applied: "line 12", "line 12, outer:30"
    std::size_t depth = 0;     // how many groups are around it
    bool sees_config = false;  // a group of the file that is run sees the config's own names, too
};

// Whose labels `labels<c>` means: the control's own, of a track those of the control that lends
// them.
labelstudio::ControlId label_owner(const labelstudio::LabelingConfig& config,
                                   labelstudio::ControlId control);

}  // namespace lsmap::check
