#include "driver/test_block.hpp"

#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "diag/codes/tests.hpp"
#include "driver/files.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <map>

namespace lsmap::driver {
namespace {

const std::vector<std::string> test_words = {"input", "inputs", "set", "expect"};
const std::vector<std::string> count_words = {"tasks", "predictions", "regions", "skipped",
                                              "rejected"};
const std::vector<std::string> expect_words = {"output",  "tasks",    "predictions", "regions",
                                               "skipped", "rejected", "error"};

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class Reader {
 public:
    Reader(const ast::Module& module, const SourceFile& source, diag::Sink& sink)
        : module_(module), source_(source), sink_(sink) {}

    std::vector<TestBlock> read() {
        std::vector<TestBlock> tests;
        std::map<std::string, Span> names;
        for (const ast::Item& item : module_.items) {
            const auto* test = std::get_if<ast::TestItem>(&item.node);
            if (test == nullptr) {
                continue;
            }
            const auto [first, is_new] = names.emplace(test->name.text, test->name.span);
            if (!is_new) {
                sink_.emit(test->name.span, diag::test_named_twice, test->name.text)
                    .label(first->second, "the first one");
            }
            const std::size_t errors = sink_.error_count();
            TestBlock block = read_block(*test);
            if (sink_.error_count() == errors) {
                tests.push_back(std::move(block));
            }
        }
        return tests;
    }

 private:
    TestBlock read_block(const ast::TestItem& test) {
        TestBlock block;
        block.name = test.name.text;
        block.span = test.name.span;
        bool broken = false;
        bool expects = false;
        for (const ast::Entry& entry : test.body) {
            if (std::holds_alternative<ast::Error>(entry.node)) {
                broken = true;
                continue;
            }
            const auto* slot = std::get_if<ast::SlotEntry>(&entry.node);
            if (slot == nullptr) {
                unknown(entry.head, std::string(text_of(entry.head)), test_words, "");
                continue;
            }
            const std::string& word = slot->name.text;
            if (word == "input") {
                block.input = value("input", slot->value);
            } else if (word == "inputs") {
                for (const auto& [name, at] : fields("inputs", slot->value)) {
                    block.inputs.emplace_back(name, value("inputs", at));
                }
            } else if (word == "set") {
                for (const auto& [name, at] : fields("set", slot->value)) {
                    block.settings.emplace_back(name, setting(at));
                }
            } else if (word == "expect") {
                expects = true;
                expect(slot->value, block);
            } else {
                unknown(slot->name.span, word, test_words, "");
            }
        }
        for (const auto& [word, is_there] :
             {std::pair{"input", block.input.has_value()}, std::pair{"expect", expects}}) {
            if (!is_there && !broken) {
                sink_.emit(block.span, diag::test_incomplete, block.name, std::string(word))
                    .help(std::string_view(word) == "input"
                              ? "give it a record, as `input: { … }` or `input: file \"….json\"`"
                              : "say what comes out, as `expect: { regions: 2 }` or `expect: file "
                                "\"….json\"`");
            }
        }
        return block;
    }

    // A file or a list is the whole output, a record has its parts.
    void expect(ast::ExprId at, TestBlock& block) {
        if (!std::holds_alternative<ast::Record>(expr(at).node)) {
            block.output = value("expect", at);
            return;
        }
        for (const auto& [word, part] : fields("expect", at)) {
            if (word == "output") {
                block.output = value("output", part);
            } else if (word == "error") {
                codes(part, block);
            } else if (std::ranges::find(count_words, word) != count_words.end()) {
                counts(word, part, block);
            } else {
                unknown(key_span(at, word), word, expect_words, " to expect");
            }
        }
    }

    void counts(const std::string& word, ast::ExprId at, TestBlock& block) {
        const bool divided = word == "regions" || word == "skipped";
        if (!divided || !std::holds_alternative<ast::Record>(expr(at).node)) {
            block.counts.push_back({word, std::nullopt, number(word, divided, at), expr(at).span});
            return;
        }
        for (const auto& [of, part] : fields(word, at)) {
            block.counts.push_back({word, of, number(word, divided, part), expr(part).span});
        }
    }

    std::uint64_t number(const std::string& word, bool divided, ast::ExprId at) {
        const auto* literal = std::get_if<ast::NumberLiteral>(&expr(at).node);
        std::uint64_t n = 0;
        if (literal != nullptr && literal->is_int && literal->unit.empty()) {
            std::from_chars(literal->text.data(), literal->text.data() + literal->text.size(), n);
        } else {
            sink_.emit(
                expr(at).span, diag::test_value_unfit, word,
                std::string("a whole number") + (!divided            ? ""
                                                 : word == "regions" ? ", or one for each control"
                                                                     : ", or one for each reason"));
        }
        return n;
    }

    void codes(ast::ExprId at, TestBlock& block) {
        if (const auto* list = std::get_if<ast::List>(&expr(at).node)) {
            for (const ast::ExprId one : list->elements) {
                codes(one, block);
            }
            return;
        }
        const auto* code = std::get_if<ast::StringLiteral>(&expr(at).node);
        const bool known =
            code != nullptr && std::ranges::any_of(diag::registry(), [&](const diag::Info& row) {
                return row.id == code->value && row.severity == diag::Severity::error;
            });
        if (!known) {
            sink_.emit(expr(at).span, diag::test_value_unfit, "error",
                       "the code of an error, as \"LSM6001\", or a list of some");
            return;
        }
        block.errors.emplace_back(code->value, expr(at).span);
    }

    TestValue value(const std::string& word, ast::ExprId at) {
        TestValue result{"", "", expr(at).span};
        const auto* call = std::get_if<ast::Call>(&expr(at).node);
        if (call == nullptr || call->callee.text != "file" || call->args.size() != 1) {
            write(word, at, result.json);
            return result;
        }
        const auto* path = std::get_if<ast::StringLiteral>(&expr(call->args[0].value).node);
        if (path == nullptr) {
            sink_.emit(expr(at).span, diag::test_value_unfit, word, "a file as `file \"a.json\"`");
            return result;
        }
        result.file = beside(source_.path, path->value).string();
        std::error_code none;
        if (!std::filesystem::is_regular_file(result.file, none)) {
            sink_.add(cannot_read(result.file, none ? none.value() : ENOENT)).span =
                expr(call->args[0].value).span;
        }
        return result;
    }

    // `--set` takes text as it stands.
    std::string setting(ast::ExprId at) {
        const auto* text = std::get_if<ast::StringLiteral>(&expr(at).node);
        const Span span = expr(at).span;
        return text != nullptr ? text->value : std::string(text_of(span));
    }

    // An expression of literals as JSON, numbers with their digits.
    void write(const std::string& word, ast::ExprId at, std::string& json) {
        const auto unfit = [&] {
            sink_.emit(expr(at).span, diag::test_value_unfit, word,
                       "JSON (records, lists, texts, numbers, true, false, null) or `file \"…\"`");
        };
        std::visit(Overloaded{
                       [&](const ast::NullLiteral&) { json += "null"; },
                       [&](const ast::BoolLiteral& b) { json += b.value ? "true" : "false"; },
                       [&](const ast::NumberLiteral& n) {
                           json += n.text;
                           if (!n.unit.empty()) {
                               unfit();
                           }
                       },
                       [&](const ast::StringLiteral& s) { json += quoted(s.value); },
                       [&](const ast::Unary& u) {
                           if (u.op == ast::Operator::negate &&
                               std::holds_alternative<ast::NumberLiteral>(expr(u.operand).node)) {
                               json += '-';
                               write(word, u.operand, json);
                           } else {
                               unfit();
                           }
                       },
                       [&](const ast::List& l) {
                           json += '[';
                           for (const ast::ExprId element : l.elements) {
                               json += json.back() == '[' ? "" : ",";
                               write(word, element, json);
                           }
                           json += ']';
                       },
                       [&](const ast::Record& r) {
                           json += '{';
                           for (const ast::RecordEntry& entry : r.entries) {
                               json += json.back() == '{' ? "" : ",";
                               json += quoted(entry.key.text) + ":";
                               if (entry.value) {
                                   write(word, *entry.value, json);
                               } else {
                                   unfit();
                               }
                           }
                           json += '}';
                       },
                       [&](const ast::Error&) {},  // the parser has reported it
                       [&](const auto&) { unfit(); },
                   },
                   expr(at).node);
    }

    // The entries of a record of this word.
    std::vector<std::pair<std::string, ast::ExprId>> fields(const std::string& word,
                                                            ast::ExprId at) {
        std::vector<std::pair<std::string, ast::ExprId>> all;
        const auto* record = std::get_if<ast::Record>(&expr(at).node);
        if (record == nullptr) {
            sink_.emit(expr(at).span, diag::test_value_unfit, word, "a record, as `{ name: … }`");
            return all;
        }
        for (const ast::RecordEntry& entry : record->entries) {
            if (entry.value) {
                all.emplace_back(entry.key.text, *entry.value);
            } else {
                sink_.emit(entry.key.span, diag::test_value_unfit, word,
                           "a value for each name, as `" + entry.key.text + ": 1`");
            }
        }
        return all;
    }

    void unknown(Span at, const std::string& word, const std::vector<std::string>& words,
                 const std::string& where) {
        sink_.emit(at, diag::test_entry_unknown, word, where).help(suggestion(word, words));
    }

    Span key_span(ast::ExprId record, const std::string& key) const {
        for (const ast::RecordEntry& entry : std::get<ast::Record>(expr(record).node).entries) {
            if (entry.key.text == key) {
                return entry.key.span;
            }
        }
        return expr(record).span;
    }

    const ast::Expr& expr(ast::ExprId id) const { return module_.exprs[id]; }
    std::string_view text_of(Span span) const {
        return std::string_view(source_.text).substr(span.begin, span.size());
    }

    const ast::Module& module_;
    const SourceFile& source_;
    diag::Sink& sink_;
};

}  // namespace

std::vector<TestBlock> read_tests(const SourceFile& source, FileId file, diag::Sink& sink) {
    diag::Sink quiet;  // the compiler tells what cannot be read
    const syntax::Tree tree = syntax::parse(source, file, quiet);
    const ast::Module module = syntax::build_ast(tree, source, file, quiet);
    return Reader(module, source, sink).read();
}

}  // namespace lsmap::driver
