#include "check/mentions.hpp"

#include "base/overloaded.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

class Collector {
 public:
    Collector(const ast::Module& module, Mentions& into) : module_(module), into_(into) {}

    void expr(ast::ExprId id) {
        std::visit(Overloaded{
                       [](const ast::NullLiteral&) {},
                       [](const ast::BoolLiteral&) {},
                       [](const ast::NumberLiteral&) {},
                       [](const ast::StringLiteral&) {},
                       [](const ast::FieldSelector&) {},
                       [](const ast::Error&) {},
                       [&](const ast::FormatString& e) {
                           for (const ast::FormatPart& part : e.parts) {
                               maybe(part.hole);
                           }
                       },
                       [&](const ast::NameRef& e) { into_.values.insert(e.name.text); },
                       [&](const ast::Member& e) { expr(e.object); },
                       [&](const ast::Index& e) { both(e.object, e.index); },
                       [&](const ast::Slice& e) {
                           expr(e.object);
                           maybe(e.from);
                           maybe(e.to);
                       },
                       [&](const ast::Call& e) { call(e); },
                       [&](const ast::Unary& e) { expr(e.operand); },
                       [&](const ast::Binary& e) { binary(e); },
                       [&](const ast::If& e) {
                           expr(e.condition);
                           both(e.yes, e.no);
                       },
                       [&](const ast::Match& e) { match(e); },
                       [&](const ast::List& e) {
                           for (const ast::ExprId element : e.elements) {
                               expr(element);
                           }
                       },
                       [&](const ast::Record& e) { entries(e.entries); },
                       [&](const ast::Query& e) {
                           clauses(e.clauses);
                           expr(e.element);
                       },
                       [&](const ast::Skip& e) { maybe(e.reason); },
                       [&](const ast::Fail& e) { maybe(e.message); },
                   },
                   module_.exprs[id].node);
    }

    void clauses(const std::vector<ast::Clause>& list) {
        for (const ast::Clause& clause : list) {
            std::visit(Overloaded{
                           [&](const ast::ForClause& c) { expr(c.source); },
                           [&](const ast::WhereClause& c) { expr(c.condition); },
                           [&](const ast::LetClause& c) {
                               maybe_type(c.type);
                               expr(c.value);
                           },
                           [&](const ast::JoinClause& c) { both(c.source, c.condition); },
                           [&](const ast::GroupClause& c) { both(c.value, c.key); },
                           [&](const ast::OrderClause& c) {
                               for (const ast::OrderKey& key : c.keys) {
                                   expr(key.value);
                               }
                           },
                           [&](const ast::LimitClause& c) { expr(c.count); },
                       },
                       clause.node);
        }
    }

    void block(const ast::Block& entries_of_block) {
        for (const ast::Entry& entry : entries_of_block) {
            std::visit(Overloaded{
                           [&](const ast::SlotEntry& e) { expr(e.value); },
                           [&](const ast::LetEntry& e) {
                               maybe_type(e.type);
                               expr(e.value);
                           },
                           [&](const ast::GuardEntry& e) {
                               maybe(e.message);
                               maybe(e.condition);
                           },
                           [&](const ast::WhenEntry& e) {
                               expr(e.condition);
                               block(e.body);
                           },
                           [&](const ast::ForEntry& e) {
                               clauses(e.clauses);
                               block(e.body);
                           },
                           [&](const ast::RuleEntry& e) { rule(e); },
                           [&](const ast::WithEntry& e) { block(e.body); },
                           [&](const ast::ObjectEntry& e) { block(e.body); },
                           [&](const ast::DataEntry& e) { entries(e.entries); },
                           [&](const ast::PredictionEntry& e) {
                               expr(e.version);
                               block(e.body);
                           },
                           [&](const ast::ApplyEntry& e) {
                               if (e.module) {
                                   into_.values.insert(e.module->text);
                               } else {
                                   into_.callables.insert(e.rules.text);
                               }
                               arguments(e.args);
                               for (const ast::Argument& arg : e.args) {  // tables
                                   if (const auto* name = std::get_if<ast::NameRef>(
                                           &module_.exprs[arg.value].node)) {
                                       into_.callables.insert(name->name.text);
                                   }
                               }
                           },
                           [](const ast::Error&) {},
                       },
                       entry.node);
        }
    }

    void type(ast::TypeId id) {
        std::visit(Overloaded{
                       [&](const ast::TypeName& t) {
                           if (t.module) {
                               into_.values.insert(t.module->text);
                           } else {
                               into_.types.insert(t.name.text);
                           }
                           for (const ast::TypeId arg : t.args) {
                               type(arg);
                           }
                       },
                       [](const ast::TypeLiteral&) {},
                       [&](const ast::TypeUnion& t) {
                           for (const ast::TypeId alternative : t.alternatives) {
                               type(alternative);
                           }
                       },
                       [&](const ast::TypeList& t) { type(t.element); },
                       [&](const ast::TypeTuple& t) {
                           for (const ast::TypeTuplePlace& place : t.places) {
                               type(place.type);
                           }
                       },
                       [&](const ast::TypeRecord& t) {
                           for (const ast::TypeField& field : t.fields) {
                               type(field.type);
                           }
                       },
                       [&](const ast::TypeOptional& t) { type(t.inner); },
                       [&](const ast::TypeTry& t) { type(t.inner); },
                       [](const ast::Error&) {},
                   },
                   module_.types[id].node);
    }

    void item(const ast::Item& whole) {
        std::visit(Overloaded{
                       [](const ast::VersionItem&) {},
                       [](const ast::ConfigItem&) {},
                       [](const ast::UseItem&) {},
                       [](const ast::OutputItem&) {},
                       [&](const ast::ParamItem& i) {
                           type(i.type);
                           maybe(i.value);
                       },
                       [&](const ast::InputItem& i) { type(i.type); },
                       [&](const ast::TypeItem& i) { type(i.type); },
                       [&](const ast::ConstItem& i) {
                           maybe_type(i.type);
                           expr(i.value);
                       },
                       [&](const ast::LabelsItem& i) { labels(i); },
                       [&](const ast::FnItem& i) {
                           for (const ast::Parameter& param : i.params) {
                               type(param.type);
                           }
                           type(i.result);
                           expr(i.value);
                       },
                       [&](const ast::RulesItem& i) {
                           for (const ast::Parameter& param : i.params) {
                               type(param.type);
                           }
                           block(i.body);
                       },
                       [&](const ast::TaskItem& i) {
                           clauses(i.clauses);
                           block(i.body);
                       },
                       [](const ast::TestItem&) {},
                       [](const ast::ErrorItem&) {},
                   },
                   whole.node);
    }

 private:
    void maybe(const std::optional<ast::ExprId>& id) {
        if (id) {
            expr(*id);
        }
    }
    void maybe_type(const std::optional<ast::TypeId>& id) {
        if (id) {
            type(*id);
        }
    }
    void both(ast::ExprId a, ast::ExprId b) {
        expr(a);
        expr(b);
    }
    // `shop` of `shop.f(x)`, which has the form of a call on a value.
    bool is_module(const ast::Expr& receiver) const {
        const auto* name = std::get_if<ast::NameRef>(&receiver.node);
        return name != nullptr && std::ranges::any_of(module_.items, [&](const ast::Item& item) {
                   const auto* use = std::get_if<ast::UseItem>(&item.node);
                   return use != nullptr && use->standard &&
                          (use->alias ? *use->alias : use->path).text == name->name.text;
               });
    }
    void call(const ast::Call& e) {
        if (e.module) {
            into_.values.insert(e.module->text);
        } else if (!e.method || e.args.empty() || !is_module(module_.exprs[e.args[0].value])) {
            into_.callables.insert(e.callee.text);
        }
        for (const ast::TypeId arg : e.type_args) {
            type(arg);
        }
        arguments(e.args);
    }
    void arguments(const std::vector<ast::Argument>& args) {
        for (const ast::Argument& arg : args) {
            expr(arg.value);
        }
    }
    void binary(const ast::Binary& e) {
        if (const auto* name = std::get_if<ast::NameRef>(&module_.exprs[e.right].node);
            name != nullptr && e.op == ast::Operator::in) {
            into_.callables.insert(name->name.text);
        }
        both(e.left, e.right);
    }
    void match(const ast::Match& e) {
        expr(e.subject);
        for (const ast::MatchArm& arm : e.arms) {
            if (const auto* pattern = std::get_if<ast::PatternType>(&arm.pattern)) {
                type(pattern->type);
            } else if (const auto* literals = std::get_if<ast::PatternLiterals>(&arm.pattern)) {
                for (const auto& key : literals->keys) {
                    expr(key.value);
                    maybe(key.last);
                }
            }
            expr(arm.value);
        }
    }
    void entries(const std::vector<ast::RecordEntry>& list) {
        for (const ast::RecordEntry& entry : list) {
            if (entry.value) {
                expr(*entry.value);
            } else {
                into_.values.insert(entry.key.text);
            }
        }
    }
    void rule(const ast::RuleEntry& e) {
        clauses(e.clauses);
        if (e.ends) {
            both(e.ends->from, e.ends->to);
        }
        if (e.handle) {
            maybe(e.handle->key);
        }
        block(e.body);
    }
    void labels(const ast::LabelsItem& i) {
        for (const ast::TableEntry& entry : i.entries) {
            if (const auto* arm = std::get_if<ast::TableArm>(&entry)) {
                for (const ast::TableKeyLiteral& key : arm->keys) {
                    expr(key.value);
                    maybe(key.last);
                }
                expr(arm->value);
            }
        }
    }

    const ast::Module& module_;
    Mentions& into_;
};

}  // namespace

void collect(const ast::Module& module, ast::ExprId expr, Mentions& into) {
    Collector(module, into).expr(expr);
}
void collect(const ast::Module& module, const std::vector<ast::Clause>& clauses, Mentions& into) {
    Collector(module, into).clauses(clauses);
}
void collect(const ast::Module& module, const ast::Block& block, Mentions& into) {
    Collector(module, into).block(block);
}
void collect(const ast::Module& module, const ast::Item& item, Mentions& into) {
    Collector(module, into).item(item);
}

}  // namespace lsmap::check
