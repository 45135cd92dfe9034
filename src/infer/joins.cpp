#include "infer/joins.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace lsmap::infer {
namespace {

constexpr std::size_t common_letters = 4;  // of `category_id` and `categories`

// `image_id` and `images`, `category_id` and `categories`.
bool is_named_after(std::string_view field, std::string_view list) {
    const std::size_t end = field.rfind("_id");
    return end != std::string_view::npos && end + 3 == field.size() && end >= common_letters &&
           list.size() > common_letters &&
           field.substr(0, common_letters) == list.substr(0, common_letters);
}

std::set<std::string> texts_of(const Observed& seen) {
    std::set<std::string> texts;
    for (const Value& value : seen.values) {
        texts.insert(value.is(Kind::string) ? value.text() : std::string(value.raw()));
    }
    return texts;
}

const Declared* element_of(const Declared::Field& field) {
    const bool records = field.type->form == Declared::Form::list &&
                         field.type->element->form == Declared::Form::record;
    return records && !field.type->optional ? field.type->element.get() : nullptr;
}

// The field of `from` that holds ids of the elements of `to`.
const Declared::Field* reference(const Declared& from, const Declared::Field& to) {
    const Declared* element = element_of(to);
    const Declared::Field* id = element == nullptr ? nullptr : element->field("id");
    if (id == nullptr || id->type->seen == nullptr) {
        return nullptr;
    }
    const std::set<std::string> ids = texts_of(*id->type->seen);
    for (const Declared::Field& field : from.fields) {
        if (field.type->seen != nullptr && !field.type->optional &&
            is_named_after(field.key, to.key) &&
            std::ranges::includes(ids, texts_of(*field.type->seen))) {
            return &field;
        }
    }
    return nullptr;
}

bool has_file(const Declared& element) {
    return std::ranges::any_of(element.fields, [](const Declared::Field& f) {
        return f.type->text == "string" && has_word(f.name, {"file", "path", "url", "uri", "text"});
    });
}

}  // namespace

void join_lists(Scene& scene) {
    std::vector<std::string> taken = scene.taken;
    const Declared& record = scene.record;
    for (const Declared::Field& tasks : record.fields) {
        const Declared* task = element_of(tasks);
        if (task == nullptr || !has_file(*task)) {
            continue;
        }
        const bool is_named = std::ranges::any_of(record.fields, [&](const Declared::Field& other) {
            const Declared* rows = element_of(other);
            return rows != nullptr && rows != task && reference(*rows, tasks) != nullptr;
        });
        if (!is_named) {
            continue;
        }
        const std::string name = free_name(tasks.name.substr(0, 3), taken);
        scene.task_clauses = "for " + name + " in " + tasks.name;
        std::vector<Row> rows = rows_below(*task, name, "", taken);
        for (Row& row : scene.rows) {
            if (row.clauses.starts_with("for ") && row.depth >= 1) {
                const std::size_t in = row.clauses.find(" in ");
                const std::string list =
                    row.clauses.substr(in + 4, row.clauses.find(' ', in + 4) - in - 4);
                const std::string variable = row.clauses.substr(4, in - 4);
                const Declared::Field* field = record.field(list);
                const Declared* element = field == nullptr ? nullptr : element_of(*field);
                const Declared::Field* of_task =
                    element == nullptr ? nullptr : reference(*element, tasks);
                if (of_task == nullptr) {
                    continue;
                }
                std::string further =
                    " where " + variable + "." + of_task->name + " == " + name + ".id";
                for (const Declared::Field& third : record.fields) {
                    const Declared::Field* key =
                        &third == &tasks ? nullptr : reference(*element, third);
                    if (key == nullptr) {
                        continue;
                    }
                    const std::string other = free_name(third.name.substr(0, 1), taken);
                    further += " join " + other + " in " + third.name + " on " + variable + "." +
                               key->name + " == " + other + ".id";
                    for (const Declared::Field& below : element_of(third)->fields) {
                        row.values.push_back({other + "." + below.name, below.name,
                                              below.type.get(), below.type->optional, 1});
                    }
                }
                const std::size_t end = std::min(row.clauses.find(' ', in + 4), row.clauses.size());
                row.clauses.insert(end, further);
                rows.push_back(row);
            }
        }
        scene.rows = std::move(rows);
        return;
    }
}

}  // namespace lsmap::infer
