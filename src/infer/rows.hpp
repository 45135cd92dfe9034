#pragma once
#include "infer/declare.hpp"

#include <string>
#include <vector>

namespace lsmap::infer {

// A value that a rule can name.
struct Reach {
    std::string expr;  // "d.box"
    std::string name;  // of its field
    const Declared* type = nullptr;
    bool optional = false;
    std::size_t depth = 0;  // records around it below the row
};

// What a rule can go over: the record itself, the elements of a list in it, a list in those.
struct Row {
    std::string clauses;  // "for d in results"; empty: the record itself
    std::vector<Reach> values;
    const Declared* type = nullptr;  // of an element; the record's for the record
    std::string path;                // of the list, "results"
    std::size_t depth = 0;           // lists around it

    const Reach* find(Role role) const;  // the outermost one
};

// All rows of a record type, the record first. `taken`: names that the variables may not have.
std::vector<Row> rows_of(const Declared& record, std::vector<std::string> taken);

// The rows of a value of that type which is not the record: its own, and those of lists in it.
std::vector<Row> rows_below(const Declared& type, const std::string& expr,
                            const std::string& clauses, std::vector<std::string> taken);

// `base` itself where it is free, else with a number behind it; it is taken then.
std::string free_name(const std::string& base, std::vector<std::string>& taken);

}  // namespace lsmap::infer
