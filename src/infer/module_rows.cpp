#include "infer/module_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lsmap::infer {
namespace {

constexpr std::size_t few_fields = 2;
constexpr std::size_t most_fields = 12;
constexpr std::size_t deepest_type = 8;

struct WordRole {
    std::string_view word;
    Role role;
};
constexpr WordRole word_roles[] = {
    {"score", Role::score},   {"string", Role::word},
    {"xyxy", Role::box},      {"xywh", Role::box},
    {"cxcywh", Role::box},    {"yxyx", Role::box},
    {"xxyy", Role::box},      {"box", Role::box},
    {"quad", Role::box},      {"cxcywhr", Role::box},
    {"obox", Role::box},      {"polygon", Role::polygon},
    {"point", Role::point},   {"keypoints", Role::keypoints},
    {"rle", Role::mask},      {"png", Role::mask},
    {"bitmap", Role::mask},   {"mask", Role::mask},
    {"span", Role::span},     {"size", Role::size},
    {"id", Role::id},         {"int", Role::number},
    {"number", Role::number}, {"bool", Role::flag},
};

bool is_start_name(std::string_view name) {
    return has_word(name, {"start", "begin", "onset", "from", "first"}) || lower(name) == "ts";
}
bool is_end_name(std::string_view name) { return has_word(name, {"end", "stop", "last", "to"}); }

class Reader {
 public:
    explicit Reader(const ModuleText& module) : module_(module) {}

    std::unique_ptr<Declared> read(ast::TypeId id, const Observed* seen, const std::string& name,
                                   std::size_t depth = 0) const {
        auto type = make(id, seen, name, depth);
        type->seen = seen;
        return type;
    }

 private:
    static std::unique_ptr<Declared> of(Declared::Form form) {
        auto type = std::make_unique<Declared>();
        type->form = form;
        return type;
    }

    std::unique_ptr<Declared> make(ast::TypeId id, const Observed* seen, const std::string& name,
                                   std::size_t depth) const {
        const ast::Type& syntax = module_.syntax->types[id];
        if (depth > deepest_type) {
            return of(Declared::Form::plain);
        }
        if (const auto* word = std::get_if<ast::TypeName>(&syntax.node)) {
            return named(*word, syntax.span, seen, name, depth);
        }
        if (const auto* list = std::get_if<ast::TypeList>(&syntax.node)) {
            auto type = of(Declared::Form::list);
            type->element = read(list->element, seen == nullptr ? nullptr : seen->element.get(),
                                 name, depth + 1);
            if (type->element->role == Role::polygon) {
                type->form = Declared::Form::plain;
                type->role = Role::polygons;
                type->text = "[" + type->element->text + "]";
            }
            return type;
        }
        if (const auto* record = std::get_if<ast::TypeRecord>(&syntax.node)) {
            auto type = of(Declared::Form::record);
            for (const ast::TypeField& field : record->fields) {
                const std::string key = field.json_key ? field.json_key->text : field.name.text;
                auto below = read(field.type, seen == nullptr ? nullptr : seen->member(key),
                                  field.name.text, depth + 1);
                below->optional = below->optional || field.optional;
                type->fields.push_back({field.name.text, key, std::move(below), Part::none});
            }
            return type;
        }
        if (const auto* tuple = std::get_if<ast::TypeTuple>(&syntax.node)) {
            auto type = of(Declared::Form::tuple);
            for (std::size_t i = 0; i < tuple->places.size(); ++i) {
                const std::string place = tuple->places[i].name ? tuple->places[i].name->text : "";
                const Observed* below =
                    seen != nullptr && i < seen->places.size() ? seen->places[i].get() : nullptr;
                type->fields.push_back({place, place,
                                        read(tuple->places[i].type, below, place, depth + 1),
                                        Part::none});
            }
            std::erase_if(type->fields, [](const Declared::Field& f) { return f.name.empty(); });
            return type;
        }
        if (const auto* optional = std::get_if<ast::TypeOptional>(&syntax.node)) {
            auto type = make(optional->inner, seen, name, depth + 1);
            type->optional = true;
            return type;
        }
        auto type = of(Declared::Form::plain);
        if (const auto* either = std::get_if<ast::TypeUnion>(&syntax.node)) {
            const bool literals = std::ranges::all_of(either->alternatives, [&](ast::TypeId one) {
                return std::holds_alternative<ast::TypeLiteral>(module_.syntax->types[one].node);
            });
            type->role = literals ? Role::word : Role::other;
            type->text = literals && seen != nullptr && seen->only_strings() ? "string" : "json";
        }
        return type;
    }

    std::unique_ptr<Declared> named(const ast::TypeName& word, Span span, const Observed* seen,
                                    const std::string& name, std::size_t depth) const {
        for (const ast::Item& item : module_.syntax->items) {
            const auto* type = std::get_if<ast::TypeItem>(&item.node);
            if (type != nullptr && !word.module && type->name.text == word.name.text) {
                return make(type->type, seen, name, depth + 1);
            }
        }
        auto type = of(Declared::Form::plain);
        type->text = std::string(module_.text.substr(span.begin, span.size()));
        const auto* known = std::ranges::find(word_roles, word.name.text, &WordRole::word);
        type->role = known == std::end(word_roles) ? Role::other : known->role;
        if (word.name.text == "map" && !word.args.empty()) {
            type->form = Declared::Form::map;
            const Observed* below = seen == nullptr || seen->members.empty()
                                        ? nullptr
                                        : seen->members.front().seen.get();
            type->element = read(word.args.front(), below, name, depth + 1);
        }
        if (word.name.text == "time" || word.name.text == "offset" || word.name.text == "frame" ||
            word.name.text == "datetime") {
            type->role = is_start_name(name) ? Role::start
                         : is_end_name(name) ? Role::end
                                             : Role::other;
        }
        if (type->role == Role::word &&
            has_word(name, {"text", "transcript", "sentence", "content"})) {
            type->role = Role::text;
        }
        return type;
    }

    const ModuleText& module_;
};

}  // namespace

std::unique_ptr<Declared> declared_of(const ModuleText& module, ast::TypeId type,
                                      const Observed* seen, const std::string& name) {
    return Reader(module).read(type, seen, name);
}

std::vector<Place> places_of(const Scene& scene) {
    std::vector<Place> places;
    for (const Row& row : scene.rows) {
        const auto add = [&](const Declared& type, const std::string& expr, std::size_t depth) {
            const bool known =
                std::ranges::any_of(places, [&](const Place& p) { return p.type == &type; });
            if (type.seen != nullptr && !known && expr.find('?') == std::string::npos) {
                places.push_back({&type, expr, row.clauses, depth});
            }
        };
        if (row.type == &scene.record) {
            add(*row.type, "input", 0);
        } else if (row.type != nullptr && !row.clauses.empty()) {
            const std::string last = row.clauses.substr(row.clauses.rfind("for ") + 4);
            if (!last.starts_with("(")) {
                add(*row.type, last.substr(0, last.find(' ')), row.depth);
            }
        }
        for (const Reach& value : row.values) {
            if (value.type->form != Declared::Form::plain || value.type->role == Role::other ||
                value.type->role == Role::text) {
                add(*value.type, value.expr, row.depth + value.depth + 1);
            }
        }
    }
    return places;
}

ModuleRows::ModuleRows(const ModuleText& module, const Scene& scene)
    : module_(module), scene_(scene) {
    const std::vector<Place> places = places_of(scene);
    for (const ast::Item& item : module.syntax->items) {
        for (const Place& place : places) {
            if (const auto* type = std::get_if<ast::TypeItem>(&item.node)) {
                add_type(*type, place);
            } else if (const auto* function = std::get_if<ast::FnItem>(&item.node)) {
                add_function(*function, place);
            }
        }
    }
}

void ModuleRows::add_type(const ast::TypeItem& item, const Place& place) {
    const auto fitted = fits(module_, item.type, *place.type->seen);
    if (!fitted || *fitted < few_fields || item.name.text.starts_with("_")) {
        return;
    }
    Source source;
    source.types = {{place.type, module_.name + "." + item.name.text}};
    source.record_fields = place.type == &scene_.record ? fields_of(module_, item.type)
                                                        : std::vector<Candidate::Field>{};
    source.likely = 0.1 * static_cast<double>(std::min(*fitted, most_fields)) -
                    0.1 * static_cast<double>(place.depth);
    add(declared_of(module_, item.type, place.type->seen, ""), place.expr, place,
        std::move(source));
}

void ModuleRows::add_function(const ast::FnItem& function, const Place& place) {
    if (function.params.size() != 1 || !function.type_params.empty() ||
        function.name.text.starts_with("_")) {
        return;
    }
    const ast::TypeId param = function.params.front().type;
    const auto fitted = fits(module_, param, *place.type->seen);
    const Observed& seen = *place.type->seen;
    const bool lines =
        seen.only_arrays() && seen.element != nullptr && seen.element->only_strings();
    if (!fitted || (*fitted < few_fields && !lines)) {
        return;
    }
    Source source;
    source.types = {{place.type, qualified(module_, param)}};
    source.record_fields =
        place.type == &scene_.record ? fields_of(module_, param) : std::vector<Candidate::Field>{};
    source.likely = 0.3 + 0.1 * static_cast<double>(std::min(*fitted, most_fields)) -
                    0.1 * static_cast<double>(place.depth);
    auto type = declared_of(module_, function.result, nullptr, "");
    if (type->form != Declared::Form::list) {
        return;
    }
    add(std::move(type), fmt::format("{}.{}({})", module_.name, function.name.text, place.expr),
        place, std::move(source));
}

namespace {

// Classes of values that functions make: words of the place that they are made of.
void give_words(Declared& type, const std::vector<std::string>& words) {
    if (type.seen == nullptr && type.text == "string") {
        type.words = words;
    }
    for (Declared::Field& field : type.fields) {
        give_words(*field.type, words);
    }
    if (type.element != nullptr) {
        give_words(*type.element, words);
    }
}

}  // namespace

void ModuleRows::add(std::unique_ptr<Declared> type, const std::string& expr, const Place& place,
                     Source source) {
    std::vector<std::string> words;
    all_words(*place.type->seen, words);
    give_words(*type, words);
    source.rows = rows_below(*type, expr, place.clauses, scene_.taken);
    types_.push_back(std::move(type));
    sources_.push_back(std::move(source));
}

std::vector<Candidate> ModuleRows::candidates_for(const labelstudio::Control& control) const {
    std::vector<Candidate> found;
    for (const Source& source : sources_) {
        const Scene scene{scene_.config,
                          scene_.record,
                          source.rows,
                          scene_.taken,
                          scene_.class_lists,
                          {},
                          {},
                          {}};
        for (Candidate& one : infer::candidates_for(control, scene)) {
            one.uses = {module_.name};
            one.types = source.types;
            one.record_fields = source.record_fields;
            one.likely += source.likely;
            found.push_back(std::move(one));
        }
    }
    return found;
}

}  // namespace lsmap::infer
