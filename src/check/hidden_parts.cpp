#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "diag/codes/config.hpp"

#include <fmt/format.h>

#include <algorithm>

// Controls that the config shows for some regions only (`whenTagName`, `whenLabelValue`), below
// regions that are none of these: the editor drops what they hold when the annotation is submitted.
namespace lsmap::check {
namespace {

using labelstudio::Control;

std::vector<std::string> names_of(const labelstudio::Element& element, std::string_view attribute) {
    std::vector<std::string> names;
    const labelstudio::Attribute* found = element.attribute(attribute);
    std::string_view rest = found == nullptr ? std::string_view() : found->value;
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        names.emplace_back(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    if (names.size() > 1) {
        names.push_back(found->value);  // a label may hold a comma
    }
    return names;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

class HiddenParts {
 public:
    explicit HiddenParts(Checker& checker) : checker_(checker) {}

    void block(const ir::Block& statements) {
        for (const ir::Statement& statement : statements) {
            std::visit(Overloaded{
                           [&](const ir::When& s) { block(s.body); },
                           [&](const ir::ForEach& s) { block(s.body); },
                           [&](const ir::Prediction& s) { block(s.body); },
                           [&](const ir::Rule& s) { parts(s.body, s); },
                           [](const auto&) {},
                       },
                       statement.node);
        }
    }

 private:
    void parts(const ir::Block& statements, const ir::Rule& region) {
        for (const ir::Statement& statement : statements) {
            std::visit(Overloaded{
                           [&](const ir::When& s) { parts(s.body, region); },
                           [&](const ir::ForEach& s) { parts(s.body, region); },
                           [&](const ir::Rule& s) { part(s, region, statement.span); },
                           [](const auto&) {},
                       },
                       statement.node);
        }
    }

    void part(const ir::Rule& part, const ir::Rule& region, Span span) {
        const auto& config = checker_.config();
        const Control& control = config.controls[part.control];
        const labelstudio::Element& element = config.elements[control.element];
        const std::vector<std::string> tags = names_of(element, "whenTagName");
        const std::vector<std::string> labels = names_of(element, "whenLabelValue");
        std::string why;
        if (!tags.empty() && !any_control(region, tags)) {
            why = fmt::format("whenTagName=\"{}\"", element.attribute("whenTagName")->value);
        } else if (!labels.empty() && !may_have_label(region, labels)) {
            why = fmt::format("whenLabelValue=\"{}\"", element.attribute("whenLabelValue")->value);
        } else {
            return;
        }
        checker_.sink()
            .emit(head(span), diag::hidden_for_region, control.name)
            .label(control.span, why)
            .help("give it below the regions that the config shows it for, or change the config");
    }

    // The region's own control, or that of the labels beside it.
    bool any_control(const ir::Rule& region, const std::vector<std::string>& tags) const {
        return has(tags, checker_.config().controls[region.control].name) ||
               any_part(region.body, [&](const ir::Rule& part) {
                   return has(tags, checker_.config().controls[part.control].name);
               });
    }
    bool may_have_label(const ir::Rule& region, const std::vector<std::string>& labels) const {
        return gives_label(region, labels) || any_part(region.body, [&](const ir::Rule& part) {
                   return checker_.config().controls[part.control].kind->is_region &&
                          gives_label(part, labels);
               });
    }
    template <class Test> static bool any_part(const ir::Block& statements, const Test& test) {
        return std::ranges::any_of(statements, [&](const ir::Statement& statement) {
            return std::visit(Overloaded{
                                  [&](const ir::When& s) { return any_part(s.body, test); },
                                  [&](const ir::ForEach& s) { return any_part(s.body, test); },
                                  [&](const ir::Rule& s) { return test(s); },
                                  [](const auto&) { return false; },
                              },
                              statement.node);
        });
    }
    bool gives_label(const ir::Rule& rule, const std::vector<std::string>& labels) const {
        const Control& control = checker_.config().controls[rule.control];
        return std::ranges::any_of(rule.body, [&](const ir::Statement& statement) {
            const auto* common = std::get_if<ir::CommonValue>(&statement.node);
            return common != nullptr && common->slot == ir::CommonSlot::labels &&
                   may_be(common->value, control, labels);
        });
    }

    // Whether the expression may give one of the labels.
    bool may_be(ir::ExprId id, const Control& control,
                const std::vector<std::string>& labels) const {
        const auto is_one = [&](std::string_view result) {
            const labelstudio::LabelOption* option = control.find_label(result);
            return has(labels, result) || (option != nullptr && has(labels, option->value));
        };
        const auto inside = [&](ir::ExprId part) { return may_be(part, control, labels); };
        return std::visit(
            Overloaded{
                [&](const ir::Constant& n) {
                    const data::Value& value = n.value;
                    if (!checker_.store().is<types::ListType>(checker_.type_of(id))) {
                        return value.present() && is_one(value.str());
                    }
                    return value.present() && std::ranges::any_of(value.list(), [&](const auto& v) {
                               return is_one(v.str());
                           });
                },
                [&](const ir::Convert& n) { return inside(n.value); },
                [&](const ir::If& n) { return inside(n.yes) || inside(n.no); },
                [&](const ir::Coalesce& n) { return inside(n.value) || inside(n.otherwise); },
                [&](const ir::Match& n) {
                    return std::ranges::any_of(
                        n.arms, [&](const ir::MatchArm& arm) { return inside(arm.value); });
                },
                [&](const ir::MakeList& n) { return std::ranges::any_of(n.elements, inside); },
                [&](const ir::Query& n) { return inside(n.element); },
                [](const ir::Skip&) { return false; },
                [](const ir::Fail&) { return false; },
                [&](const ir::TableLookup& n) {
                    return std::ranges::any_of(checker_.program().tables[n.table].arms,
                                               [&](const ir::TableArm& arm) {
                                                   return std::ranges::any_of(arm.labels, is_one);
                                               });
                },
                [](const auto&) { return true; },
            },
            checker_.node(id).node);
    }

    // `with NAME`.
    Span head(Span span) const {
        const std::string_view text = checker_.sources().text(span);
        const std::size_t end = std::min(text.find('{'), text.size());
        const std::size_t last = end == 0 ? 0 : text.find_last_not_of(" \t\r\n", end - 1) + 1;
        return {span.begin, span.begin + static_cast<std::uint32_t>(last), span.file};
    }

    Checker& checker_;
};

void Checker::hidden_parts() { HiddenParts(*this).block(program_.task.body); }

}  // namespace lsmap::check
