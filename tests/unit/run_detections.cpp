#include "tests/unit/run_program.hpp"

#include <catch2/catch.hpp>

using namespace lsmap;

namespace {
constexpr const char* airport =
    R"({"image": "a.jpg", "width": 200, "height": 100, "detections": [)"
    R"({"name": "plane", "confidence": 0.90, "box": [20, 10, 60, 50]},)"
    R"({"name": "kite", "confidence": 0.8, "box": [0, 0, 1, 1]},)"
    R"({"name": "car", "confidence": 0.2, "box": [0, 0, 1, 1]},)"
    R"({"name": "car", "confidence": 0.25, "box": [190, 90, 220, 110]}]})";
}

TEST_CASE("detections become rectangles in percent", "[run]") {
    test::HandMade made;
    made.detections();
    run::Runner runner(made.plan(), {});
    test::Collected out;
    test::run_text(runner, airport, out);
    REQUIRE(out.tasks.size() == 1);
    const std::string& task = out.tasks[0];
    CHECK(
        task.find(
            R"({"data":{"image":"/data/a.jpg"},"predictions":[{"model_version":"yolo","result":[{"id":")") ==
        0);
    CHECK(
        task.find(
            R"("original_width":200,"original_height":100,"image_rotation":0,"value":{"x":10,"y":10,"width":20,)"
            R"("height":40,"rotation":0,"rectanglelabels":["Airplane"]},"score":0.90})") !=
        std::string::npos);
    CHECK(
        task.find(
            R"("x":95,"y":90,"width":5,"height":10,"rotation":0,"rectanglelabels":["Car"]},"score":0.25}]}]})") !=
        std::string::npos);
    const run::Summary summary = runner.summary();
    CHECK(summary.tasks == 1);
    CHECK(summary.regions == 2);
    bool found = false;
    for (const run::Summary::Row& row : summary.rows) {
        if (row.kind == plan::Site::Kind::rule) {
            found = true;
            CHECK(row.made == 2);
            CHECK(row.changed == 1);
            REQUIRE(row.skipped.size() == 1);
            CHECK(row.skipped.begin()->second == 1);
        }
    }
    CHECK(found);
}

TEST_CASE("ids depend on the task, the version, the control and the number alone", "[run]") {
    test::HandMade made;
    made.detections();
    const auto plan = made.plan();
    run::Runner first(plan, {});
    run::Runner second(plan, {});
    test::Collected a;
    test::Collected b;
    test::run_text(first, airport, a);
    test::run_text(second, R"({"image": "b.jpg", "width": 1, "height": 1, "detections": []})", b);
    test::run_text(second, airport, b);
    CHECK(a.tasks[0] == b.tasks[1]);
}

TEST_CASE("a value that does not fit rejects the task that reads it, with its pointer", "[run]") {
    test::HandMade made;
    made.detections();
    run::Runner runner(made.plan(), {});
    test::Collected out;
    test::run_text(
        runner,
        R"({"image": "a.jpg", "width": 200, "height": 100, "detections": [{"name": "car", "confidence": 1.5, "box": [0,0,1,1]}]})",
        out);
    CHECK(out.tasks.empty());
    REQUIRE(out.pointers.size() == 1);
    CHECK(out.pointers[0] == "/detections/0/confidence");
    test::run_text(runner, airport, out);
    CHECK(out.tasks.size() == 1);
    CHECK(runner.summary().rejected == 1);
    CHECK(runner.summary().regions == 2);
}
