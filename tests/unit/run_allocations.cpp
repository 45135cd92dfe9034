#include "tests/unit/run_program.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocations{0};
}

// Counts every allocation of the test program; the cases look at the difference.
void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size == 0 ? 1 : size)) {
        return p;
    }
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // the pair is replaced as a whole
#endif
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }

namespace {
struct Nothing : lsmap::run::TaskSink {
    std::size_t bytes = 0;
    void task(std::string_view json, std::string_view) override { bytes += json.size(); }
    void rejected(const lsmap::run::Rejection&) override { bytes = 0; }
};
}  // namespace

TEST_CASE("a record like those before it allocates nothing", "[run]") {
    lsmap::test::HandMade made;
    made.detections();
    lsmap::run::Runner runner(made.plan(), {});
    std::string json = R"({"image": "a.jpg", "width": 200, "height": 100, "detections": [)";
    for (int i = 0; i < 50; ++i) {
        json += std::string(i == 0 ? "" : ",") +
                R"({"name": "car", "confidence": 0.9, "box": [10, 10.5, 60.25, 50]})";
    }
    json += "]}";
    const std::size_t size = json.size();
    json.append(lsmap::data::padding, '\0');
    lsmap::data::Record record;
    record.json = std::string_view(json).substr(0, size);
    Nothing out;
    for (int i = 0; i < 3; ++i) {
        runner.run(record, out);
    }
    const std::size_t before = allocations;
    out.bytes = 0;
    for (int i = 0; i < 100; ++i) {
        runner.run(record, out);
    }
    CHECK(allocations == before);
    CHECK(out.bytes > 100 * 50 * 100);
}
