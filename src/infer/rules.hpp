#pragma once
#include "infer/labels.hpp"
#include "infer/rows.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lsmap::infer {

// A label table that a rule needs.
struct Table {
    std::string name, control, text;
};

// Rules for one control (and those that stand `with` it), one of several ways to map it.
struct Candidate {
    std::vector<std::string> controls;  // that it feeds, the region's first
    std::string text;                   // entries of a prediction
    std::vector<Table> tables;
    std::vector<std::string> uses;  // standard modules
    // Places of the input that get the type of a module.
    std::vector<std::pair<const Declared*, std::string>> types;
    // Fields that the type of the record has beside those of the sample, where the record itself
    // is of a module: name, JSON key, type.
    struct Field {
        std::string name, key, type;
        bool optional = false;
    };
    std::vector<Field> record_fields;
    double likely = 0;  // how well names and forms fit
};

// What the rules of one program have in common.
struct Scene {
    const labelstudio::LabelingConfig& config;
    const Declared& record;
    std::vector<Row> rows;
    std::vector<std::string> taken;  // names that tables may not have
    std::vector<ClassList> class_lists{};
    std::map<std::string, std::string> values{};  // of objects: what they show
    std::string data{};                           // a `data` entry, where the config reads more
    std::string task_clauses{};  // "for img in images"; empty: a task for each record
};

// The ways to feed a control from the rows, the likeliest first.
std::vector<Candidate> candidates_for(const labelstudio::Control& control, const Scene& scene);

// A table for a control over these classes; `are_texts`: as infer/labels.hpp has it.
Table table_for(const labelstudio::Control& control, const std::vector<Matched>& matched,
                const Scene& scene, bool are_texts = false);

// A name of the config as rules write it.
std::string config_name(std::string_view name);

}  // namespace lsmap::infer
