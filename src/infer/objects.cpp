#include "infer/objects.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::infer {
namespace {

using labelstudio::Object;

// The field that fills the data of an object, by the variable's name and what such fields are
// called.
const Reach* source_of(const Object& object, const Row& row) {
    const std::string variable =
        object.variables.empty() ? "" : object.variables.front().keys.front();
    const Reach* best = nullptr;
    double most = 0.5;
    for (const Reach& value : row.values) {
        if (value.type->text != "string" && value.type->text != "id") {
            continue;
        }
        const std::string name = lower(value.name);
        double likely = name == lower(variable) ? 5 : 0;
        likely += name == lower(object.name) ? 2 : 0;
        const bool is_text = object.kind->text != labelstudio::TextSource::none;
        likely += is_text ? (has_word(name, {"text", "content", "document", "html", "sentence",
                                             "sequence", "passage", "body"})
                                 ? 3
                                 : 0)
                          : (has_word(name, {"path", "file", "url", "uri", "image", "img", "audio",
                                             "video", "media", "source", "recording"})
                                 ? 3
                                 : 0);
        likely += is_text && value.type->role == Role::text ? 1 : 0;
        likely -= 0.7 * static_cast<double>(value.depth);
        likely -= value.optional ? 1 : 0;
        if (likely > most) {
            most = likely;
            best = &value;
        }
    }
    return best;
}

std::string size_of(const Row& row) {
    const auto named = [&](std::initializer_list<std::string_view> names) -> const Reach* {
        const Reach* best = nullptr;
        for (const std::string_view name : names) {
            for (const Reach& value : row.values) {
                const bool number = value.type->seen != nullptr &&
                                    value.type->seen->only_numbers() && value.type->text == "int";
                if (number && lower(value.name) == name && !value.optional &&
                    (best == nullptr || value.depth < best->depth)) {
                    best = &value;
                }
            }
        }
        return best;
    };
    if (const Reach* size = row.find(Role::size); size != nullptr && !size->optional) {
        return size->type->text == "[int; 3]" ? fmt::format("[{0}[1], {0}[0]]", size->expr)
                                              : size->expr;
    }
    const Reach* width = named({"width", "image_width", "img_width", "original_width", "w"});
    const Reach* height = named({"height", "image_height", "img_height", "original_height", "h"});
    return width == nullptr || height == nullptr
               ? ""
               : fmt::format("[{}, {}]", width->expr, height->expr);
}

}  // namespace

std::vector<std::string> value_variants(const Object& object, const Scene& scene) {
    std::vector<std::string> values;
    const Row& row = scene.rows.front();
    if (const Reach* source = source_of(object, row)) {
        const std::string expr =
            source->expr +
            (source->optional ? " ?? skip \"no " + name_of_key(object.name) + "\"" : "");
        values.push_back(source->type->text == "id" ? "f\"{" + expr + "}\"" : expr);
    }
    values.emplace_back("\"TODO\"");
    // Lists: of files, or of whatever the record has a list of.
    for (const Row& other : scene.rows) {
        const Reach* file = other.depth == 1 ? source_of(object, other) : nullptr;
        if (file != nullptr && !file->optional && file->type->text == "string") {
            values.push_back(fmt::format("[{} {}]", file->expr, other.clauses));
        }
    }
    for (const Reach& value : row.values) {
        if (value.type->form == Declared::Form::list && !value.optional) {
            values.push_back(value.expr);
        }
    }
    values.emplace_back("[\"TODO\"]");
    std::string fields;
    for (const std::string_view field : object.kind->item_fields) {
        fields += (fields.empty() ? "" : ", ") + std::string(field) + ": \"TODO\"";
    }
    values.push_back("[{ " + (fields.empty() ? "text: \"TODO\"" : fields) + " }]");
    values.push_back("{ " + (fields.empty() ? "text: \"TODO\"" : fields) + " }");
    return values;
}

std::string objects_text(const Scene& scene) {
    std::string text;
    const Row& row = scene.rows.front();
    for (const Object& object : scene.config.objects) {
        const auto chosen = scene.values.find(object.name);
        const std::string value =
            chosen != scene.values.end() ? chosen->second : value_variants(object, scene).front();
        const bool todo = value.find("\"TODO\"") != std::string::npos;
        std::string entries = object.kind->needs_no_value && todo ? "" : "value: " + value;
        if ((object.kind->facts & static_cast<std::uint8_t>(labelstudio::Facts::size)) != 0 &&
            !object.is_list) {
            const std::string size = size_of(row);
            entries += size.empty() ? "" : (entries.empty() ? "size: " : ", size: ") + size;
        }
        if (entries.empty()) {
            continue;
        }
        text += fmt::format("object {} {{ {} }}{}\n", config_name(object.name), entries,
                            todo ? "  # TODO: which field says where it is?" : "");
    }
    return text + scene.data;
}

std::string data_text(const Scene& scene) {
    std::string entries;
    std::vector<std::string> known;
    const Row& row = scene.rows.front();
    for (const labelstudio::DataVariable& variable : scene.config.other_variables) {
        const std::string& key = variable.keys.front();
        if (std::ranges::find(known, key) != known.end()) {
            continue;
        }
        known.push_back(key);
        const auto field = std::ranges::find(row.values, key, &Reach::name);
        entries += (entries.empty() ? "" : ", ") + name_of_key(key) + ": " +
                   (field == row.values.end() ? "\"TODO\"" : field->expr);
    }
    return entries.empty() ? ""
                           : fmt::format("data {{ {} }}{}\n", entries,
                                         entries.find("TODO") == std::string::npos
                                             ? ""
                                             : "  # TODO: the config reads it");
}

}  // namespace lsmap::infer
