#include "tests/unit/driver_folder.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace lsmap;

// A record that is cut into parts comes to what it comes to as a whole.
namespace {

constexpr std::string_view config = R"(<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="label" toName="image"><Label value="cat"/><Label value="dog"/></RectangleLabels>
  <Choices name="seen" toName="image"><Choice value="day"/><Choice value="night"/></Choices>
</View>)";

constexpr std::string_view head = R"(lsmap 1
config "config.xml"
input {
  info: { version: string }?
  images: [{ id: int, file_name: string, width: int, height: int }]
  categories: [{ id: int, name: string }]
  annotations: [{ image_id: int, category_id: int, bbox: xywh<px> }]
  scenes: [{ image: string, light: string }]?
}
labels thing -> label { same, _ -> skip "no label" }
labels light -> seen { same, _ -> skip }
)";

// The large list by the key of the row, another by another key, the rest held.
constexpr std::string_view images = R"(
task for img in images where img.width > 0 {
  object image { value: img.file_name, size: [img.width, img.height] }
  prediction "coco" {
    for a in annotations where a.image_id == img.id and a.category_id != 9 join c in categories on a.category_id == c.id -> label {
      box: a.bbox
      label: thing(c.name)
    }
    for s in scenes ?? [] where s.image == img.file_name limit 1 -> seen { choice: light(s.light) }
  }
}
)";

// The other way around: a task an annotation, its image and category looked up.
constexpr std::string_view annotations = R"(
task for a in annotations join img in images on a.image_id == img.id left join c in categories on c.id == a.category_id {
  object image { value: f"{img.file_name}#{a.image_id}", size: [img.width, img.height] }
  prediction (info?.version ?? "none") {
    -> label { box: a.bbox, label: thing(c?.name ?? "x") }
  }
}
)";

class Text {
 public:
    explicit Text(unsigned seed) : random_(seed) {}
    std::size_t below(std::size_t n) { return random_() % n; }
    bool chance(std::size_t one_in) { return one_in != 0 && below(one_in) == 0; }

    // `wrong`: one in so many values does not fit; 0: none.
    std::string make(std::size_t wrong, std::size_t broken) {
        const std::size_t count = 1 + below(12);
        const auto id = [&] {
            return chance(wrong) ? std::string(chance(2) ? "\"x\"" : "null")
                                 : std::to_string(below(count + 1));
        };
        std::vector<std::string> members;
        members.push_back("\"images\":" + list(count, [&](std::size_t i) {
                              return fmt::format(
                                  R"({{"id":{}, "file_name":"é{}.jpg","width":{},"height":50}})",
                                  chance(wrong) ? id() : std::to_string(i), i,
                                  chance(wrong) ? "\"w\"" : "100");
                          }));
        members.push_back("\"annotations\" :" + list(below(40), [&](std::size_t i) {
                              return fmt::format(
                                  R"({{"image_id":{},"category_id":{},"bbox":[{},2,30,{}]}})", id(),
                                  1 + below(3), i, chance(wrong) ? "-1" : "4.5");
                          }));
        members.push_back("\"categories\":" + list(3, [&](std::size_t i) {
                              return fmt::format(R"({{"id":{},"name":"{}"}})", i + 1,
                                                 i == 0   ? "cat"
                                                 : i == 1 ? "dog"
                                                          : "cow");
                          }));
        members.push_back("\"licenses\":" + list(below(3), [](std::size_t) { return "[1,{}]"; }));
        if (chance(2)) {
            members.push_back("\"scenes\":" + list(below(5), [&](std::size_t) {
                                  return fmt::format(R"({{"image":"é{}.jpg","light":"{}"}})",
                                                     below(count), chance(2) ? "day" : "night");
                              }));
        }
        if (chance(2)) {
            members.push_back(R"("info":{"version":"v\n1"})");
        }
        std::ranges::shuffle(members, random_);
        if (chance(broken)) {
            members.push_back(chance(2) ? members.front() : "\"images\":null");
        }
        std::string text = "{";
        for (const std::string& member : members) {
            text += text.size() == 1 ? "" : chance(2) ? ",\n  " : ",";
            text += member;
        }
        text += chance(broken) ? "" : "}";
        if (chance(broken)) {
            text[below(text.size())] = ",]}x\""[below(5)];
        }
        return text;
    }

 private:
    template <class Element> std::string list(std::size_t count, Element element) {
        std::string text = "[";
        for (std::size_t i = 0; i < count; ++i) {
            text += i == 0 ? "" : chance(3) ? " ,\n" : ",";
            text += element(i);
        }
        return text + "]";
    }
    std::mt19937 random_;
};

void check_same(std::string_view task, std::size_t wrong, std::size_t broken) {
    const test::RunFolder folder(config, std::string(head) + std::string(task));
    driver::RunOptions options;
    options.keep_going = true;
    for (unsigned seed = 0; seed < 60; ++seed) {
        Text text(seed);
        std::string records = text.make(wrong, broken);
        if (seed % 3 == 0) {
            records += "\n" + text.make(wrong, broken) + "\n";
        } else if (seed % 3 == 1) {
            records = "[" + records + ", " + text.make(wrong, broken) + "]";
        }
        INFO("seed " << seed << "\n" << records);
        options.inputs = {folder.write("input.json", records)};
        options.jobs = 1;
        options.cut_from = 1U << 30U;
        const test::RunOutcome whole = folder.run(options);
        REQUIRE(whole.status != driver::exit_rules);
        for (const std::size_t size : {std::size_t{1}, std::size_t{400}}) {
            for (const unsigned jobs : {1U, 3U}) {
                options.cut_from = size;
                options.jobs = jobs;
                test::RunOutcome parts = folder.run(options);
                if (!whole.out.ends_with("]\n") && parts.out.starts_with(whole.out)) {
                    parts.out = whole.out;  // what stands before an input that breaks off
                }
                CHECK(parts == whole);
            }
        }
    }
}

}  // namespace

TEST_CASE("parts of a record give the tasks of the whole", "[cut]") {
    check_same(images, 0, 0);
    check_same(annotations, 0, 0);
}

TEST_CASE("values that do not fit reject the same tasks in parts", "[cut]") {
    check_same(images, 12, 0);
    check_same(annotations, 12, 0);
}

TEST_CASE("what cannot be cut is read as a whole", "[cut]") {
    check_same(images, 0, 3);
    check_same(annotations, 20, 3);
}
