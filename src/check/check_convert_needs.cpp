#include "check/slot_converter.hpp"
#include "diag/codes/config.hpp"
#include "diag/codes/types.hpp"

#include <fmt/format.h>

// What a conversion needs to know of the object, and what is said where it is not known.
namespace lsmap::check {

using types::Unit;

bool SlotConverter::with_size(ir::ExprId value, Unit unit) {
    const Checker::BoundObject* known = bound();
    const bool relative = per_percent(unit) > 0;
    const std::string what(types::word(unit));
    if (known == nullptr || !known->size) {
        cannot_convert(value, "percent of the image", relative ? "a turned box" : what,
                       "its size in pixels is not known", size_help());
        return false;
    }
    if (known->size_optional) {
        auto& report = report_unit(value, "percent of the image", relative ? "a turned box" : what);
        report.label(known->span, "its `size` may be missing")
            .help("say what happens then: size: … ?? skip \"no size\"");
        return false;
    }
    if (!relative && known->size_unit != unit) {
        auto& report = report_unit(value, "percent of the image", what);
        report.label(known->span, fmt::format("its `size` is in {}", types::word(known->size_unit)))
            .help(fmt::format("give the size in {}", what));
        return false;
    }
    return true;
}

diag::Diagnostic& SlotConverter::report_unit(ir::ExprId value, std::string wanted,
                                             std::string unit) {
    std::string described = checker_.described(value);
    if (const auto& origin = checker_.known(value).origin) {
        const SourceFile& file = checker_.sources()[origin->span.file];
        const LineColumn at = file.position(origin->span.begin);
        described += fmt::format(" ({}:{}:{})", file.path, at.line, at.column);
    }
    return checker_.sink()
        .emit(at_, diag::unit_not_convertible, std::string(slot_), control_.name, std::move(wanted),
              std::move(unit))
        .at(std::move(described));
}

void SlotConverter::cannot_convert(ir::ExprId value, std::string wanted, std::string unit,
                                   std::string why, std::string line) {
    auto& report = report_unit(value, std::move(wanted), std::move(unit));
    report.label(object_.span, std::move(why));
    if (const Checker::BoundObject* known = bound()) {
        const SourceFile& file = checker_.sources()[known->span.file];
        report.help(fmt::format("add to `object {}` ({}:{}): {}", object_.name, file.path,
                                file.line_of(known->span.begin), line));
    } else {
        report.help(fmt::format("add to the task: object {} {{ {} }}", object_.name, line));
    }
}

std::string SlotConverter::size_help() const {
    const types::TypeStore& store = checker_.store();
    const auto* record =
        store.as<types::RecordType>(checker_.program().variables[checker_.program().record].type);
    bool width = false;
    bool height = false;
    for (const types::Field& field :
         record != nullptr ? record->fields : std::vector<types::Field>{}) {
        if (store.is<types::SizeType>(field.type)) {
            return "size: " + field.name;
        }
        width |= field.name == "width";
        height |= field.name == "height";
    }
    return width && height ? "size: [width, height]" : "size: [WIDTH, HEIGHT]";
}

void SlotConverter::wrong_shape(ir::ExprId value, TypeId, TypeId wanted, std::string help) {
    checker_.sink()
        .emit(at_, diag::slot_wants, std::string(slot_), control_.name, checker_.print(wanted))
        .at(checker_.described(value))
        .help(std::move(help));
}

}  // namespace lsmap::check
