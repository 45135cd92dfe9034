#pragma once
#include "base/overloaded.hpp"
#include "syntax/ast.hpp"

#include <fmt/format.h>

#include <string>

// The part of dump.cpp that prints types, expressions and clauses.
namespace lsmap::syntax {

inline std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        } else {
            result += c;
        }
    }
    return result + '"';
}

inline std::string_view spelling(ast::Operator op) {
    switch (op) {
#define OPERATOR(text, name, level, associates) \
    case ast::Operator::name:                   \
        return text;
#include "grammar/operators.def"
#undef OPERATOR
        case ast::Operator::negate:
            return "neg";
        case ast::Operator::logical_not:
            return "not";
    }
    return "";
}

class ExprDumper {
 public:
    explicit ExprDumper(const ast::Module& module) : module_(module) {}

    void expr(ast::ExprId id) {
        std::visit([this](const auto& node) { put(node); }, module_.exprs[id].node);
    }
    void type(ast::TypeId id) {
        std::visit([this](const auto& node) { put(node); }, module_.types[id].node);
    }
    std::string take() { return std::move(out_); }

 protected:
    void open(std::string_view head) { out_ += fmt::format("({}", head); }
    void close() { out_ += ')'; }
    void word(std::string_view text) { out_ += fmt::format(" {}", text); }
    void name(const std::optional<ast::Name>& name) {
        if (name) {
            word(name->text);
        }
    }
    void sub(ast::ExprId id) {
        out_ += ' ';
        expr(id);
    }
    void sub(const std::optional<ast::ExprId>& id) {
        if (id) {
            sub(*id);
        }
    }
    void sub(ast::TypeId id) {
        out_ += ' ';
        type(id);
    }
    void annotation(const std::optional<ast::TypeId>& id) {
        if (id) {
            word(":");
            sub(*id);
        }
    }
    template <class... Subs> void simple(std::string_view head, const Subs&... subs) {
        open(head);
        (sub(subs), ...);
        close();
    }

    // types
    void put(const ast::Error&) { out_ += "<error>"; }
    void put(const ast::TypeName& t) {
        const std::string full = (t.module ? t.module->text + "." : "") + t.name.text;
        if (t.args.empty()) {
            out_ += full;
            return;
        }
        open(full);
        for (const ast::TypeId arg : t.args) {
            sub(arg);
        }
        close();
    }
    void put(const ast::TypeLiteral& t) {
        const auto* text = std::get_if<std::string>(&t.value);
        out_ += text != nullptr ? quoted(*text) : std::to_string(std::get<std::int64_t>(t.value));
    }
    void put(const ast::TypeUnion& t) {
        open("|");
        for (const ast::TypeId alternative : t.alternatives) {
            sub(alternative);
        }
        close();
    }
    void put(const ast::TypeList& t) {
        open("list");
        sub(t.element);
        if (t.count) {
            word(fmt::format("{}{}", *t.count, t.at_least ? ".." : ""));
        }
        close();
    }
    void put(const ast::TypeTuple& t) {
        open("tuple");
        for (const auto& place : t.places) {
            if (place.name) {
                word(place.name->text + ":");
            }
            sub(place.type);
        }
        if (t.open) {
            word("..");
        }
        close();
    }
    void put(const ast::TypeRecord& t) {
        open("record");
        for (const auto& field : t.fields) {
            out_ += fmt::format(" ({}{}", field.name.text, field.optional ? "?" : "");
            if (field.json_key) {
                word("from " + quoted(field.json_key->text));
            }
            sub(field.type);
            close();
        }
        close();
    }
    void put(const ast::TypeOptional& t) { simple("?", t.inner); }
    void put(const ast::TypeTry& t) { simple("try", t.inner); }

    // expressions
    void put(const ast::NullLiteral&) { out_ += "null"; }
    void put(const ast::BoolLiteral& e) { out_ += e.value ? "true" : "false"; }
    void put(const ast::NumberLiteral& e) { out_ += e.text + e.unit; }
    void put(const ast::StringLiteral& e) { out_ += (e.raw ? "r" : "") + quoted(e.value); }
    void put(const ast::FormatString& e) {
        open("f");
        for (const ast::FormatPart& part : e.parts) {
            if (!part.text.empty()) {
                word(quoted(part.text));
            }
            sub(part.hole);
        }
        close();
    }
    void put(const ast::NameRef& e) { out_ += e.name.text; }
    void put(const ast::Member& e) {
        open(e.optional_chain ? "?." : ".");
        sub(e.object);
        word(e.field.text);
        close();
    }
    void put(const ast::Index& e) { simple(e.optional_chain ? "?[]" : "[]", e.object, e.index); }
    void put(const ast::Slice& e) {
        open(e.optional_chain ? "?slice" : "slice");
        sub(e.object);
        sub(e.from);
        word("..");
        sub(e.to);
        close();
    }
    void put(const ast::FieldSelector& e) { out_ += "." + e.field.text; }
    void put(const ast::Argument& a) {
        if (a.name) {
            word(a.name->text + ":");
        }
        sub(a.value);
    }
    void put(const ast::Call& e) {
        open(e.method ? (e.optional_chain ? "?method" : "method") : "call");
        word(e.callee.text);
        if (!e.type_args.empty()) {
            out_ += " <";
            for (const ast::TypeId arg : e.type_args) {
                sub(arg);
            }
            out_ += " >";
        }
        for (const ast::Argument& argument : e.args) {
            put(argument);
        }
        close();
    }
    void put(const ast::Unary& e) { simple(spelling(e.op), e.operand); }
    void put(const ast::Binary& e) { simple(spelling(e.op), e.left, e.right); }
    void put(const ast::If& e) { simple("if", e.condition, e.yes, e.no); }
    void keys(const auto& keys) {
        for (const auto& key : keys) {
            sub(key.value);
            if (key.last) {
                word("..");
                sub(key.last);
            }
        }
    }
    void put(const ast::MatchArm& arm) {
        out_ += " (";
        std::visit(
            Overloaded{[&](const ast::PatternLiterals& p) { open("keys"), keys(p.keys), close(); },
                       [&](const ast::PatternType& p) {
                           out_ += p.binder.text + ":";
                           sub(p.type);
                       },
                       [&](const ast::PatternMissing&) { out_ += "missing"; },
                       [&](const ast::PatternAny&) { out_ += "_"; }},
            arm.pattern);
        sub(arm.value);
        close();
    }
    void put(const ast::Match& e) {
        open("match");
        sub(e.subject);
        for (const ast::MatchArm& arm : e.arms) {
            put(arm);
        }
        close();
    }
    void put(const ast::List& e) {
        open("list");
        for (const ast::ExprId element : e.elements) {
            sub(element);
        }
        close();
    }
    void record(std::string_view head, const std::vector<ast::RecordEntry>& entries) {
        open(head);
        for (const auto& entry : entries) {
            out_ += fmt::format(" ({}", entry.key.text);
            sub(entry.value);
            close();
        }
        close();
    }
    void put(const ast::Record& e) { record("record", e.entries); }
    void put(const ast::Query& e) {
        open("query");
        sub(e.element);
        clauses(e.clauses);
        close();
    }
    void put(const ast::Skip& e) { simple("skip", e.reason); }
    void put(const ast::Fail& e) { simple("fail", e.message); }

    // clauses
    void names(const std::vector<ast::Name>& names) {
        out_ += " (";
        for (std::size_t i = 0; i < names.size(); ++i) {
            out_ += (i == 0 ? "" : " ") + names[i].text;
        }
        close();
    }
    template <class Let> void let(const Let& l) {
        open("let");
        if (l.places.empty()) {
            word(l.name.text);
        } else {
            names(l.places);
        }
        annotation(l.type);
        sub(l.value);
        close();
    }
    void put(const ast::ForClause& c) {
        open("for");
        if (c.tuple) {
            names(c.binders);
        } else {
            word(c.binders.front().text);
        }
        sub(c.source);
        close();
    }
    void put(const ast::WhereClause& c) { simple("where", c.condition); }
    void put(const ast::LetClause& c) { let(c); }
    void put(const ast::JoinClause& c) {
        open(c.left ? "left-join" : "join");
        word(c.binder.text);
        sub(c.source);
        sub(c.condition);
        close();
    }
    void put(const ast::GroupClause& c) {
        open(c.adjacent ? "group-adjacent" : "group");
        sub(c.value);
        sub(c.key);
        word(c.group.text);
        close();
    }
    void put(const ast::OrderClause& c) {
        open("order");
        for (const ast::OrderKey& key : c.keys) {
            sub(key.value);
            if (key.descending) {
                word("desc");
            }
        }
        close();
    }
    void put(const ast::LimitClause& c) { simple("limit", c.count); }
    void clauses(const std::vector<ast::Clause>& all) {
        for (const ast::Clause& clause : all) {
            out_ += ' ';
            std::visit([this](const auto& node) { put(node); }, clause.node);
        }
    }

    const ast::Module& module_;
    std::string out_;
};

}  // namespace lsmap::syntax
