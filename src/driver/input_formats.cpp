#include "driver/input_formats.hpp"

#include "data/packing.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace lsmap::driver {
namespace {

using data::InputFormat;

// `automatic`: the name says nothing.
InputFormat format_of_name(std::string_view path) {
    std::string name(data::unpacked_name(path));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    return name.ends_with(".csv")   ? InputFormat::csv
           : name.ends_with(".tsv") ? InputFormat::tsv
                                    : InputFormat::automatic;
}

}  // namespace

std::string find_input_formats(const RunOptions& options, CompileOptions& compile) {
    for (const NamedInput& input : options.named_inputs) {
        if (const InputFormat format = format_of_name(input.path);
            format != InputFormat::automatic) {
            compile.formats.push_back({input.name, format});
        }
    }
    if (options.input_format != InputFormat::automatic) {
        compile.formats.push_back({"", options.input_format});
        compile.insist_on_formats = true;
        return "";
    }
    std::set<InputFormat> formats;
    for (const std::string& path : options.inputs) {
        formats.insert(format_of_name(path));
    }
    if (formats.size() > 1) {
        return "the inputs are of several formats by their names; give them one by one, or say "
               "--input-format";
    }
    if (formats.size() == 1 && *formats.begin() != InputFormat::automatic) {
        compile.formats.push_back({"", *formats.begin()});
    }
    return "";
}

}  // namespace lsmap::driver
