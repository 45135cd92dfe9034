#pragma once
#include "labelstudio/config.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace lsmap::labelstudio {

using Names = std::vector<std::string>;

// A config that was read from a text, with what was reported.
struct Read {
    SourceMap sources;
    diag::Sink sink;
    LabelingConfig config;

    explicit Read(std::string xml) {
        const FileId file = sources.add("config.xml", std::move(xml));
        config = read_config(sources[file], file, sink);
    }
    std::string text(Span span) const { return std::string(sources.text(span)); }
    Names codes() const {
        Names ids;
        for (const diag::Diagnostic& d : sink.all()) {
            ids.emplace_back(diag::info(d.code).name);
        }
        return ids;
    }
    const diag::Diagnostic& only() const {
        REQUIRE(sink.all().size() == 1);
        return sink.all().front();
    }
    std::string marked() const { return text(only().span.value()); }
    const Control& control(std::string_view name) const {
        REQUIRE(config.find_control(name));
        return config.controls[*config.find_control(name)];
    }
    const Object& object(std::string_view name) const {
        REQUIRE(config.find_object(name));
        return config.objects[*config.find_object(name)];
    }
};

}  // namespace lsmap::labelstudio
