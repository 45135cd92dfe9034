#include "data/told_apart.hpp"

#include <algorithm>
#include <optional>

namespace lsmap::data {
namespace {

using types::TypeId;

// What tells objects of a type from others: COCO's run lengths count as a record.
std::optional<types::RecordType> record_of(const types::TypeStore& types, TypeId type) {
    if (const auto* record = types.as<types::RecordType>(type)) {
        return *record;
    }
    const auto* mask_type = types.as<types::MaskType>(type);
    if (mask_type == nullptr || mask_type->form == types::MaskForm::bitmap ||
        mask_type->form == types::MaskForm::png) {
        return std::nullopt;
    }
    return types::RecordType{
        {{"counts", "counts", types.json(), {}}, {"size", "size", types.json(), {}}}};
}

std::vector<Literal> literals(const types::TypeStore& types, TypeId type) {
    if (const auto* literal = types.as<types::LiteralType>(type)) {
        return {literal->value};
    }
    std::vector<Literal> all;
    if (const auto* either = types.as<types::UnionType>(type)) {
        for (const TypeId alternative : either->alternatives) {
            const auto* literal = types.as<types::LiteralType>(alternative);
            if (literal == nullptr) {
                return {};
            }
            all.push_back(literal->value);
        }
    }
    return all;
}

bool has_required(const types::TypeStore& types, const types::RecordType& record,
                  const types::RecordType& other, std::string& key) {
    for (const types::Field& field : record.fields) {
        const bool declared = std::ranges::any_of(
            other.fields, [&](const types::Field& f) { return f.json_key == field.json_key; });
        if (!declared && !types.is_optional(field.type)) {
            key = field.json_key;
            return true;
        }
    }
    return false;
}

}  // namespace

ObjectTest object_test(const types::TypeStore& types, TypeId first, TypeId second) {
    ObjectTest test;
    const std::optional<types::RecordType> a = record_of(types, first);
    const std::optional<types::RecordType> b = record_of(types, second);
    const bool both_objects = a && b;
    if (both_objects) {
        for (const types::Field& field : a->fields) {
            const auto same = std::ranges::find(b->fields, field.json_key, &types::Field::json_key);
            if (same == b->fields.end()) {
                continue;
            }
            test.first = literals(types, field.type);
            const std::vector<Literal> theirs = literals(types, same->type);
            const bool disjoint = std::ranges::none_of(test.first, [&](const Literal& literal) {
                return std::ranges::find(theirs, literal) != theirs.end();
            });
            if (!test.first.empty() && !theirs.empty() && disjoint) {
                test.by = ObjectTest::literal;
                test.key = field.json_key;
                return test;
            }
        }
        test.first.clear();
        if (has_required(types, *a, *b, test.key)) {
            test.by = ObjectTest::first_has;
        } else if (has_required(types, *b, *a, test.key)) {
            test.by = ObjectTest::second_has;
        }
    }
    return test;
}

std::string why_alike(const Shape& a, const Shape& b, const ObjectTest& test) {
    const auto common = static_cast<std::uint8_t>(a.kinds & b.kinds);
    const bool both_literal = a.form == Form::literal && b.form == Form::literal;
    if ((common & (json_string | json_number)) != 0 &&
        !(both_literal && a.literals != b.literals)) {
        return (common & json_string) != 0 ? "both may be a string" : "both may be a number";
    }
    if ((common & json_bool) != 0) {
        return "both may be `true` or `false`";
    }
    if ((common & json_array) != 0 && a.at_least <= b.at_most && b.at_least <= a.at_most &&
        (a.first_kinds & b.first_kinds) != 0) {
        return "both may be an array of the same length and the same kind of first element";
    }
    if ((common & json_object) != 0 && test.by == ObjectTest::none) {
        return "both are objects, and no required field or literal tells them apart";
    }
    return {};
}

}  // namespace lsmap::data
