#include "driver/compare_tasks.hpp"

#include <catch2/catch.hpp>

#include <string>

using lsmap::driver::compare_tasks;

namespace {

std::string task(const std::string& results) {
    return R"([{"data": {"image": "a"}, "predictions": [{"model_version": "m", "score": 0.5, "result": [)" +
           results + "]}]}]";
}
std::string box(const std::string& id, const std::string& geometry,
                const std::string& label = "Car") {
    return R"({"id": ")" + id +
           R"(", "type": "rectanglelabels", "from_name": "l", "to_name": "i", "original_width": 100,
              "original_height": 50, "value": {)" +
           geometry + R"(, "rectanglelabels": [")" + label + R"("]}})";
}
const std::string at_origin = R"("x": 0, "y": 0, "width": 10, "height": 20)";
const std::string elsewhere = R"("x": 5, "y": 5, "width": 10, "height": 20)";

}  // namespace

TEST_CASE("order and ids of results are free") {
    CHECK(compare_tasks(task(box("@1", at_origin) + "," + box("@2", elsewhere)),
                        task(box("q", elsewhere) + "," + box("p", at_origin)))
              .empty());
}

TEST_CASE("a difference in label, geometry, number of results or of tasks shows") {
    const std::string expected = task(box("@1", at_origin));
    CHECK_FALSE(compare_tasks(expected, task(box("p", at_origin, "Bus"))).empty());
    CHECK_FALSE(compare_tasks(expected, task(box("p", elsewhere))).empty());
    CHECK_FALSE(compare_tasks(expected, task("")).empty());
    CHECK_FALSE(
        compare_tasks(expected, task(box("p", at_origin) + "," + box("q", at_origin))).empty());
    CHECK_FALSE(compare_tasks(expected, "[]").empty());
    CHECK_FALSE(compare_tasks(expected, "nonsense").empty());
}

TEST_CASE("numbers agree within a millionth, whole numbers exactly") {
    CHECK(compare_tasks(R"({"data": {"a": 1.0}})", R"({"data": {"a": 1.0000005}})").empty());
    CHECK(compare_tasks(R"({"data": {"a": 1.0}})", R"({"data": {"a": 1}})").empty());
    CHECK_FALSE(compare_tasks(R"({"data": {"a": 1.0}})", R"({"data": {"a": 1.00001}})").empty());
    CHECK_FALSE(compare_tasks(R"({"data": {"a": 9007199254740993}})",
                              R"({"data": {"a": 9007199254740992}})")
                    .empty());
}

TEST_CASE("a rectangle is its corners") {
    // 10 x 10 pixels, turned by a right angle about its top left corner.
    const std::string turned = R"("x": 10, "y": 0, "width": 10, "height": 20, "rotation": 90)";
    CHECK(compare_tasks(task(box("@1", at_origin)), task(box("p", turned))).empty());
}

TEST_CASE("relations are compared by what they join") {
    const auto relation = [](const std::string& from, const std::string& to) {
        return R"(,{"type": "relation", "from_id": ")" + from + R"(", "to_id": ")" + to +
               R"(", "direction": "right"})";
    };
    const std::string a = box("@1", at_origin) + "," + box("@2", elsewhere);
    const std::string b = box("p", at_origin) + "," + box("q", elsewhere);
    CHECK(compare_tasks(task(a + relation("@1", "@2")), task(b + relation("p", "q"))).empty());
    CHECK_FALSE(
        compare_tasks(task(a + relation("@1", "@2")), task(b + relation("q", "p"))).empty());
    CHECK_FALSE(compare_tasks(task(a + relation("@1", "@2")), task(b)).empty());
}
