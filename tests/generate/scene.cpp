#include "generate/scene.hpp"

#include "data/graphemes.hpp"
#include "generate/text.hpp"
#include "markup/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lsmap::generate {
namespace {

using labelstudio::DataForm;
using labelstudio::TextSource;

// Each is what a reader takes for one character, whatever stands before it.
constexpr std::string_view characters[] = {"a",
                                           "b",
                                           "c",
                                           "N",
                                           "o",
                                           "x",
                                           "7",
                                           ".",
                                           " ",
                                           " ",
                                           "\u00e9",
                                           "e\u0301",
                                           "\u00df",
                                           "\u65e5",
                                           "\u672c",
                                           "\u05e9",
                                           "\u05dc",
                                           "\u0645",
                                           "\u0631",
                                           "\U0001F600",
                                           "\U0001F469\u200d\U0001F680",
                                           "\U0001F44D\U0001F3FD",
                                           "\U0001D465",
                                           "\"",
                                           "\\",
                                           "<",
                                           "&",
                                           "\t",
                                           "\n",
                                           "\r\n"};
constexpr std::size_t harmless = 23;  // characters that HTML shows as they are

bool takes(const labelstudio::ObjectKind& kind, DataForm form) {
    return (kind.data_forms & static_cast<std::uint8_t>(form)) != 0;
}

// Characters of one or of a few scripts, so that runs of each occur.
std::vector<std::string_view> random_characters(Random& random, int most, std::size_t among) {
    std::vector<std::string_view> made;
    const int count = random.chance(10) ? random.between(0, 1) : random.between(1, most);
    const bool plain = random.chance(30);
    for (int i = 0; i < count; ++i) {
        made.push_back(characters[random.below(plain ? 10 : among)]);
    }
    return made;
}

// Every place between two clusters of the text.
std::vector<TextPlace> places_of(std::string_view text) {
    std::vector<TextPlace> places;
    const data::Graphemes clusters(text);
    TextPlace at;
    while (true) {
        if (const auto cluster = clusters.cluster_at(at.bytes)) {
            at.graphemes = *cluster;
            places.push_back(at);
        }
        if (at.bytes == text.size()) {
            return places;
        }
        const auto lead = static_cast<unsigned char>(text[at.bytes]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        at.bytes += length;
        at.utf16 += length == 4 ? 2 : 1;
        ++at.chars;
    }
}

// Tokens one behind the other, from one place to another.
void cut_tokens(Scene& scene, std::size_t at, std::size_t end, Random& random) {
    while (at < end) {
        const std::size_t left = end - at;
        const std::size_t length = 1 + random.below(std::min<std::size_t>(left, 4));
        scene.tokens.emplace_back(at, at + length);
        at += length;
    }
}

void set_text(Scene& scene, std::string text, Random& random) {
    scene.text = std::move(text);
    scene.places = places_of(scene.text);
    scene.tokens.clear();
    cut_tokens(scene, 0, scene.places.size() - 1, random);
}

std::string html_of(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
    }
    return out;
}

void make_page(Scene& scene, bool is_part, Random& random) {
    std::vector<std::string> paths;
    const int paragraphs = random.between(1, 3);
    scene.html = "<div>";
    for (int i = 1; i <= paragraphs; ++i) {
        std::string text;
        for (const std::string_view c : random_characters(random, 8, harmless)) {
            text += c;
        }
        text += "z";
        scene.html += "<p>" + html_of(text) + (random.chance(20) ? "<br>" : "") + "</p>";
        paths.push_back(fmt::format("/div[1]/p[{}]/text()[1]", i));
    }
    scene.html += "</div>";
    markup::Page page;
    page.read(scene.html, is_part ? markup::Context::inline_part : markup::Context::frame);
    set_text(scene, std::string(page.text()), random);
    scene.tokens.clear();  // none of them goes over the end of a node
    const auto place_at = [&](std::size_t chars) {
        const auto found = std::ranges::find(scene.places, chars, &TextPlace::chars);
        return static_cast<std::size_t>(found - scene.places.begin());
    };
    for (const std::string& path : paths) {
        if (const auto reach = page.find(path)) {
            scene.nodes.push_back({path, static_cast<std::size_t>(reach->begin),
                                   static_cast<std::size_t>(reach->end)});
            cut_tokens(scene, place_at(scene.nodes.back().begin), place_at(scene.nodes.back().end),
                       random);
        }
    }
}

void make_size(Scene& scene, const ObjectPlan& plan, Random& random) {
    const int most = plan.has_masks ? 24 : random.pick({1, 64, 640, 8192});
    const double scale = plan.size_unit == types::Unit::px ? 1 : 0.5;
    scene.width = random.between(1, most) * scale;
    scene.height = random.between(1, most) * scale;
}

Scene make_part(const labelstudio::Object& object, const ObjectPlan& plan, Random& random) {
    Scene scene;
    make_size(scene, plan, random);
    scene.address = fmt::format("https://files.example/{}.bin", random.below(100000));
    scene.fps = plan.frame_rate > 0 && !plan.has_fps ? plan.frame_rate
                : random.chance(50)                  ? random.pick({1, 24, 25, 30, 60})
                                                     : random.pick({0.5, 12.5, 29.97, 23.976});
    scene.frames = random.chance(10) ? random.between(1, 2) : random.between(2, 900);
    scene.duration = scene.frames / scene.fps;
    if (!plan.has_fps && !plan.has_frames && plan.frame_rate == 0) {
        scene.duration = random.pick({0.001, 1.0, 2.5, 61.25, 7200.0});
    }
    scene.rate = random.pick({8000, 16000, 22050, 44100});
    switch (object.kind->text) {
        case TextSource::page:
            make_page(scene, object.is_inline, random);
            break;
        case TextSource::none:
        case TextSource::value:
        case TextSource::paragraphs:
            scene.text = random_text(random, 20);
            set_text(scene, scene.text.empty() && plan.has_tokens ? "x" : scene.text, random);
    }
    return scene;
}

}  // namespace

std::string random_text(Random& random, int most) {
    std::string text;
    for (const std::string_view c : random_characters(random, most, std::size(characters))) {
        text += c;
    }
    return text;
}

Scene make_scene(const labelstudio::Object& object, const ObjectPlan& plan, Random& random) {
    Scene scene = make_part(object, plan, random);
    const bool has_parts = object.has_items() || object.kind->has_pages ||
                           object.kind->text == TextSource::paragraphs ||
                           takes(*object.kind, DataForm::list);
    const int count = has_parts ? random.between(1, 3) : 0;
    for (int i = 0; i < count; ++i) {
        scene.parts.push_back(make_part(object, plan, random));
        if (!plan.sizes_of_parts) {
            scene.parts.back().width = scene.width;
            scene.parts.back().height = scene.height;
        }
        scene.ids.push_back(random.chance(50) ? std::to_string(i * 7 + 1)
                                              : quoted(fmt::format("item {}", i)));
    }
    return scene;
}

void choose(Moment& moment, bool instant) {
    Random& random = moment.random;
    moment.scene = moment.whole;
    if (moment.whole == nullptr) {
        return;
    }
    if (!moment.whole->parts.empty()) {
        moment.part = moment.part % moment.whole->parts.size();
        moment.scene = &moment.whole->parts[moment.part];
    }
    const Scene& scene = *moment.scene;
    moment.instant = instant && random.chance(20);
    moment.from = random.share();
    moment.to = random.share();
    if (moment.from > moment.to) {
        std::swap(moment.from, moment.to);
    }
    if (moment.instant) {
        moment.to = moment.from;
    }
    if (!scene.tokens.empty() && random.chance(90)) {
        moment.first_token = random.below(scene.tokens.size());
        moment.last_token =
            moment.first_token + random.below(scene.tokens.size() - moment.first_token);
    } else if (!scene.tokens.empty()) {
        moment.first_token = 0;
        moment.last_token = scene.tokens.size() - 1;
    }
    if (!scene.tokens.empty()) {
        moment.begin = scene.tokens[moment.first_token].first;
        moment.end = scene.tokens[moment.last_token].second;
    }
    const auto node_of = [&](std::size_t place, bool is_end) {
        for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
            const std::size_t at = scene.places[place].chars;
            if (is_end ? at > scene.nodes[i].begin && at <= scene.nodes[i].end
                       : at >= scene.nodes[i].begin && at < scene.nodes[i].end) {
                return i;
            }
        }
        return scene.nodes.size();
    };
    moment.first_node = node_of(moment.begin, false);
    moment.last_node = node_of(moment.end, true);
}

}  // namespace lsmap::generate
