#include "base/nearest.hpp"
#include "base/overloaded.hpp"
#include "check/checker.hpp"
#include "check/foreign_words.hpp"
#include "diag/codes/names.hpp"
#include "diag/codes/types.hpp"

#include <algorithm>

namespace lsmap::check {
namespace {

std::vector<std::string> public_functions(const ModuleScope& module) {
    std::vector<std::string> names;
    for (const auto& [name, function] : module.signatures) {
        if (!name.starts_with('_')) {
            names.push_back(name);
        }
    }
    std::ranges::sort(names);
    return names;
}

bool is_literal_word(const types::TypeStore& store, TypeId type, const std::string& word) {
    const TypeId inner = store.without_optional(type);
    const auto* either = store.as<types::UnionType>(inner);
    const std::vector<TypeId> all = either == nullptr ? std::vector{inner} : either->alternatives;
    return std::ranges::any_of(all, [&](TypeId one) {
        const auto* literal = store.as<types::LiteralType>(one);
        const auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
        return text != nullptr && *text == word;
    });
}

}  // namespace

ir::ExprId Checker::call(ast::ExprId id, const ast::Call& call, std::optional<TypeId> expected) {
    const Span span = ast_expr(id).span;
    const std::string& callee = call.callee.text;
    std::span<const ast::Argument> args = call.args;
    const ModuleScope* module = nullptr;
    std::string module_name;
    if (call.module) {
        const auto found = scope_module_->modules.find(call.module->text);
        if (found == scope_module_->modules.end()) {
            sink_.emit(call.module->span, diag::unknown_module, call.module->text);
            return error_node(span);
        }
        module = found->second;
        module_name = call.module->text;
    } else if (call.method && !args.empty()) {
        module = named_module(args[0].value);
        if (module != nullptr) {
            module_name = std::get<ast::NameRef>(ast_expr(args[0].value).node).name.text;
            args = args.subspan(1);
        }
    }
    if (!skips_seen_.empty() && (module != nullptr || scope_module_->signatures.contains(callee) ||
                                 scope_module_->tables.contains(callee))) {
        ++skips_seen_.back();  // functions and tables may skip
    }
    if (module != nullptr) {
        if (Around* around = asked_at(call.callee.span)) {
            look_into(*around, *module);
        }
        if (!check_public(*module, call.callee)) {
            return error_node(span);
        }
        const auto function = module->signatures.find(callee);
        if (function != module->signatures.end()) {
            note_function(call.callee.span, function->second);
            return function_call(*module, function->second, call, args, span);
        }
        if (!module->broken.contains(callee)) {
            const std::vector<std::string> names = public_functions(*module);
            sink_.emit(call.callee.span, diag::unknown_member, module_name, "function", callee)
                .help(suggestion(callee, names));
        }
        return error_node(span);
    }
    const auto function = scope_module_->signatures.find(callee);
    if (function != scope_module_->signatures.end()) {
        note_function(call.callee.span, function->second);
        return function_call(*scope_module_, function->second, call, args, span);
    }
    const auto table = scope_module_->tables.find(callee);
    if (table != scope_module_->tables.end()) {
        note_item(call.callee.span, NameKind::table, table_name(table->second));
        if (args.size() != 1 || args[0].name) {
            sink_.emit(span, diag::wrong_arguments, callee + "(key)")
                .note("a label table takes one key");
            return error_node(span);
        }
        const ir::ExprId key = expr(args[0].value);
        const TypeId type = type_of(key);
        if (store().is_error(type)) {
            return error_node(span);
        }
        if (store().is_optional(type) || type == store().null()) {
            report_missing(key, store().without_optional(type), fmt::format("table `{}`", callee),
                           ast_expr(args[0].value).span);
            return error_node(span);
        }
        return table_lookup(table->second, key, span);
    }
    const auto* receiver =
        call.method ? std::get_if<ast::NameRef>(&ast_expr(args[0].value).node) : nullptr;
    const auto hidden = receiver == nullptr ? scope_module_->modules.end()
                                            : scope_module_->modules.find(receiver->name.text);
    if (hidden != scope_module_->modules.end() && hidden->second->signatures.contains(callee) &&
        builtins::find(callee).empty()) {
        const ir::ExprId value = expr(args[0].value);
        sink_.emit(node(value).span, diag::module_hidden, receiver->name.text).at(described(value));
        return error_node(span);
    }
    if (const auto special = special_call(call, args, span, expected)) {
        note_word(call.callee.span, NameKind::builtin);
        return *special;
    }
    if (const auto made = constructor(call, args, span, expected)) {
        note_word(call.callee.span, NameKind::type_word);
        return *made;
    }
    return builtin_call(call, args, span, expected);
}

Checker::Arguments Checker::arguments(std::span<const ast::Argument> args,
                                      std::span<const types::Signature* const> signatures) {
    Arguments made;
    std::optional<ir::ExprId> list;  // that a selector selects from
    for (std::size_t i = 0; i < args.size(); ++i) {
        const ast::Argument& arg = args[i];
        const ast::Expr& e = ast_expr(arg.value);
        types::Argument row;
        row.name = arg.name ? std::string_view(arg.name->text) : std::string_view();
        ir::ExprId value{};
        const auto* selector = std::get_if<ast::FieldSelector>(&e.node);
        const auto* word = std::get_if<ast::NameRef>(&e.node);
        const bool is_word =
            word != nullptr && std::ranges::any_of(signatures, [&](const types::Signature* s) {
                return std::ranges::any_of(s->params, [&](const types::Signature::Param& param) {
                    const auto place = static_cast<std::size_t>(&param - s->params.data());
                    const bool here = arg.name ? param.name == arg.name->text : place == i;
                    return here && is_literal_word(store(), param.type, word->name.text);
                });
            });
        const std::vector<std::string> visible =
            is_word ? visible_values() : std::vector<std::string>();
        if (selector != nullptr) {
            value = list ? selected(*list, selector->field, e.span) : error_node(e.span);
            row.selector = true;
            const auto* keys = store().as<types::ListType>(type_of(value));
            row.type = keys == nullptr ? store().error() : keys->element;
            if (!list) {
                sink_.emit(e.span, diag::out_of_place, fmt::format("`.{}`", selector->field.text),
                           "behind a list");
            }
        } else if (is_word && !std::ranges::binary_search(visible, word->name.text)) {
            value = text_node(word->name.text, store().intern(types::LiteralType{word->name.text}),
                              e.span);
            row.type = type_of(value);
        } else {
            value = expr(arg.value);
            const TypeId type = type_of(value);
            row.type = type == store().never() ? store().error() : type;
            const bool is_list = store().is<types::ListType>(store().without_optional(type));
            list = is_list && !list ? std::optional(value) : list;
            if (const auto* literal = std::get_if<ir::Constant>(&node(value).node);
                known(value).bare_number && literal) {
                row.literal = type == store().integer()
                                  ? static_cast<double>(literal->value.integer)
                                  : literal->value.number;
            }
        }
        made.broken |= store().is_error(type_of(value));
        made.values.push_back(value);
        made.rows.push_back(row);
    }
    return made;
}

ir::ExprId Checker::selected(ir::ExprId list, const ast::Name& name, Span span) {
    const TypeId type = store().without_optional(type_of(list));
    const TypeId element = store().as<types::ListType>(type)->element;
    const ir::VariableId it = program_.variables.add({"", element, ir::VariableKind::binder, span});
    const ir::ExprId value = field(use(it, span), name, span);
    if (store().is_error(type_of(value))) {
        return error_node(span);
    }
    ir::Query query;
    query.clauses.push_back({span, ir::For{ir::SourceKind::list, {it}, {list}, false}});
    query.element = value;
    const TypeId keys = store().list(type_of(value), types::fewest_elements(store(), type));
    return add({keys, span, std::move(query)}, Known{{}, known(value).origin});
}

std::vector<ir::ExprId> Checker::placed(const Arguments& arguments,
                                        std::span<const ast::Argument> args,
                                        const types::Match& match, Span span) {
    std::vector<ir::ExprId> values;
    for (const types::Match::Place& place : match.places) {
        if (!place.argument) {
            values.push_back(constant_node(store().null(), data::missing_value(), span));
            continue;
        }
        ir::ExprId value = arguments.values[*place.argument];
        if (arguments.rows[*place.argument].literal) {
            value = expr(args[*place.argument].value, place.type);
        }
        const bool is_size = store().is<types::SizeType>(store().without_optional(place.type));
        if (is_size && store().is<types::ListType>(type_of(value))) {
            // `[640, 640]` written here is width and height; of any other pair one has to say.
            const ast::ExprId written = args[*place.argument].value;
            value =
                require(expr(written, place.type), place.type, "a size", ast_expr(written).span);
        }
        const TypeId from = type_of(value);
        const bool missing_too = store().is_optional(from) || from == store().null();
        const TypeId wanted = missing_too && !arguments.rows[*place.argument].selector
                                  ? store().optional(place.type)
                                  : place.type;
        values.push_back(fits(from, wanted) ? convert(value, wanted) : value);
    }
    return values;
}

void Checker::report_wrong_call(const Arguments& arguments, std::span<const ast::Argument> args,
                                const types::Mismatch& mismatch, const types::Signature& wanted_by,
                                const std::string& signature, Span span) {
    const std::string name = signature.substr(0, signature.find('('));
    if (!mismatch.argument) {
        sink_.emit(span, diag::wrong_arguments, signature).note(mismatch.reason);
        return;
    }
    const ir::ExprId value = arguments.values[*mismatch.argument];
    const Span at = ast_expr(args[*mismatch.argument].value).span;
    const TypeId type = type_of(value);
    const std::string wanted =
        mismatch.wanted.empty() ? print(store().without_optional(type)) : mismatch.wanted;
    const auto* list = store().as<types::ListType>(type);
    // Only where it would fit if it were there is "may be missing" what is wrong.
    std::vector<types::Argument> rows = arguments.rows;
    rows[*mismatch.argument].type = store().without_optional(type);
    const auto again = types::match_signature(wanted_by, rows, false, store());
    const auto* still = std::get_if<types::Mismatch>(&again);
    const bool fits_if_present = still == nullptr || still->argument != mismatch.argument;
    if ((store().is_optional(type) && fits_if_present) || type == store().null()) {
        auto& report = sink_.emit(at, diag::value_may_be_missing, fmt::format("`{}`", name), wanted)
                           .at(described(value));
        if (!known(value).why_missing.empty()) {
            report.note(known(value).why_missing);
        }
        report.help(ways_to_handle(value, at));
    } else if (list != nullptr && store().is_optional(list->element)) {
        sink_.emit(at, diag::value_may_be_missing, fmt::format("`{}`", name), wanted)
            .at(described(value))
            .note("elements of the list may be missing")
            .help(
                "keep those that are there: `[x for x in … where present(x)]`, or `[x ?? skip for "
                "x in …]`");
    } else {
        sink_.emit(at, diag::wrong_arguments, signature).at(described(value)).note(mismatch.reason);
    }
}

ir::ExprId Checker::function_call(const ModuleScope& /*module*/, const FunctionInfo& function,
                                  const ast::Call& call, std::span<const ast::Argument> args,
                                  Span span) {
    types::Signature signature;
    signature.name = call.callee.text;
    signature.result = function.result;
    std::string written = signature.name + "(";
    for (std::size_t i = 0; i < function.params.size(); ++i) {
        signature.params.push_back({function.names[i], function.params[i]});
        written += fmt::format("{}{}: {}", i == 0 ? "" : ", ", function.names[i],
                               print(function.params[i]));
    }
    written += fmt::format(") -> {}", print(function.result));
    const types::Signature* one[] = {&signature};
    // Arguments are checked with the parameter's type in mind: `[]`, records, literals.
    const Arguments given = arguments(args, one);
    if (given.broken) {
        return error_node(span);
    }
    const auto matched = types::match_signature(signature, given.rows, false, store());
    if (const auto* mismatch = std::get_if<types::Mismatch>(&matched)) {
        report_wrong_call(given, args, *mismatch, signature, written, span);
        return error_node(span);
    }
    const auto& match = std::get<types::Match>(matched);
    Known facts;
    facts.why_missing = fmt::format("`{}` may give nothing", signature.name);
    return add(
        {match.result, span, ir::CallFunction{function.id, placed(given, args, match, span)}},
        std::move(facts));
}

// `clamp(e, 0, 1)`: a number that constant bounds keep within 0..1 is a score.
bool Checker::is_clamped_score(const ir::Call& call) const {
    if (builtins::name_of(*call.builtin) != "clamp" || call.args.size() != 3 ||
        type_of(call.args[0]) != store().number()) {
        return false;
    }
    return std::ranges::all_of(std::span(call.args).subspan(1), [&](ir::ExprId bound) {
        const auto* value = std::get_if<ir::Constant>(&node(bound).node);
        return value != nullptr && value->value.number >= 0 && value->value.number <= 1;
    });
}

const types::Signature& Checker::signature(const builtins::Builtin& builtin) {
    if (!signatures_) {
        signatures_.emplace(store());
    }
    return signatures_->of(builtin.signature);
}

ir::ExprId Checker::builtin_call(const ast::Call& call, std::span<const ast::Argument> args,
                                 Span span, std::optional<TypeId> /*expected*/) {
    const std::vector<const builtins::Builtin*> overloads = builtins::find(call.callee.text);
    std::vector<const types::Signature*> signatures;
    for (const builtins::Builtin* row : overloads) {
        signatures.push_back(&signature(*row));
    }
    const Arguments given = arguments(args, signatures);
    if (overloads.empty()) {
        if (!scope_module_->broken.contains(call.callee.text)) {
            std::vector<std::string> names = builtins::names();
            for (const auto& [name, function] : scope_module_->signatures) {
                names.push_back(name);
            }
            for (const auto& [name, table] : scope_module_->tables) {
                names.push_back(name);
            }
            std::ranges::sort(names);
            const std::vector<std::string> near = nearest_names(call.callee.text, names);
            auto& report = sink_.emit(call.callee.span, diag::unknown_function, call.callee.text);
            const std::string_view ours = word_for(ForeignWord::function, call.callee.text);
            report.help(!ours.empty()  ? fmt::format("write {}", ours)
                        : near.empty() ? ""
                                       : suggestion(call.callee.text, near));
        }
        return error_node(span);
    }
    note_word(call.callee.span, NameKind::builtin);
    if (given.broken) {
        return error_node(span);
    }
    std::optional<types::Mismatch> first_mismatch;
    std::size_t nearest = 0;
    for (std::size_t i = 0; i < overloads.size(); ++i) {
        auto matched = types::match_signature(*signatures[i], given.rows,
                                              overloads[i]->present_if_not_empty, store());
        if (auto* mismatch = std::get_if<types::Mismatch>(&matched)) {
            // The overload that gets furthest says best what is wrong.
            const auto reach = [](const types::Mismatch& m) {
                return m.argument ? *m.argument + 1 : 0;
            };
            if (!first_mismatch || reach(*mismatch) > reach(*first_mismatch)) {
                first_mismatch = std::move(*mismatch);
                nearest = i;
            }
            continue;
        }
        const auto& match = std::get<types::Match>(matched);
        ir::Call made{overloads[i], placed(given, args, match, span), {}};
        std::vector<const data::Value*> constants;
        for (std::size_t place = 0; place < match.places.size(); ++place) {
            made.argument_types.push_back(match.places[place].type);
            constants.push_back(match.places[place].argument ? constant(made.args[place])
                                                             : nullptr);
        }
        if (overloads[i]->prepare != nullptr) {
            std::string problem;
            auto prepared = overloads[i]->prepare(constants, problem);
            if (!problem.empty()) {
                const Span at = args.empty() ? span : ast_expr(args.back().value).span;
                sink_.emit(at, diag::unusable_constant, problem);
                return error_node(span);
            }
            made.prepared = prepared.get();
            if (prepared != nullptr) {
                program_.prepared.push_back(std::move(prepared));
            }
        }
        Known facts;
        facts.why_missing = fmt::format("`{}` may give nothing", call.callee.text);
        const TypeId result = is_clamped_score(made) ? store().score() : match.result;
        return add({result, span, std::move(made)}, std::move(facts));
    }
    const std::string shown(overloads[nearest]->signature);
    report_wrong_call(given, args, *first_mismatch, *signatures[nearest], shown, span);
    return error_node(span);
}

}  // namespace lsmap::check
