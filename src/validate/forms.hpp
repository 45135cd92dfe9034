#pragma once
#include "base/up_to.hpp"
#include "validate/takes.hpp"

#include <limits>
#include <span>
#include <string_view>

// THE table of what stands in the `value` of each control's results, for both judges; what a
// control is called, its label key and whether the server knows it stand in labelstudio/tags.cpp.
namespace lsmap::validate {

// What the editor makes of a key that is missing or of another kind.
enum class Harm : std::uint8_t {
    none,
    wrong,   // shown otherwise than meant
    hidden,  // the region is not drawn, its geometry is lost
    aborts,  // this result and all behind it are dropped
};

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

struct Rule {
    Shape shape = Shape::any;
    bool required = false;
    bool or_null = false;
    double least = -unbounded, most = unbounded;  // the server refuses what is outside
};

struct Field {
    std::string_view key;
    Rule server{}, editor{};
    Harm missing = Harm::hidden, unfit = Harm::hidden;  // in the editor
    double least = -unbounded, most = unbounded;        // outside, it is shown wrong
    std::string_view fill{};                            // JSON that stands for what is missing
    std::span<const Field> items{};                     // of `rows` and `record`
};

// What the editor draws by the keys of a value, whatever `type` says.
enum class Drawn : std::uint8_t {
    nothing,
    rectangle,
    ellipse,
    keypoint,
    polygon,
    brush,
    bitmask,
    vector
};
std::string_view drawn_name(Drawn drawn);

class ResultCheck;
struct ValueForm {
    UpTo<std::string_view, 10> tags{};    // controls
    UpTo<std::string_view, 2> objects{};  // none: all that no other row of the control names
    std::span<const Field> fields{};
    Drawn drawn = Drawn::nothing;         // on images
    double whole = 0;                     // 100: positions are percent, 1: shares of the page
    Shape labels = Shape::texts;          // of the label key
    bool needs_size = false;              // nobody can read it without the size of the image
    bool is_split_partner = false;        // the server lets `Labels` repeat this geometry
    bool needs_partner = false;           // stands on another tool's geometry: `Labels` on an image
    bool takes_labels_of_object = false;  // its labels are those of any control on the object
    // A `Labels` control may carry its results as `<type>labels`, as the editor writes them.
    bool is_merged_with_labels = false;
    // Checks what a row cannot say. Called once the fields are known to be of their kinds.
    void (*further)(ResultCheck& result) = nullptr;
};

std::span<const ValueForm> value_forms();
// nullptr: the control makes no results of its own (Relations).
const ValueForm* form_of(std::string_view control_tag, std::string_view object_tag);

// Keys of a result beside `value`.
std::span<const Field> result_fields();
// Keys that the editor takes for the region's own when they stand in `value`.
std::span<const std::string_view> reserved_value_keys();

}  // namespace lsmap::validate
