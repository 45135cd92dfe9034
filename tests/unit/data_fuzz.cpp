#include "data_read.hpp"
#include "diag/codes/data.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>
#include <random>

namespace lsmap::data {
namespace {

using Json = nlohmann::ordered_json;

class Random {
 public:
    explicit Random(std::uint32_t seed) : engine_(seed) {}
    std::size_t below(std::size_t n) { return engine_() % n; }

    std::string text() {
        static const std::vector<std::string> pieces = {"a",
                                                        "{",
                                                        "}",
                                                        "[",
                                                        "]",
                                                        ",",
                                                        ":",
                                                        " ",
                                                        "\\n",
                                                        "\\\"",
                                                        "\\\\",
                                                        "\\u00e9",
                                                        "é",
                                                        "😀",
                                                        "\\ud83d\\ude00",
                                                        "\\/",
                                                        "some longer text without anything",
                                                        "'"};
        std::string out = "\"";
        for (std::size_t n = below(6); n > 0; --n) {
            out += pieces[below(pieces.size())];
        }
        return out + '"';
    }
    std::string number() {
        static const std::vector<std::string> numbers = {
            "0",
            "-0",
            "1",
            "-17",
            "12.5",
            "1e3",
            "-2.5E-3",
            "1e-400",
            "0.1",
            "18.0",
            "1e22",
            "1e23",
            "5e-324",
            "817.6881713867188",
            "1.7976931348623157e308",
            "9007199254740993",
            "123456789012345678901234567890",
            "2.2250738585072011e-308",
            "0.3000000000000000444089209850062616169452667236328125"};
        if (below(2) == 0) {
            return numbers[below(numbers.size())];
        }
        std::string out = below(3) == 0 ? "-" : "";
        out += std::to_string(below(100000));
        out += below(2) == 0 ? "" : "." + std::to_string(engine_()) + std::to_string(engine_());
        return out;
    }
    std::string blank() {
        static const std::vector<std::string> blanks = {"", "", "", " ", "\n", "\t ", "\r\n"};
        return blanks[below(blanks.size())];
    }
    std::string value(std::size_t depth) {
        switch (below(depth == 0 ? 4 : 7)) {
            case 0:
                return below(2) == 0 ? "true" : "false";
            case 1:
                return "null";
            case 2:
                return number();
            case 3:
                return text();
            default:
                break;
        }
        const bool object = below(2) == 0;
        std::string out(1, object ? '{' : '[');
        const std::size_t count = below(5);
        for (std::size_t i = 0; i < count; ++i) {
            out += i == 0 ? blank() : blank() + "," + blank();
            if (object) {
                out += "\"k" + std::to_string(i) + "\"" + blank() + ":" + blank();
            }
            out += value(depth - 1);
        }
        return out + blank() + (object ? '}' : ']');
    }
    std::string broken(std::string text) {
        static const std::string bytes =
            std::string("{}[],:\"\\ 0123456789.eE+-tfnux\n") + '\0' + "\xC3\xFF";
        for (std::size_t n = 1 + below(3); n > 0 && !text.empty(); --n) {
            const std::size_t at = below(text.size());
            switch (below(4)) {
                case 0:
                    text.erase(at, 1 + below(3));
                    break;
                case 1:
                    text.insert(at, 1, bytes[below(bytes.size())]);
                    break;
                case 2:
                    text[at] = bytes[below(bytes.size())];
                    break;
                default:
                    text.resize(at);
                    break;
            }
        }
        return text;
    }

 private:
    std::mt19937 engine_;
};

// nullopt where it denies a number beyond a double, which is JSON nevertheless.
std::optional<bool> nlohmann_takes(const std::string& text) {
    try {
        // It takes a NUL byte for the end of the text.
        return !Json::parse(text).is_discarded() && text.find('\0') == std::string::npos;
    } catch (const Json::out_of_range&) {
        return std::nullopt;
    } catch (const Json::parse_error&) {
        return false;
    }
}

constexpr const char* anything = "json";
// Declared types whose decoders walk every kind of token; that a value fits is not asked.
constexpr const char* declared[] = {
    "[json]",
    "map<json>",
    "{ k0?: [try number], k1?: try string, k2?: try { k0: try int, k1: bool?, k3?: id } }",
    "[try xyxy<px>]",
    "map<try polygon<px>>",
    "[try keypoints<px, xyv>]",
    "[try bitmap]",
    "[number | string | [json] | { k0: json } | bool]",
    "[{ k0: number, k1?: json } | { k2: json } | string]",
    "{ k0: (try string, try number, ..), k1: try rle, k3: try bitmap, k4: try png, k2: try "
    "quad<px> }",
};

TEST_CASE("the reader takes exactly what nlohmann/json takes") {
    Random random(20240531);
    Decode json(anything);
    std::vector<std::unique_ptr<Decode>> others;
    for (const char* type : declared) {
        others.push_back(std::make_unique<Decode>(type));
    }
    Needs nothing;
    nothing.any = true;
    Decode skips("{ other: int }", nothing);
    std::size_t wrong = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text = random.blank() + random.value(4) + random.blank();
        text = round % 2 == 0 ? text : random.broken(std::move(text));
        const std::optional<bool> taken = nlohmann_takes(text);
        if (!taken) {
            continue;
        }
        const bool valid = *taken;
        wrong += valid ? 0 : 1;
        const std::string result = json(text);
        INFO(text);
        REQUIRE(result.starts_with("syntax: ") == !valid);
        skips(text);
        REQUIRE(skips.decoded.syntax.has_value() == !valid);
        for (const auto& other : others) {
            (*other)(text);
            const bool duplicate =
                other->decoded.syntax &&
                other->decoded.syntax->diagnostic.code == diag::duplicate_key.code;
            REQUIRE((duplicate || other->decoded.syntax.has_value() == !valid));
            if (other->decoded.syntax) {
                locate(text, text.data() + (other->decoded.syntax->source - other->json.data()), 1,
                       0);
                REQUIRE(other->decoded.syntax->diagnostic.message != "this is not JSON");
            }
        }
    }
    CHECK(wrong > 5000);
}

std::string type_of(const Json& json) {
    if (json.is_array()) {
        std::string places;
        for (const Json& element : json) {
            places += (places.empty() ? "" : ", ") + type_of(element);
        }
        return json.empty() ? "[json]" : json.size() == 1 ? "[" + places + "]" : "(" + places + ")";
    }
    if (json.is_object()) {
        std::string fields;
        for (const auto& [key, value] : json.items()) {
            fields += (fields.empty() ? "" : ", ") + key + ": " + type_of(value);
        }
        return "{ " + fields + " }";
    }
    return json.is_string()    ? "string"
           : json.is_boolean() ? "bool"
           : json.is_null()    ? "int?"
                               : "number";
}

void compare(const Json& json, const Value& v) {
    if (json.is_null()) {
        REQUIRE(v.missing());
        return;
    }
    REQUIRE(v.present());
    if (json.is_number()) {
        REQUIRE(v.number == json.get<double>());
    } else if (json.is_string()) {
        REQUIRE(v.str() == json.get<std::string>());
    } else if (json.is_boolean()) {
        REQUIRE(v.boolean == json.get<bool>());
    } else {
        REQUIRE(v.size == json.size());
        std::size_t i = 0;
        for (const Json& element : json) {
            compare(element, v.items[i++]);
        }
    }
}

TEST_CASE("the reader reads the values that nlohmann/json reads") {
    Random random(7);
    for (int round = 0; round < 1500; ++round) {
        const std::string text = random.value(3);
        const Json json = Json::parse(text);
        if (json.is_null()) {
            continue;
        }
        INFO(text);
        Decode decode(type_of(json));
        REQUIRE_FALSE(decode(text).starts_with("syntax: "));
        REQUIRE(decode.decoded.problems.empty());
        compare(json, decode.decoded.root);
    }
}

TEST_CASE("digits round as strtod rounds them") {
    Random random(99);
    Decode decode("number");
    for (int round = 0; round < 20000; ++round) {
        std::string text = random.below(2) == 0 ? "-" : "";
        const std::size_t digits = 1 + random.below(25);
        text += static_cast<char>('1' + random.below(9));
        for (std::size_t i = 1; i < digits; ++i) {
            text += static_cast<char>('0' + random.below(10));
        }
        if (random.below(2) == 0) {
            text.insert(text.size() - random.below(digits), ".");
            text += '5';
        }
        if (random.below(2) == 0) {
            text += "e" + std::to_string(static_cast<int>(random.below(640)) - 320);
        }
        INFO(text);
        const double expected = std::strtod(text.c_str(), nullptr);
        decode(text);
        REQUIRE_FALSE(decode.decoded.syntax);
        if (std::isinf(expected)) {
            REQUIRE(decode.decoded.problems.size() == 1);
        } else {
            REQUIRE(decode.decoded.root.number == expected);
        }
    }
}

}  // namespace
}  // namespace lsmap::data
