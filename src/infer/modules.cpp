#include "infer/modules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace lsmap::infer {
namespace {

constexpr std::size_t deepest_type = 12;

constexpr std::string_view number_types[] = {"int", "number",  "score", "logit",    "logprob",
                                             "px",  "percent", "norm",  "permille", "inch",
                                             "pt",  "angle",   "frame", "page",     "offset"};
constexpr std::string_view shape_types[] = {"xyxy", "xywh",    "cxcywh",  "yxyx",      "xxyy",
                                            "quad", "cxcywhr", "polygon", "keypoints", "point",
                                            "size", "span",    "bitmap"};

bool is_in(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

const ast::TypeItem* type_item(const ModuleText& module, std::string_view name) {
    for (const ast::Item& item : module.syntax->items) {
        if (const auto* type = std::get_if<ast::TypeItem>(&item.node);
            type != nullptr && type->name.text == name) {
            return type;
        }
    }
    return nullptr;
}

class Fitter {
 public:
    explicit Fitter(const ModuleText& module) : module_(module) {}

    std::optional<std::size_t> fit(ast::TypeId id, const Observed& seen,
                                   std::size_t depth = 0) const {
        if (depth > deepest_type || seen.present() == 0) {
            return 0;
        }
        const ast::Type& type = module_.syntax->types[id];
        if (const auto* name = std::get_if<ast::TypeName>(&type.node)) {
            return named(*name, seen, depth);
        }
        if (const auto* list = std::get_if<ast::TypeList>(&type.node)) {
            return !seen.only_arrays()       ? no
                   : seen.element == nullptr ? 0
                                             : fit(list->element, *seen.element, depth + 1);
        }
        if (const auto* record = std::get_if<ast::TypeRecord>(&type.node)) {
            return fields(*record, seen, depth);
        }
        if (const auto* tuple = std::get_if<ast::TypeTuple>(&type.node)) {
            return places(*tuple, seen, depth);
        }
        if (const auto* of = std::get_if<ast::TypeOptional>(&type.node)) {
            return fit(of->inner, seen, depth + 1);
        }
        if (const auto* either = std::get_if<ast::TypeUnion>(&type.node)) {
            std::optional<std::size_t> best;
            for (const ast::TypeId one : either->alternatives) {
                const auto fitted = fit(one, seen, depth + 1);
                best = fitted && (!best || *fitted > *best) ? fitted : best;
            }
            const bool mixed = seen.arrays != seen.present() && seen.objects != seen.present() &&
                               seen.strings != seen.present() && seen.numbers() != seen.present();
            return best ? best : mixed ? std::optional<std::size_t>(0) : no;
        }
        if (const auto* literal = std::get_if<ast::TypeLiteral>(&type.node)) {
            return std::holds_alternative<std::string>(literal->value)
                       ? yes_if(seen.only_strings())
                       : yes_if(seen.only_numbers());
        }
        return 0;
    }

 private:
    static constexpr std::optional<std::size_t> no = std::nullopt;
    static std::optional<std::size_t> yes_if(bool fits) {
        return fits ? std::optional<std::size_t>(0) : no;
    }

    std::optional<std::size_t> named(const ast::TypeName& name, const Observed& seen,
                                     std::size_t depth) const {
        const std::string& word = name.name.text;
        if (name.module) {
            return 0;
        }
        if (const ast::TypeItem* item = type_item(module_, word)) {
            return fit(item->type, seen, depth + 1);
        }
        if (word == "score") {
            const bool percent = !name.args.empty();
            return yes_if(seen.only_numbers() && seen.within(0, percent ? 100 : 1) &&
                          (!percent || seen.most > 1));
        }
        if (word == "norm") {
            return yes_if(seen.only_numbers() && seen.within(-0.5, 1.5));
        }
        if (is_in(word, number_types)) {
            return yes_if(seen.only_numbers());
        }
        if (word == "string" || word == "png" || word == "datetime") {
            return yes_if(seen.strings == seen.present() || word == "datetime");
        }
        if (word == "bool") {
            return yes_if(seen.bools == seen.present());
        }
        if (word == "id") {
            return yes_if(seen.wholes + seen.strings == seen.present());
        }
        if (word == "time") {
            return yes_if(seen.only_numbers() || seen.only_strings());
        }
        if (word == "map") {
            return !seen.only_objects() || name.args.empty() || seen.members.empty()
                       ? yes_if(seen.only_objects())
                       : fit(name.args.front(), *seen.members.front().seen, depth + 1);
        }
        if (word == "rle") {
            return yes_if(seen.member("counts") != nullptr && seen.member("size") != nullptr);
        }
        if (is_in(word, shape_types)) {
            return yes_if(seen.arrays + seen.objects == seen.present());
        }
        return 0;
    }

    std::optional<std::size_t> fields(const ast::TypeRecord& record, const Observed& seen,
                                      std::size_t depth) const {
        if (!seen.only_objects()) {
            return no;
        }
        std::size_t sum = 0;
        for (const ast::TypeField& field : record.fields) {
            const Observed* member =
                seen.member(field.json_key ? field.json_key->text : field.name.text);
            if (member == nullptr || member->present() == 0) {
                if (!field.optional) {
                    return no;
                }
                continue;
            }
            if (!field.optional && (member->times < seen.objects || member->nulls != 0)) {
                return no;
            }
            const auto fitted = fit(field.type, *member, depth + 1);
            if (!fitted) {
                return no;
            }
            sum += *fitted + 1;
        }
        return sum;
    }

    std::optional<std::size_t> places(const ast::TypeTuple& tuple, const Observed& seen,
                                      std::size_t depth) const {
        if (!seen.only_arrays() || (seen.longest > tuple.places.size() && !tuple.open)) {
            return no;
        }
        std::size_t sum = 0;
        for (std::size_t i = 0; i < tuple.places.size(); ++i) {
            const bool optional = std::holds_alternative<ast::TypeOptional>(
                module_.syntax->types[tuple.places[i].type].node);
            if (i >= seen.places.size()) {
                if (!optional) {
                    return no;
                }
                continue;
            }
            if (seen.shortest <= i && !optional) {
                return no;
            }
            const auto fitted = fit(tuple.places[i].type, *seen.places[i], depth + 1);
            if (!fitted) {
                return no;
            }
            sum += *fitted + 1;
        }
        return sum;
    }

    const ModuleText& module_;
};

void collect_names(const ModuleText& module, ast::TypeId id, std::vector<Span>& spans) {
    const ast::Type& type = module.syntax->types[id];
    if (const auto* name = std::get_if<ast::TypeName>(&type.node)) {
        if (!name->module && type_item(module, name->name.text) != nullptr) {
            spans.push_back(name->name.span);
        }
        for (const ast::TypeId arg : name->args) {
            collect_names(module, arg, spans);
        }
    } else if (const auto* list = std::get_if<ast::TypeList>(&type.node)) {
        collect_names(module, list->element, spans);
    } else if (const auto* record = std::get_if<ast::TypeRecord>(&type.node)) {
        for (const ast::TypeField& field : record->fields) {
            collect_names(module, field.type, spans);
        }
    } else if (const auto* tuple = std::get_if<ast::TypeTuple>(&type.node)) {
        for (const ast::TypeTuplePlace& place : tuple->places) {
            collect_names(module, place.type, spans);
        }
    } else if (const auto* of = std::get_if<ast::TypeOptional>(&type.node)) {
        collect_names(module, of->inner, spans);
    } else if (const auto* either = std::get_if<ast::TypeUnion>(&type.node)) {
        for (const ast::TypeId one : either->alternatives) {
            collect_names(module, one, spans);
        }
    } else if (const auto* lenient = std::get_if<ast::TypeTry>(&type.node)) {
        collect_names(module, lenient->inner, spans);
    }
}

}  // namespace

std::optional<std::size_t> fits(const ModuleText& module, ast::TypeId type, const Observed& seen) {
    return Fitter(module).fit(type, seen);
}

std::string qualified(const ModuleText& module, ast::TypeId type) {
    const Span whole = module.syntax->types[type].span;
    std::string text(module.text.substr(whole.begin, whole.size()));
    std::vector<Span> names;
    collect_names(module, type, names);
    std::ranges::sort(names, std::ranges::greater{}, &Span::begin);
    for (const Span& name : names) {
        text.insert(name.begin - whole.begin, module.name + ".");
    }
    return text;
}

std::vector<Candidate::Field> fields_of(const ModuleText& module, ast::TypeId type) {
    std::vector<Candidate::Field> fields;
    const ast::Type* at = &module.syntax->types[type];
    while (const auto* name = std::get_if<ast::TypeName>(&at->node)) {
        const ast::TypeItem* item = type_item(module, name->name.text);
        if (item == nullptr) {
            return fields;
        }
        at = &module.syntax->types[item->type];
    }
    if (const auto* record = std::get_if<ast::TypeRecord>(&at->node)) {
        for (const ast::TypeField& field : record->fields) {
            fields.push_back({field.name.text,
                              field.json_key ? field.json_key->text : field.name.text,
                              qualified(module, field.type), field.optional});
        }
    }
    return fields;
}

void all_words(const Observed& seen, std::vector<std::string>& literals) {
    constexpr std::size_t short_text = 40;
    if (seen.only_strings()) {
        for (std::string& literal : literals_of(seen)) {
            if (literal.size() <= short_text &&
                std::ranges::find(literals, literal) == literals.end()) {
                literals.push_back(std::move(literal));
            }
        }
    }
    for (const Observed::Member& member : seen.members) {
        all_words(*member.seen, literals);
        literals.push_back(validate::json::quoted(member.key));
    }
    if (seen.element != nullptr) {
        all_words(*seen.element, literals);
    }
}

}  // namespace lsmap::infer
