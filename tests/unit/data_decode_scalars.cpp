#include "data_read.hpp"

#include <catch2/catch.hpp>

namespace lsmap::data {
namespace {

struct Row {
    const char* type;
    const char* json;
    const char* shown;
};

void walk(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        CAPTURE(row.type, row.json);
        CHECK(decode(row.type, row.json) == row.shown);
    }
}

TEST_CASE("bool and numbers") {
    walk({
        {"bool", "true", "true"},
        {"bool", " false ", "false"},
        {"bool", "0", "the record is a number, not `bool`"},
        {"int", "42", "42"},
        {"int", "-0", "0"},
        {"int", "18.0", "18"},
        {"int", "1e3", "1000"},
        {"int", "12.50e1", "125"},
        {"int", "9223372036854775807", "9223372036854775807"},
        {"int", "-9223372036854775808", "-9223372036854775808"},
        {"int", "100000000000000000000e-5", "1000000000000000"},
        {"int", "1.00000000000000000000000000", "1"},
        {"int", "0e999999999999", "0"},
        {"int", "9223372036854775808",
         "the record is `9223372036854775808`, more than a 64-bit integer holds"},
        {"int", "1e30", "the record is `1e30`, more than a 64-bit integer holds"},
        {"int", "1.5", "the record is `1.5`, not a whole number"},
        {"int", "1.00000000000000000000000001",
         "the record is `1.00000000000000000000000001`, not a whole number"},
        {"int", "\"1\"", "the record is a string, not `int`"},
        {"int", "null", "the record is null, not `int`"},
        {"int?", "null", "missing"},
        {"number", "0.1", "0.1"},
        {"number", "817.6881713867188", "817.6881713867188"},
        {"number", "123456789012345678901234567890", "1.2345678901234568e+29"},
        {"number", "-5e-324", "-5e-324"},
        {"number", "1e-400", "0"},
        {"number", "0.000000000000000000000000000001", "1e-30"},
        {"number", "1e999", "the record is `1e999`, more than a 64-bit float holds"},
        {"px", "3.5", "3.5"},
        {"angle<rad>", "-1.5", "-1.5"},
        {"time<ms>", "12", "12"},
    });
}

TEST_CASE("numbers with a range") {
    walk({
        {"score", "1", "1"},
        {"score", "0.0", "0"},
        {"score", "1.2", "the record is `1.2`, but a score of this kind lies between 0 and 1"},
        {"score<percent>", "87.5", "87.5"},
        {"score<percent>", "101",
         "the record is `101`, but a score of this kind lies between 0 and 100"},
        {"logit", "-12.5", "-12.5"},
        {"logprob", "-0.1", "-0.1"},
        {"frame", "0", "0"},
        {"frame<1>", "0", "the record is `0`, but 1 is the least"},
        {"page<1>", "3", "3"},
        {"offset<char>", "7", "7"},
        {"offset<byte>", "-1", "the record is `-1`, but 0 is the least"},
    });
}

TEST_CASE("strings, ids, json") {
    walk({
        {"string", R"("a b")", "\"a b\""},
        {"string", R"("")", "\"\""},
        {"string", R"("\"\\\/\b\n\u00e9\ud83d\ude00")", "\"\"\\/\b\n\u00e9\U0001F600\""},
        {"string", R"("\u0000")",
         "the record holds the NUL character, which Label Studio cannot store"},
        {"string", "7", "the record is a number, not `string`"},
        {"id", "285", "#\"285\""},
        {"id", R"("285")", "\"285\""},
        {"id", "285.0", "#\"285\""},
        {"id", "123456789012345678901234567890", "#\"123456789012345678901234567890\""},
        {"id", "2.5", "the record is `2.5`, not a whole number"},
        {"id", "true", "the record is `true`, not `id`"},
        {"json", R"( {"a": [1.50, null, "\n"]} )", R"({"a": [1.50, null, "\n"]})"},
        {"json", " null ", "null"},
        {"json?", "null", "missing"},
        {"json", "\"x\" ", "\"x\""},
        {"json", " 1e308", "1e308"},
        {"json", " 1e999", "the record is `1e999`, more than a 64-bit float holds"},
        {"json", "[1, {\"a\": -1e999}]",
         "a number in the record is `-1e999`, more than a 64-bit float holds"},
        {"[json]", "[ 1 , {} , \"a\" , true ]", "[1, {}, \"a\", true]"},
        {"\"a\" | \"b\"", "\"b\"", "|1 \"b\""},
        {"\"a\" | \"b\"", R"("\u0061")", "|0 \"a\""},
        {"\"a\" | \"b\"", "\"c\"", "the record is `\"c\"`, not one of `\"a\" | \"b\"`"},
        {"1 | 2", "2.0", "|1 2"},
        {"1 | 2", "3", "the record is `3`, not one of `1 | 2`"},
        {"1 | 2", "\"1\"", "the record is a string, not `1 | 2`"},
    });
}

TEST_CASE("a string without escapes points into the text and needs none in JSON") {
    Decode decode("[string]");
    decode(R"(["plain", "with \"escape\""])");
    const auto strings = decode.decoded.root.list();
    CHECK(strings[0].plain);
    CHECK(strings[0].text == decode.json.data() + 2);
    CHECK_FALSE(strings[1].plain);
    CHECK(strings[1].str() == "with \"escape\"");
    CHECK(strings[1].source == decode.json.data() + 10);
}

TEST_CASE("a number keeps the text it was read from") {
    Decode decode("[score]");
    decode("[ 0.50 , 1e-1]");
    const auto numbers = decode.decoded.root.list();
    CHECK(std::string_view(numbers[0].source, numbers[0].size) == "0.50");
    CHECK(std::string_view(numbers[1].source, numbers[1].size) == "1e-1");
}

TEST_CASE("times and dates") {
    walk({
        {"time<clock>", R"("00:01:02.5")", "62.5"},
        {"time<clock>", R"("01:02")", "62"},
        {"time<clock>", R"("100:00:00,250")", "360000.25"},
        {"time<clock>", R"("1.5")", "the record is `\"1.5\"`, not a time like `00:01:02.5`"},
        {"time<clock>", R"("00:61:00")",
         "the record is `\"00:61:00\"`, not a time like `00:01:02.5`"},
        {"time<clock>", "62", "the record is a number, not `time<clock>`"},
        {"time<iso>", R"("PT1.5S")", "1.5"},
        {"time<iso>", R"("P1DT2H3M4S")", "93784"},
        {"time<iso>", R"("PT")", "the record is `\"PT\"`, not a duration like `PT1M2.5S`"},
        {"time<iso>", R"("P1M")", "the record is `\"P1M\"`, not a duration like `PT1M2.5S`"},
        {"datetime<iso>", R"("1970-01-01T00:00:01.5Z")", "1500000"},
        {"datetime<iso>", R"("2024-02-29")", "1709164800000000"},
        {"datetime<iso>", R"("1970-01-01T01:00+01:00")", "0"},
        {"datetime<iso>", R"("1969-12-31 23:59:59")", "-1000000"},
        {"datetime<iso>", R"("2023-02-29")",
         "the record is `\"2023-02-29\"`, not a date like `2024-05-31T14:30:00Z`"},
        {"datetime<unix>", "1.5", "1500000"},
        {"datetime<unix>", "1709164800", "1709164800000000"},
        {"datetime<unix>", "0.1234567", "123457"},
        {"datetime<\"%Y-%m-%d\">", R"("2024-05-31")", "1717113600000000"},
        {"datetime<\"%d %B %Y %I:%M %p\">", R"("31 May 2024 02:30 PM")", "1717165800000000"},
        {"datetime<\"%Y-%m-%d\">", R"("31.05.2024")",
         "the record is `\"31.05.2024\"`, not a date in the format `%Y-%m-%d`"},
    });
}

}  // namespace
}  // namespace lsmap::data
