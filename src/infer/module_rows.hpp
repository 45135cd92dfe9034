#pragma once
#include "infer/modules.hpp"

#include <memory>
#include <string>
#include <vector>

namespace lsmap::infer {

// A place of the sample that an expression of the rules names.
struct Place {
    const Declared* type = nullptr;
    std::string expr, clauses;  // "r.words", "for r in results"
    std::size_t depth = 0;      // records and lists around it
};
std::vector<Place> places_of(const Scene& scene);

// Rows that a module's types and functions make of places of the sample: `for e in
// stanza.entities(sentences)`. They know units and kinds that a sample cannot tell.
class ModuleRows {
 public:
    ModuleRows(const ModuleText& module, const Scene& scene);

    // The ways to feed a control from these rows.
    std::vector<Candidate> candidates_for(const labelstudio::Control& control) const;

 private:
    struct Source {
        std::vector<Row> rows;
        std::vector<std::pair<const Declared*, std::string>> types;
        std::vector<Candidate::Field> record_fields;
        double likely = 0;
    };
    void add_type(const ast::TypeItem& item, const Place& place);
    void add_function(const ast::FnItem& function, const Place& place);
    void add(std::unique_ptr<Declared> type, const std::string& expr, const Place& place,
             Source source);

    const ModuleText& module_;
    const Scene& scene_;
    std::vector<std::unique_ptr<Declared>> types_;
    std::vector<Source> sources_;
};

// A type of the module as if it had been inferred; `seen` is what stood there, if that is known.
std::unique_ptr<Declared> declared_of(const ModuleText& module, ast::TypeId type,
                                      const Observed* seen, const std::string& name);

}  // namespace lsmap::infer
