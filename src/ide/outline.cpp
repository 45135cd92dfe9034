#include "ide/outline.hpp"

#include "base/overloaded.hpp"

#include <fmt/format.h>

namespace lsmap::ide {
namespace {

using Kind = OutlineKind;

class Outliner {
 public:
    explicit Outliner(const Analysis& analysis) : analysis_(analysis), module_(analysis.module()) {}

    std::vector<OutlineEntry> items() const {
        std::vector<OutlineEntry> all;
        for (const ast::Item& item : module_.items) {
            std::visit(
                Overloaded{
                    [&](const ast::ConfigItem& i) {
                        all.push_back(entry(i.path.text, "config", Kind::file, item, i.path.span));
                    },
                    [&](const ast::UseItem& i) {
                        all.push_back(entry(i.path.text, "use", Kind::module, item, i.path.span));
                    },
                    [&](const ast::ParamItem& i) {
                        all.push_back(
                            entry(i.name.text, "param", Kind::variable, item, i.name.span));
                    },
                    [&](const ast::InputItem& i) {
                        const Span name = i.name ? i.name->span : item.head;
                        all.push_back(entry(i.name ? i.name->text : "input", "input", Kind::type,
                                            item, name));
                        fields(i.type, all.back().children);
                    },
                    [&](const ast::TypeItem& i) {
                        all.push_back(entry(i.name.text, "type", Kind::type, item, i.name.span));
                        fields(i.type, all.back().children);
                    },
                    [&](const ast::ConstItem& i) {
                        all.push_back(
                            entry(i.name.text, "const", Kind::constant, item, i.name.span));
                    },
                    [&](const ast::LabelsItem& i) {
                        std::string controls;
                        for (const ast::Name& control : i.controls) {
                            controls += (controls.empty() ? "" : ", ") + control.text;
                        }
                        all.push_back(entry(i.name.text, "labels -> " + controls, Kind::function,
                                            item, i.name.span));
                    },
                    [&](const ast::FnItem& i) {
                        all.push_back(entry(i.name.text, "fn", Kind::function, item, i.name.span));
                    },
                    [&](const ast::RulesItem& i) {
                        all.push_back(
                            entry(i.name.text, "rules", Kind::function, item, i.name.span));
                        block(i.body, all.back().children);
                    },
                    [&](const ast::TaskItem& i) {
                        all.push_back(entry("task", "", Kind::object, item, item.head));
                        block(i.body, all.back().children);
                    },
                    [&](const ast::TestItem& i) {
                        all.push_back(entry(i.name.text, "test", Kind::event, item, i.name.span));
                    },
                    [](const auto&) {},
                },
                item.node);
        }
        return all;
    }

 private:
    static OutlineEntry entry(std::string name, std::string detail, Kind kind,
                              const ast::Item& item, Span name_span) {
        return {name.empty() ? std::string("?") : std::move(name),
                std::move(detail),
                kind,
                item.span,
                name_span,
                {}};
    }
    std::string text(Span span) const {
        std::string found(analysis_.sources().text(span).substr(0, 60));
        for (char& c : found) {
            c = c == '\n' || c == '\t' ? ' ' : c;
        }
        return found;
    }
    // Fields of a record, or of the records of a list.
    void fields(ast::TypeId id, std::vector<OutlineEntry>& out) const {
        std::visit(Overloaded{
                       [&](const ast::TypeRecord& t) {
                           for (const ast::TypeField& field : t.fields) {
                               OutlineEntry made{
                                   field.name.text, text(module_.types[field.type].span),
                                   Kind::field,     field.span,
                                   field.name.span, {}};
                               fields(field.type, made.children);
                               if (!made.children.empty()) {
                                   made.detail.clear();
                               }
                               out.push_back(std::move(made));
                           }
                       },
                       [&](const ast::TypeList& t) { fields(t.element, out); },
                       [&](const ast::TypeOptional& t) { fields(t.inner, out); },
                       [](const auto&) {},
                   },
                   module_.types[id].node);
    }
    void block(const ast::Block& body, std::vector<OutlineEntry>& out) const {
        for (const ast::Entry& e : body) {
            const auto add = [&](std::string name, std::string detail, Kind kind, Span at,
                                 const ast::Block* inner) {
                out.push_back({std::move(name), std::move(detail), kind, e.span, at, {}});
                if (inner != nullptr) {
                    block(*inner, out.back().children);
                }
            };
            std::visit(
                Overloaded{
                    [&](const ast::RuleEntry& r) {
                        add("-> " + r.control.text, clauses(r.clauses), Kind::event, r.control.span,
                            &r.body);
                    },
                    [&](const ast::WithEntry& r) {
                        add("with " + r.control.text, "", Kind::event, r.control.span, &r.body);
                    },
                    [&](const ast::ObjectEntry& r) {
                        add("object " + r.name.text, "", Kind::object, r.name.span, nullptr);
                    },
                    [&](const ast::PredictionEntry& r) {
                        add("prediction " + text(module_.exprs[r.version].span), "", Kind::object,
                            e.head, &r.body);
                    },
                    [&](const ast::WhenEntry& r) {
                        add("when " + text(module_.exprs[r.condition].span), "", Kind::key, e.head,
                            &r.body);
                    },
                    [&](const ast::ForEntry& r) {
                        add(clauses(r.clauses), "", Kind::key, e.head, &r.body);
                    },
                    [&](const ast::ApplyEntry& r) {
                        add("apply " + r.rules.text, "", Kind::function, r.rules.span, nullptr);
                    },
                    [&](const ast::DataEntry& r) {
                        add(r.is_meta ? "meta" : "data", "", Kind::property, e.head, nullptr);
                    },
                    [&](const ast::LetEntry& r) {
                        if (!r.name.text.empty()) {
                            add(r.name.text, "let", Kind::variable, r.name.span, nullptr);
                        }
                    },
                    [](const auto&) {},
                },
                e.node);
        }
    }
    std::string clauses(const std::vector<ast::Clause>& list) const {
        return list.empty() ? "" : text(join(list.front().span, list.back().span));
    }

    const Analysis& analysis_;
    const ast::Module& module_;
};

}  // namespace

std::vector<OutlineEntry> outline(const Analysis& analysis) { return Outliner(analysis).items(); }

std::vector<Fold> folds(const syntax::Tree& tree, std::string_view text) {
    std::vector<Fold> found;
    const auto breaks = [&](std::uint32_t begin, std::uint32_t end) {
        return text.substr(begin, end - begin).find('\n') != std::string_view::npos;
    };
    std::optional<Fold> comment;
    std::uint32_t line_ends = 0;
    for (const syntax::Piece& piece : syntax::pieces(tree, text)) {
        if (piece.kind == syntax::PieceKind::comment) {
            if (comment && line_ends <= 1) {
                comment->end = piece.end;
            } else {
                if (comment && breaks(comment->begin, comment->end)) {
                    found.push_back(*comment);
                }
                comment = Fold{piece.begin, piece.end, true};
            }
            line_ends = 0;
        } else if (piece.kind == syntax::PieceKind::newline) {
            ++line_ends;
        } else if (piece.kind != syntax::PieceKind::blank) {
            line_ends = 2;
        }
    }
    if (comment && breaks(comment->begin, comment->end)) {
        found.push_back(*comment);
    }
    // Pairs of brackets between nodes; strings and comments are pieces of their own.
    std::vector<std::uint32_t> open;
    for (const syntax::Piece& piece : syntax::pieces(tree, text)) {
        if (piece.kind != syntax::PieceKind::mark) {
            continue;
        }
        const char c = text[piece.begin];
        if (c == '{' || c == '[' || c == '(') {
            open.push_back(piece.begin);
        } else if ((c == '}' || c == ']' || c == ')') && !open.empty()) {
            if (breaks(open.back(), piece.begin)) {
                found.push_back({open.back(), piece.begin, false});
            }
            open.pop_back();
        }
    }
    return found;
}

}  // namespace lsmap::ide
