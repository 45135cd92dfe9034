#pragma once
#include "base/span.hpp"
#include "check/ir.hpp"
#include "syntax/ast.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::check {

// `3`, `-1`: a whole number without a unit; nothing where the expression is another.
std::optional<std::int64_t> int_literal(const ast::Module& module, ast::ExprId id);

// The keys that the arms of a table have so far, and where. Text or whole numbers, never both.
class TakenKeys {
 public:
    bool are_text = true;
    bool are_loose = false;  // compared as `same loose` does

    // The arm that takes all of `key`: the same text, or ranges that cover it together (the last of
    // them).
    std::optional<Span> by(const ir::TableKey& key) const;
    void add(const ir::TableKey& key, Span span);
    // The form in which texts are compared; what the next two want.
    std::string shape(std::string_view text) const;
    bool has_text(const std::string& shaped) const { return texts_.contains(shaped); }
    void add_text(const std::string& shaped, Span span) { texts_.emplace(shaped, span); }

 private:
    std::map<std::string, Span> texts_;
    std::vector<std::pair<ir::TableKey, Span>> ranges_;
};

}  // namespace lsmap::check
