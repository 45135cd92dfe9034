#pragma once
#include "base/overloaded.hpp"
#include "base/source.hpp"
#include "data/mask.hpp"
#include "data/reader.hpp"
#include "diag/diagnostic.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"
#include "types/resolve.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace lsmap::data {

inline types::TypeId declared_type(types::TypeStore& types, std::string text) {
    SourceMap sources;
    const FileId file = sources.add("<type>", std::move(text));
    diag::Sink sink;
    const syntax::Tree tree = syntax::parse_type(sources[file], file, sink);
    const syntax::TypeText written = syntax::build_type(tree, sources[file], file, sink);
    types::ResolveProblem problem;
    const auto type = types::resolve(written.module, written.type, false, types, problem);
    if (sink.has_errors() || !type) {
        throw std::logic_error(sink.has_errors() ? sink.all().front().message : problem.text);
    }
    return *type;
}

// A decoded value as text: `missing`, `bad`, numbers as they print, `(…)` for reals, `[…]` for
// items.
inline std::string shown(const types::TypeStore& types, types::TypeId type, const Value& v) {
    if (v.missing()) {
        return "missing";
    }
    if (!v.present()) {
        return "bad";
    }
    const auto reals = [&] {
        std::string out;
        for (const double d : v.numbers()) {
            out += fmt::format("{}{}", out.empty() ? "" : " ", d);
        }
        return "(" + out + ")";
    };
    const auto items = [&](auto&& type_of) {
        std::string out;
        for (std::size_t i = 0; i < v.size; ++i) {
            out += (i == 0 ? "" : ", ") + shown(types, type_of(i), v.items[i]);
        }
        return "[" + out + "]";
    };
    const auto text = [&] { return "\"" + std::string(v.str()) + "\""; };
    const auto integer = [&] { return fmt::format("{}", v.integer); };
    const auto keypoint = [&](types::KeypointForm form, const Value& point) {
        const Value& last = point.items[2];
        return fmt::format("({} {})#{}:{}", point.items[0].reals[0], point.items[0].reals[1],
                           point.items[1].integer,
                           last.missing()                     ? "missing"
                           : form == types::KeypointForm::xyc ? fmt::format("{}", last.number)
                                                              : fmt::format("{}", last.integer));
    };
    return std::visit(
        Overloaded{
            [&](const types::BoolType&) { return std::string(v.boolean ? "true" : "false"); },
            [&](const types::IntType&) { return integer(); },
            [&](const types::FrameType&) { return integer(); },
            [&](const types::OffsetType&) { return integer(); },
            [&](const types::DateTimeType&) { return integer(); },
            [&](const types::StringType&) { return text(); },
            [&](const types::IdType&) { return std::string(v.numeric_id ? "#" : "") + text(); },
            [&](const types::JsonType&) { return std::string(v.str()); },
            [&](const types::LiteralType& t) {
                return std::holds_alternative<std::string>(t.value) ? text() : integer();
            },
            [&](const types::SizeType&) { return reals(); },
            [&](const types::PointType&) { return reals(); },
            [&](const types::BoxType&) { return reals(); },
            [&](const types::OboxType&) { return reals(); },
            [&](const types::PolygonType&) { return reals(); },
            [&](const types::KeypointsType& t) {
                std::string out;
                for (const Value& point : v.list()) {
                    out += (out.empty() ? "" : ", ") + keypoint(t.form, point);
                }
                return "[" + out + "]";
            },
            [&](const types::MaskType&) {
                const raster::Mask mask = mask_of(v);
                return fmt::format("{}x{} {} {}", mask.width, mask.height,
                                   mask.order == raster::Order::rows ? "rows" : "columns",
                                   fmt::join(mask.runs, " "));
            },
            [&](const types::ListType& t) { return items([&](std::size_t) { return t.element; }); },
            [&](const types::TupleType& t) {
                return items([&](std::size_t i) { return t.places[i].type; });
            },
            [&](const types::MapType& t) {
                return items([&](std::size_t i) { return i % 2 == 0 ? types.string() : t.value; });
            },
            [&](const types::RecordType& t) {
                std::string out;
                for (std::size_t i = 0; i < v.size; ++i) {
                    out += fmt::format("{}{}: {}", i == 0 ? "" : ", ", t.fields[i].name,
                                       shown(types, t.fields[i].type, v.items[i]));
                }
                return "{" + out + "}";
            },
            [&](const types::UnionType& t) {
                return fmt::format("|{} {}", v.alternative,
                                   shown(types, t.alternatives[v.alternative], v));
            },
            [&](const types::OptionalType& t) { return shown(types, t.inner, v); },
            [&](const auto&) { return fmt::format("{}", v.number); },
        },
        types[type]);
}

inline Needs all_needs() {
    Needs needs;
    needs.all = true;
    return needs;
}

// A type of the language and a reader for it.
struct Decode {
    types::TypeStore types;
    types::TypeId type;
    ShapePtr shape;
    Reader reader;
    Arena arena;
    Decoded decoded;
    std::string json;

    explicit Decode(std::string type_text) : Decode(std::move(type_text), all_needs()) {}
    Decode(std::string type_text, const Needs& needs)
        : type(declared_type(types, std::move(type_text))), shape(make_shape(types, type, needs)) {}

    // The value as text; the first problem's message where it does not fit; `syntax: …`.
    std::string operator()(std::string_view text, bool strict = false) {
        json = std::string(text) + std::string(padding, ']');
        arena.reset();
        reader.read(*shape, std::string_view(json).substr(0, text.size()), arena, decoded, strict);
        if (decoded.syntax) {
            return "syntax: " + decoded.syntax->diagnostic.message;
        }
        if (!decoded.problems.empty()) {
            return decoded.problems.front().diagnostic.message;
        }
        return shown(types, type, decoded.root);
    }
    std::string value() const { return shown(types, type, decoded.root); }
};

inline std::string decode(std::string type_text, std::string_view json) {
    return Decode(std::move(type_text))(json);
}

}  // namespace lsmap::data
