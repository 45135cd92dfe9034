#include "syntax/ast_builder.hpp"
#include "syntax/scan.hpp"

#include <algorithm>
#include <charconv>

namespace lsmap::syntax {
namespace {

struct ItemWord {
    std::string_view word;
    bool declares;
};
constexpr ItemWord item_words[] = {
#define ITEM(word, declares) {word, declares},
#include "grammar/keywords.def"
#undef ITEM
};

std::int64_t parse_digits(std::string_view digits) {
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

}  // namespace

void AstBuilder::items() {
    for (Cursor at = inside(0); !at.done();) {
        item(at.next());
    }
}

void AstBuilder::item(std::uint32_t node) {
    Cursor at = inside(node);
    const auto made = [&](auto item) {
        module_.items.push_back({span(node), head(node), std::move(item)});
    };
    const auto optional_type = [&] {
        return at.at(NodeKind::type) ? std::optional(type(at.next())) : std::nullopt;
    };
    switch (kind(node)) {
        case NodeKind::version_item: {
            const std::string_view number = text(at.next());
            const std::size_t dot = std::min(number.find('.'), number.size());
            const std::string_view minor = number.substr(std::min(dot + 1, number.size()));
            return made(ast::VersionItem{parse_digits(number.substr(0, dot)), parse_digits(minor)});
        }
        case NodeKind::config_item:
            return made(ast::ConfigItem{string_name(at.next())});
        case NodeKind::use_item: {
            ast::UseItem use;
            const std::uint32_t path = at.next();
            use.standard = kind(path) == NodeKind::name;
            use.path = use.standard ? name(path) : string_name(path);
            if (!at.done()) {
                use.alias = name(at.next());
            }
            return made(std::move(use));
        }
        case NodeKind::output_item:
            return made(ast::OutputItem{name(at.next())});
        case NodeKind::param_item: {
            ast::ParamItem param{name(at.next()), {}, std::nullopt};
            param.type = type(at.next());
            if (!at.done()) {
                param.value = expr(at.next());
            }
            return made(std::move(param));
        }
        case NodeKind::input_item: {
            ast::InputItem input{};
            if (const auto named = at.take(NodeKind::name)) {
                input.name = name(*named);
            }
            input.type = type(at.next());
            return made(std::move(input));
        }
        case NodeKind::type_item: {
            ast::Name declared = name(at.next());
            return made(ast::TypeItem{std::move(declared), type(at.next())});
        }
        case NodeKind::const_item: {
            ast::ConstItem constant{name(at.next()), std::nullopt, {}};
            constant.type = optional_type();
            constant.value = expr(at.next());
            return made(std::move(constant));
        }
        case NodeKind::labels_item:
            return made(labels(node));
        case NodeKind::fn_item:
            return made(fn(node));
        case NodeKind::rules_item: {
            ast::RulesItem rules;
            rules.name = name(at.next());
            rules.params = parameters(at);
            rules.body = block(at.next());
            return made(std::move(rules));
        }
        case NodeKind::task_item: {
            ast::TaskItem task;
            task.clauses = clauses(at);
            task.body = block(at.next());
            return made(std::move(task));
        }
        case NodeKind::test_item: {
            ast::Name title = string_name(at.next());
            return made(ast::TestItem{std::move(title), block(at.next())});
        }
        default:
            return made(broken(node));
    }
}

std::vector<ast::Parameter> AstBuilder::parameters(Cursor& at) {
    std::vector<ast::Parameter> result;
    while (const auto param = at.take(NodeKind::fn_param)) {
        Cursor parts = inside(*param);
        ast::Parameter read{name(parts.next()), {}};
        read.type = type(parts.next());
        result.push_back(std::move(read));
    }
    return result;
}

ast::FnItem AstBuilder::fn(std::uint32_t node) {
    Cursor at = inside(node);
    ast::FnItem result;
    result.name = name(at.next());
    if (const auto params = at.take(NodeKind::type_params)) {
        for (Cursor names = inside(*params); !names.done();) {
            result.type_params.push_back(name(names.next()));
        }
    }
    result.params = parameters(at);
    result.result = type(at.next());
    result.value = expr(at.next());
    return result;
}

ast::LabelsItem AstBuilder::labels(std::uint32_t node) {
    Cursor at = inside(node);
    ast::LabelsItem result;
    result.name = name(at.next());
    while (at.at(NodeKind::name) || at.at(NodeKind::backquoted)) {
        result.controls.push_back(name(at.next()));
    }
    table(at, result);
    return result;
}

void AstBuilder::table(Cursor& entries, ast::LabelsItem& item) {
    std::vector<ast::TableEntry>& result = item.entries;
    while (!entries.done()) {
        const std::uint32_t child = entries.next();
        Cursor at = inside(child);
        if (kind(child) == NodeKind::table_same) {
            result.emplace_back(ast::TableSame{!at.done(), span(child)});
        } else if (kind(child) == NodeKind::table_position) {
            result.emplace_back(ast::TableByPosition{span(child)});
        } else if (kind(child) == NodeKind::table_arm) {
            ast::TableArm arm{};
            arm.span = span(child);
            arm.key_span = span(at.peek());
            while (const auto key = at.take(NodeKind::key)) {
                arm.key_span.end = span(*key).end;
                const auto [value, last] = pattern_key(*key);
                arm.keys.push_back({value, last, span(*key)});
            }
            at.take(NodeKind::table_any);
            arm.value = expr(at.next());
            result.emplace_back(std::move(arm));
        } else {
            item.broken = true;
        }
    }
}

// The name that a broken item would have declared.
ast::ErrorItem AstBuilder::broken(std::uint32_t node) const {
    const Token word = next_token(text_, span(node).begin);
    const auto row = std::ranges::find(item_words, text_of(text_, word), &ItemWord::word);
    // A word that begins no item may be meant as one that declares.
    if (row != std::end(item_words) && !row->declares) {
        return {};
    }
    const Token declared = token_at(text_, token_at(text_, word.end).end);
    if (declared.kind != TokenKind::word || declared.end > span(node).end) {
        return {};
    }
    return {
        ast::Name{std::string(text_of(text_, declared)), {declared.begin, declared.end, file_}}};
}

}  // namespace lsmap::syntax
