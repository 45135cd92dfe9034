#include "run_rules.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace lsmap;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view config = R"(<View>
  <Video name="video" value="$video" frameRate="$fps"/>
  <VideoRectangle name="box" toName="video"/>
  <TimelineLabels name="scene" toName="video"><Label value="A"/></TimelineLabels>
  <Audio name="sound" value="$sound"/>
  <Labels name="speech" toName="sound"><Label value="A"/></Labels>
</View>)";

constexpr std::string_view rules = R"(lsmap 1
config "config.xml"
input {
  fps: number
  step: int
  seconds: [time<s>]
  rounded: [time<ms>]
  frames: [frame]
  cuts: [time<s>]
}
task {
  object video { value: "v.mp4", fps: fps, duration: 100000s }
  object sound { value: "v.wav", fps: fps }
  data { fps: fps }
  prediction "m" {
    -> box { track: [keyframe(t, xyxy<norm>(0, 0, 1, 1)) for t in seconds], step: step }
    -> box { track: [keyframe(t, xyxy<norm>(0, 0, 1, 1)) for t in rounded], step: step }
    -> box { track: [keyframe(f, xyxy<norm>(0, 0, 1, 1)) for f in frames], step: step }
    for f in frames -> speech { span: span(f, len: 1), label: "A" }
    for (i, c) in enumerate(cuts) where i > 0 -> scene {
      span: span(cuts[i - 1] ?? skip, c)
      label: "A"
    }
  }
}
)";

class Film : test::Rules {
 public:
    Film() : Rules(config, rules) {}

    // Values of the results by the name of their control.
    std::vector<nlohmann::json> results(const nlohmann::json& record, std::string_view control) {
        std::vector<nlohmann::json> values;
        const nlohmann::json task = nlohmann::json::parse(Rules::task(record.dump()));
        for (const nlohmann::json& result : task["predictions"][0]["result"]) {
            if (result["from_name"].get<std::string>() == control) {
                values.push_back(result["value"]);
            }
        }
        return values;
    }
};

nlohmann::json record(double fps, int step = 1) {
    return {{"fps", fps},
            {"step", step},
            {"seconds", nlohmann::json::array()},
            {"rounded", nlohmann::json::array()},
            {"frames", nlohmann::json::array()},
            {"cuts", nlohmann::json::array()}};
}

constexpr double rates[] = {23.976, 24000.0 / 1001, 25, 29.97, 30000.0 / 1001, 60, 120, 0.5};

// Frames where the editor shows the box: at keyframes, and behind those that are enabled.
std::vector<bool> visible(const nlohmann::json& sequence, std::size_t count) {
    std::vector<bool> seen(count + 1);
    bool is_on = false;
    std::size_t next = 0;
    for (std::size_t frame = 1; frame <= count; ++frame) {
        const bool is_key = next < sequence.size() && sequence[next]["frame"] == frame;
        seen[frame] = is_key || is_on;
        if (is_key) {
            is_on = sequence[next++]["enabled"].get<bool>();
        }
    }
    return seen;
}

}  // namespace

TEST_CASE("a frame's time is that frame again, exactly or in milliseconds", "[run][frames]") {
    Film film;
    std::mt19937 random(7);
    for (const double fps : rates) {
        nlohmann::json given = record(fps);
        std::uniform_int_distribution<std::int64_t> pick(0, 90000);
        std::vector<std::int64_t> frames = {0, 1, 2, 3};
        for (int i = 0; i < 200; ++i) {
            frames.push_back(pick(random));
        }
        std::ranges::sort(frames);
        const auto twice = std::ranges::unique(frames);
        frames.erase(twice.begin(), twice.end());
        std::erase_if(frames,
                      [&](std::int64_t n) { return static_cast<double>(n) >= 99999 * fps; });
        for (const std::int64_t n : frames) {
            const double time = static_cast<double>(n) / fps;
            given["seconds"].push_back(time);
            given["rounded"].push_back(std::round(time * 1000));
            given["frames"].push_back(n);
        }
        INFO("fps " << fps);
        const auto tracks = film.results(given, "box");
        REQUIRE(tracks.size() == 3);
        for (const nlohmann::json& track : tracks) {
            REQUIRE(track["sequence"].size() == frames.size());
            for (std::size_t i = 0; i < frames.size(); ++i) {
                const nlohmann::json& key = track["sequence"][i];
                REQUIRE(key["frame"] == frames[i] + 1);
                REQUIRE(key["time"].get<double>() ==
                        Approx(static_cast<double>(frames[i] + 1) / fps));
            }
        }
        // Frames of a sound begin at the times that were given for them.
        const auto spans = film.results(given, "speech");
        REQUIRE(spans.size() == frames.size());
        for (std::size_t i = 0; i < frames.size(); ++i) {
            REQUIRE(spans[i]["start"].get<double>() == given["seconds"][i].get<double>());
            REQUIRE(spans[i]["end"].get<double>() > spans[i]["start"].get<double>());
        }
    }
}

TEST_CASE("a track is seen from keyframe to keyframe but for its gaps", "[run][frames]") {
    Film film;
    std::mt19937 random(11);
    for (int round = 0; round < 100; ++round) {
        const int step = std::uniform_int_distribution(1, 4)(random);
        std::vector<std::int64_t> frames;
        std::int64_t at = 0;
        for (int i = std::uniform_int_distribution(1, 30)(random); i > 0; --i) {
            at += std::uniform_int_distribution(1, 7)(random);
            frames.push_back(at - 1);
        }
        const std::size_t count = static_cast<std::size_t>(at) + 10;
        std::vector<bool> wanted(count + 1);
        for (std::size_t i = 0; i < frames.size(); ++i) {
            const bool goes_on = i + 1 < frames.size() && frames[i + 1] - frames[i] <= step;
            const std::int64_t end = goes_on ? frames[i + 1] : frames[i];
            for (std::int64_t n = frames[i]; n <= end; ++n) {
                wanted[static_cast<std::size_t>(n) + 1] = true;
            }
        }
        nlohmann::json given = record(25, step);
        std::ranges::shuffle(frames, random);
        given["frames"] = frames;
        const auto tracks = film.results(given, "box");
        REQUIRE(tracks.size() == 1);
        const nlohmann::json& sequence = tracks[0]["sequence"];
        INFO(sequence.dump());
        REQUIRE(sequence.size() == frames.size());
        REQUIRE(visible(sequence, count) == wanted);
    }
}

TEST_CASE("stretches that follow one another leave no frame out and share none", "[run][frames]") {
    Film film;
    std::mt19937 random(13);
    for (const double fps : rates) {
        nlohmann::json given = record(fps);
        double at = 0;
        for (int i = 0; i < 50; ++i) {
            given["cuts"].push_back(at);
            at += std::uniform_real_distribution(1.0 / fps, 20 / fps)(random);
        }
        const auto ranges = film.results(given, "scene");
        REQUIRE(ranges.size() == 49);
        std::int64_t next = 1;
        for (const nlohmann::json& range : ranges) {
            const auto start = range["ranges"][0]["start"].get<std::int64_t>();
            const auto end = range["ranges"][0]["end"].get<std::int64_t>();
            REQUIRE(start == next);
            REQUIRE(end >= start);
            next = end + 1;
        }
    }
}
