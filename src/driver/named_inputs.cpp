#include "driver/named_inputs.hpp"

#include "data/byte_source.hpp"
#include "data/packing.hpp"
#include "types/type.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace lsmap::driver {
namespace {

// The place of the named input in the program.
std::size_t place_of(const ir::Program& program, const std::string& name) {
    const auto found = std::ranges::find_if(program.named_inputs, [&](const auto& input) {
        return program.variables[input.variable].name == name;
    });
    return static_cast<std::size_t>(found - program.named_inputs.begin());
}

}  // namespace

std::string named_inputs_problem(const ir::Program& program, const std::vector<NamedInput>& given) {
    const auto name_of = [&](const ir::NamedInput& input) {
        return program.variables[input.variable].name;
    };
    for (const NamedInput& one : given) {
        if (std::ranges::none_of(program.named_inputs,
                                 [&](const auto& input) { return name_of(input) == one.name; })) {
            return fmt::format("--input {}: the rules declare no input of this name", one.name);
        }
        if (std::ranges::count(given, one.name, &NamedInput::name) > 1) {
            return fmt::format("--input {} is given twice", one.name);
        }
    }
    for (const ir::NamedInput& input : program.named_inputs) {
        if (std::ranges::find(given, name_of(input), &NamedInput::name) == given.end()) {
            return fmt::format("the rules need --input {}=FILE", name_of(input));
        }
    }
    return "";
}

std::deque<run::NamedText> read_named_inputs(const ir::Program& program,
                                             const check::ProgramRows& rows,
                                             const RunOptions& options, diag::Sink& sink,
                                             Mapped& mapped) {
    std::deque<run::NamedText> texts;
    for (const NamedInput& input : options.named_inputs) {
        const std::size_t place = place_of(program, input.name);
        const types::TypeStore& types = *program.types;
        const auto* list = types.as<types::ListType>(program.named_inputs[place].declared);
        const std::string_view name = data::unpacked_name(input.path);
        std::string bytes;
        if (auto problem =
                data::read_all(input.path, bytes, std::numeric_limits<std::uint32_t>::max())) {
            sink.add(std::move(*problem));
            mapped.unreadable = true;
        }
        const run::NamedText& text = texts.emplace_back(
            std::move(bytes), run::NamedText::Options{
                                  .file = input.path == "-" ? "<stdin>" : input.path,
                                  .rows = rows.named[place],
                                  .is_list = list != nullptr,
                                  .is_lines = name.ends_with(".ndjson") || name.ends_with(".jsonl"),
                                  .strict = options.strict_input});
        if (text.problem() && !mapped.unreadable) {
            sink.add(*text.problem());
            mapped.broken = true;
        }
    }
    return texts;
}

void set_named_inputs(const std::vector<NamedInput>& given, const std::deque<run::NamedText>& texts,
                      run::Runner& runner, diag::Sink& sink, Mapped& mapped) {
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (auto problem = runner.set_named_input(given[i].name, texts[i])) {
            sink.add(std::move(*problem));
            mapped.broken = true;
        }
    }
}

}  // namespace lsmap::driver
