#include "labelstudio/output_schema.hpp"

#include <catch2/catch.hpp>

#include <string>

using lsmap::labelstudio::schema_type;

// The examples of Label Studio's documentation of ReactCode, and what stands between them.
TEST_CASE("outputs are read as the server reads them") {
    struct Row {
        const char *outputs, *type;
    };
    const Row rows[] = {
        {"", ""},
        {"  \n", ""},
        {"field1, field2, field3", "{field1?: string, field2?: string, field3?: string}"},
        {"field1; field2|field3", "{field1?: string, field2?: string, field3?: string}"},
        {"sentiment:choices(positive, negative)", R"({sentiment?: "positive" | "negative"})"},
        {"a : Choices( x y , z ), b", R"({a?: "x y" | "z", b?: string})"},
        {"categories:multichoices(urgent, bug)", R"({categories?: ["urgent" | "bug"]})"},
        {"confidence:number(0, 100), quality:rating(10), n:number, r:rating",
         "{confidence?: number, quality?: int, n?: number, r?: int}"},
        {"a:choices()", "{a?: string}"},
        {"a:other(1)", "{a?: string}"},
        {"not a name, b", "json"},
        {R"({"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}})",
         "{name?: string, age?: int}"},
        {R"({"type": "object", "properties": {"m": {"type": "object", "properties": )"
         R"({"author": {"type": "string"}}}, "tags": {"type": "array", "items": {"type": "string"}}},)"
         R"( "required": ["m"]})",
         "{m: {author?: string}, tags?: [string]}"},
        {R"({"x": {"enum": ["a", "b"]}, "y": {"type": "boolean"}, "z": {"type": ["string", "null"]}})",
         R"({x?: "a" | "b", y?: bool, z?: json})"},
        {R"({"a b": {"type": "string"}})", "json"},
        {R"({"type": "array", "items": {"type": "string"}})", "json"},
        {"{}", ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.outputs);
        const auto type = schema_type(row.outputs);
        REQUIRE(type);
        CHECK(*type == row.type);
    }
    CHECK_FALSE(schema_type("{\"a\": "));
    CHECK_FALSE(schema_type("{a: 1}"));
}

TEST_CASE("a schema nested without end is anything at some depth") {
    std::string deep = R"({"type": "string"})";
    for (int i = 0; i < 200; ++i) {
        deep = R"({"type": "array", "items": )" + deep + "}";
    }
    const auto type = schema_type("{\"a\": " + deep + "}");
    REQUIRE(type);
    CHECK(type->find("json") != std::string::npos);
}
