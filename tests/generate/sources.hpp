#pragma once
#include "generate/scene.hpp"
#include "generate/slots.hpp"
#include "labelstudio/config.hpp"
#include "types/type.hpp"

#include <functional>
#include <string>
#include <vector>

// For a type that a slot wants: input types that convert to it, values of them, and the expression
// that hands them over.
namespace lsmap::generate {

using Json = std::function<std::string(Moment&)>;

struct InputField {
    std::string name, type;
    Json json;  // "": the field is absent
    bool optional = false;
    std::string key{};  // of the JSON, where it differs
};
std::string declaration(const InputField& field);
// `{"a":1}` of the fields, for a moment.
std::string object_json(const std::vector<InputField>& fields, Moment& moment);

struct Piece {
    std::vector<InputField> fields;
    std::string expr;
    std::string type;       // of the expression, as rules write it; empty: not known
    bool may_miss = false;  // the expression has a `T?`
    bool in_place = false;  // its type follows from the slot: no `let` can hold it
};

// Names that no other has.
class Names {
 public:
    std::string next(std::string_view prefix) {
        return std::string(prefix) + std::to_string(++last_);
    }

 private:
    int last_ = 0;
};

struct Place {  // where the slot is
    const labelstudio::Control& control;
    const labelstudio::Object& object;
    const ObjectPlan& plan;
    const labelstudio::Payload& payload;
};

class Sources {
 public:
    Sources(types::TypeStore& types, Random& random, Names& names)
        : types_(types), random_(random), names_(names) {}

    // `owner` is what the fields are taken from: "x.".
    Piece piece(const Slot& slot, std::size_t index, const Place& place, const std::string& owner);
    types::TypeStore& types() { return types_; }

 private:
    struct Candidate {
        types::TypeId declared;
        std::string wrap;  // with `$` for the value
    };
    void boxes(std::vector<Candidate>& all, bool turned, const ObjectPlan& plan);
    void oboxes(std::vector<Candidate>& all, const ObjectPlan& plan, std::string_view wrap);
    std::vector<types::Unit> units(const ObjectPlan& plan) const;
    std::vector<types::TypeId> ends(types::TypeId of, const ObjectPlan& plan, bool in_list);
    std::vector<Candidate> candidates(const Slot& slot, const ObjectPlan& plan, bool in_list);
    std::optional<Json> meaning(const Slot& slot, std::size_t index, const Place& place,
                                types::TypeId declared) const;
    Piece one(const Slot& slot, std::size_t index, const Place& place, const std::string& owner,
              bool in_list);
    Piece span(types::TypeId of, const std::string& owner, const ObjectPlan& plan);
    Piece fill(const std::string& owner);
    Piece list_of_records(const Slot& slot, const types::RecordType& record, const Place& place,
                          const std::string& owner);
    Piece record(const Slot& slot, const types::RecordType& record, const Place& place,
                 const std::string& owner);

    types::TypeStore& types_;
    Random& random_;
    Names& names_;
};

}  // namespace lsmap::generate
