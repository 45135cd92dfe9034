#include "infer/rows.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace lsmap::infer {
namespace {

constexpr std::size_t deepest_lists = 3;
constexpr std::size_t deepest_records = 3;

const Declared& map_key() {
    static const Declared type = [] {
        Declared key;
        key.text = "string";
        key.role = Role::word;
        return key;
    }();
    return type;
}

class Finder {
 public:
    explicit Finder(std::vector<std::string> taken) : taken_(std::move(taken)) {}

    std::vector<Row> below(const Declared& type, const std::string& expr,
                           const std::string& clauses) {
        Row row;
        row.type = &type;
        row.clauses = clauses;
        row.depth = clauses.empty() ? 0 : 1;
        if (type.form == Declared::Form::list || type.form == Declared::Form::map) {
            const std::size_t dot = expr.find_last_of(".(");
            open({expr, dot == std::string::npos ? expr : expr.substr(dot + 1), &type, false, 0},
                 expr, row);
        } else {
            add(type, expr == "input" ? "" : expr, "", row);
        }
        return std::move(rows_);
    }

    std::vector<Row> find(const Declared& record) {
        Row row;
        row.type = &record;
        if (record.form == Declared::Form::list || record.form == Declared::Form::map) {
            rows_.push_back(row);
            open({"input", "items", &record, false, 0}, "", row);
            return std::move(rows_);
        }
        add(record, "", "", row);
        return std::move(rows_);
    }

 private:
    // The row `row` with everything that is below `type`, whose value is `expr` ("" for the
    // record).
    void add(const Declared& type, const std::string& expr, const std::string& path, Row row) {
        std::vector<std::pair<Reach, std::string>> lists;
        reach(type, expr, path, false, 0, row, lists);
        zipped(lists, row);
        const std::size_t at = rows_.size();
        rows_.push_back(row);
        for (const auto& [list, list_path] : lists) {
            open(list, list_path, rows_[at]);
        }
    }

    void reach(const Declared& type, const std::string& expr, const std::string& path,
               bool optional, std::size_t depth, Row& row,
               std::vector<std::pair<Reach, std::string>>& lists) {
        if (type.form != Declared::Form::record && type.form != Declared::Form::tuple) {
            return;
        }
        for (const Declared::Field& field : type.fields) {
            const std::string here =
                expr.empty() ? field.name : expr + (optional ? "?." : ".") + field.name;
            const std::string here_path = path.empty() ? field.name : path + "." + field.name;
            const bool missing = optional || field.type->optional;
            Reach value{here, field.name, field.type.get(), missing, depth};
            row.values.push_back(value);
            if (field.type->form == Declared::Form::list ||
                field.type->form == Declared::Form::map) {
                lists.emplace_back(value, here_path);
            } else if (depth < deepest_records) {
                reach(*field.type, here, here_path, missing, depth + 1, row, lists);
            }
        }
    }

    // Lists of plain values side by side, one element of each for one thing.
    void zipped(const std::vector<std::pair<Reach, std::string>>& lists, const Row& row) {
        std::vector<Reach> together;
        for (const auto& [list, path] : lists) {
            const Declared& element = *list.type->element;
            if (list.type->form == Declared::Form::list && element.form == Declared::Form::plain &&
                !list.optional && element.role != Role::other) {
                together.push_back(list);
            }
        }
        if (together.size() < 2 || !alike(together) ||
            std::ranges::none_of(together, [](const Reach& r) {
                return r.type->element->role == Role::box ||
                       r.type->element->role == Role::polygon ||
                       r.type->element->role == Role::mask || r.type->element->role == Role::score;
            })) {
            return;
        }
        Row zip;
        std::string names;
        std::string sources;
        for (const Reach& list : together) {
            std::string one = list.name.ends_with("s") && list.name.size() > 3
                                  ? list.name.substr(0, list.name.size() - 1)
                                  : "one_" + list.name;
            one = free_name(one, taken_);
            names += (names.empty() ? "" : ", ") + one;
            sources += (sources.empty() ? "" : ", ") + list.expr;
            zip.values.push_back(
                {one, list.name, list.type->element.get(), list.type->element->optional, 0});
        }
        zip.clauses = row.clauses + (row.clauses.empty() ? "" : " ") + "for (" + names +
                      ") in zip(" + sources + ")";
        zip.path = together.front().expr;
        zip.depth = row.depth + 1;
        rows_.push_back(std::move(zip));
    }

    static bool alike(const std::vector<Reach>& lists) {
        const std::vector<Value>& first = lists.front().type->seen->values;
        return std::ranges::all_of(lists, [&](const Reach& list) {
            const std::vector<Value>& other = list.type->seen->values;
            return other.size() == first.size() &&
                   std::ranges::equal(first, other, [](const Value& a, const Value& b) {
                       return a.size() == b.size();
                   });
        });
    }

    void open(const Reach& list, const std::string& path, const Row& around) {
        const Declared& element = *list.type->element;
        if (around.depth >= deepest_lists) {
            return;
        }
        Row row;
        row.depth = around.depth + 1;
        row.path = path;
        row.type = &element;
        const std::string variable = free_name(lower(list.name.substr(0, 1)), taken_);
        std::string binder = variable;
        if (list.type->form == Declared::Form::map) {
            const std::string key = free_name("key", taken_);
            binder = "(" + key + ", " + variable + ")";
            row.values.push_back({key, "key", &map_key(), false, 0});
        }
        row.clauses = around.clauses + (around.clauses.empty() ? "" : " ") + "for " + binder +
                      " in " + list.expr;
        if (element.form == Declared::Form::plain) {
            row.values.push_back({variable, list.name, &element, element.optional, 0});
            // What stands beside the list belongs to each of its elements.
            for (Reach value : around.values) {
                if (value.type->form == Declared::Form::plain && around.depth != 0) {
                    value.depth += 1;
                    row.values.push_back(value);
                }
            }
            rows_.push_back(std::move(row));
            return;
        }
        if (element.form == Declared::Form::list) {
            open({variable, list.name, &element, element.optional, 0}, path, row);
            return;
        }
        add(element, variable, path, std::move(row));
    }

    std::vector<std::string> taken_;
    std::vector<Row> rows_;
};

}  // namespace

const Reach* Row::find(Role role) const {
    const Reach* best = nullptr;
    for (const Reach& value : values) {
        if (value.type->role == role && (best == nullptr || value.depth < best->depth)) {
            best = &value;
        }
    }
    return best;
}

std::vector<Row> rows_of(const Declared& record, std::vector<std::string> taken) {
    for (const Declared::Field& field : record.fields) {
        taken.push_back(field.name);
    }
    return Finder(std::move(taken)).find(record);
}

std::vector<Row> rows_below(const Declared& type, const std::string& expr,
                            const std::string& clauses, std::vector<std::string> taken) {
    // Variables of the clauses are taken: `for r in results for (a, b) in …`.
    std::string word;
    for (const char c : clauses + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
            word += c;
        } else if (!word.empty()) {
            taken.push_back(std::exchange(word, ""));
        }
    }
    return Finder(std::move(taken)).below(type, expr, clauses);
}

std::string free_name(const std::string& base, std::vector<std::string>& taken) {
    std::string name = base;
    for (int n = 2; std::ranges::find(taken, name) != taken.end(); ++n) {
        name = base + std::to_string(n);
    }
    taken.push_back(name);
    return name;
}

}  // namespace lsmap::infer
