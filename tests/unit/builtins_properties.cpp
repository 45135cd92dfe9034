#include "base/exact_math.hpp"
#include "builtins/row_cells.hpp"
#include "builtins_generator.hpp"
#include "data/compare.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <random>
#include <set>

using lsmap::test::Generator;
using lsmap::test::Typed;
using lsmap::test::TypeId;
using lsmap::test::Value;
namespace types = lsmap::types;
namespace data = lsmap::data;

namespace {

double units_in_last_place(double got, long double wanted) {
    const double near = std::fabs(static_cast<double>(wanted));
    const double unit = std::nextafter(near, HUGE_VAL) - near;
    return static_cast<double>(std::fabs(static_cast<long double>(got) - wanted)) / unit;
}

}  // namespace

TEST_CASE_METHOD(Generator, "every builtin gives a value of its declared type, or a data error") {
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        INFO(row->signature);
        const types::Signature& signature = signatures.of(row->signature);
        int results = 0;
        for (int round = 0; round < 300; ++round) {
            Chosen chosen;
            std::vector<Typed> args;
            std::string given;
            for (const types::Signature::Param& param : signature.params) {
                const TypeId type = concrete(param.type, chosen);
                if (param.selector && param.optional && below(3) == 0 && args.size() >= 2) {
                    break;  // this one and what follows is left out
                }
                if (param.selector) {  // one value for each element
                    args.push_back(items(type, args[0].value.size));
                } else if (param.variadic) {
                    for (std::int64_t i = below(3); i > 0; --i) {
                        args.push_back(value(type));
                    }
                } else {
                    args.push_back(value(param.optional ? t.optional(type) : type));
                }
            }
            for (const Typed& arg : args) {
                given += show(arg) + "; ";
            }
            INFO(given);
            if (!is_call_of(*row, args)) {
                continue;
            }
            std::string shown[2];
            bool fits = true;
            for (std::string& outcome : shown) {  // the same arguments give the same
                try {
                    const Typed result = call_row(*row, args);
                    outcome = show(result);
                    INFO(outcome);
                    fits = fits && is_in(result.value, result.type);
                    ++results;
                    if (!fits) {
                        FAIL_CHECK(outcome << " is not in " << t.print(result.type));
                    }
                } catch (const lsmap::builtins::DataError& error) {
                    REQUIRE_FALSE(error.message.empty());
                    outcome = error.message;
                } catch (const std::string& misfit) {
                    FAIL(misfit);
                }
            }
            CHECK(shown[0] == shown[1]);
            if (!fits) {
                break;  // one failure of a row is enough
            }
        }
        // Without a folder of pictures `probe` has nothing to read: tests/inputs/probe_* show it.
        CHECK((results > 0 || row->signature.starts_with("probe(")));
    }
}

// What `parse_row` reads is JSON, whatever the text and the cells are.
TEST_CASE_METHOD(Generator, "the cells of a row are a JSON array") {
    using lsmap::builtins::CellKind;
    for (int round = 0; round < 2000; ++round) {
        lsmap::builtins::RowForms forms;
        for (std::int64_t i = 1 + below(2); i > 0; --i) {
            lsmap::builtins::RowForm form;
            for (std::int64_t k = below(4); k > 0; --k) {
                form.cells.push_back({static_cast<CellKind>(below(4)), below(2) == 0});
            }
            form.fewest = static_cast<std::size_t>(below(std::ssize(form.cells) + 1));
            form.repeats_last = below(2) == 0;
            form.more = below(2) == 0;
            forms.forms.push_back(form);
        }
        const std::vector<Value> args = {
            text(word()).value, below(2) == 0 ? data::missing_value() : text(word()).value};
        const std::vector<TypeId> argument_types(2, t.string());
        lsmap::builtins::CallContext context{arena,     t, argument_types, t.string(), &forms,
                                             file_path, 0};
        INFO(args[0].str());
        try {
            const Value row = lsmap::builtins::row_cells().call(args, context);
            INFO(row.str());
            REQUIRE(nlohmann::json::parse(row.str()).is_array());
        } catch (const lsmap::builtins::DataError& error) {
            REQUIRE((args[1].present() && args[1].size == 0));
        }
    }
}

TEST_CASE("every example of a builtin can be read") {
    std::set<std::string_view> with_examples;
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        INFO(row->signature);
        for (const auto& example : row->examples) {
            for (const std::string_view side : {example.source, example.result}) {
                INFO(side);
                lsmap::SourceMap sources;
                const lsmap::FileId file = sources.add("<example>", std::string(side));
                lsmap::diag::Sink sink;
                const auto tree = lsmap::syntax::parse_expr(sources[file], file, sink);
                const auto expr = lsmap::syntax::build_expr(tree, sources[file], file, sink);
                CHECK_FALSE(sink.has_errors());
                with_examples.insert(lsmap::builtins::name_of(*row));
            }
        }
    }
    CHECK(with_examples.size() == lsmap::builtins::names().size());
}

TEST_CASE("every builtin has a text, a family and a call") {
    for (const lsmap::builtins::Builtin* row : lsmap::builtins::all()) {
        INFO(row->signature);
        CHECK(row->doc.ends_with('.'));
        CHECK_FALSE(row->family.empty());
        CHECK(row->call != nullptr);
        CHECK_FALSE(lsmap::builtins::find(lsmap::builtins::name_of(*row)).empty());
    }
    CHECK(lsmap::builtins::find("nonsense").empty());
    const std::vector<std::string> names = lsmap::builtins::names();
    CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
}

TEST_CASE_METHOD(Generator, "comparison is an order and agrees with the hash") {
    const TypeId lists = t.list(t.optional(t.number()));
    for (int round = 0; round < 2000; ++round) {
        const Typed a = value(lists), b = value(lists), c = value(lists);
        const auto before = [&](const Typed& x, const Typed& y) {
            return data::compare(x.value, y.value, lists, t) < 0;
        };
        const bool same = data::equal(a.value, b.value, lists, t);
        REQUIRE(data::equal(a.value, a.value, lists, t));
        REQUIRE(int{before(a, b)} + int{before(b, a)} + int{same} == 1);
        REQUIRE((!(before(a, b) && before(b, c)) || before(a, c)));
        const bool same_hash = data::hash(a.value, lists, t) == data::hash(b.value, lists, t);
        REQUIRE(same == same_hash);
    }
}

TEST_CASE("exp and log are within one unit in the last place") {
    std::mt19937_64 random(1);
    double worst_exp = 0, worst_log = 0;
    for (int i = 0; i < 200000; ++i) {
        const double wide = std::uniform_real_distribution<>(-700, 700)(random);
        const double x = i % 2 == 0 ? wide : wide / 700;
        worst_exp = std::max(worst_exp, units_in_last_place(lsmap::exact_exp(x),
                                                            std::exp(static_cast<long double>(x))));
        const double y = i % 2 == 0 ? std::ldexp(std::fabs(x), i % 1900 - 950) : 1 + x / 3;
        worst_log = std::max(worst_log, units_in_last_place(lsmap::exact_log(y),
                                                            std::log(static_cast<long double>(y))));
    }
    CHECK(worst_exp <= 1);
    CHECK(worst_log <= 1);
    CHECK(lsmap::exact_exp(0) == 1);
    CHECK(lsmap::exact_log(1) == 0);
    CHECK(std::isinf(lsmap::exact_exp(710)));
    CHECK(lsmap::exact_exp(-746) == 0);
    CHECK(lsmap::exact_exp(-745) > 0);
    CHECK(std::isnan(lsmap::exact_log(-1)));
    // The bits themselves, so that another compiler or machine shows where it differs.
    CHECK(lsmap::exact_exp(1) == 0x1.5bf0a8b145769p+1);
    CHECK(lsmap::exact_log(10) == 0x1.26bb1bbb55516p+1);
}
