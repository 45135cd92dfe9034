// coco-polygons/rules.lsmap by hand: the outlines of a COCO file, image by image.
#include "coco.hpp"

namespace {

struct Row {
    std::int64_t image_id, category_id;
    std::size_t first_ring, rings;
};

struct Ring {
    std::size_t first, size;  // numbers, x and y in turn
};

struct Outlines {
    std::vector<Ring> rings;
    std::vector<double> numbers;

    void read(bench::ondemand::object o, Row& row) {
        row.first_ring = rings.size();
        for (auto ring : bench::must(o["segmentation"].get_array())) {
            const std::size_t first = numbers.size();
            for (auto number : bench::must(ring.get_array())) {
                numbers.push_back(bench::must(number.get_double()));
            }
            if ((numbers.size() - first) % 2 != 0) {
                bench::stop("a ring has an x without a y");
            }
            rings.push_back({first, numbers.size() - first});
        }
        row.rings = rings.size() - row.first_ring;
    }

    std::size_t write(bench::Output& out, const Row& row, std::string_view label,
                      const bench::Image& image, std::uint64_t task, std::size_t number) const {
        for (const Ring& ring : std::span(rings).subspan(row.first_ring, row.rings)) {
            bench::begin_result(
                out, task, number++,
                "\",\"type\":\"polygonlabels\",\"from_name\":\"outline\",\"to_name\":\"image\","
                "\"original_width\":",
                image);
            out.raw("\"points\":[");
            for (std::size_t i = 0; i < ring.size; i += 2) {
                out.raw(i == 0 ? "[" : ",[");
                out.geometry(numbers[ring.first + i] / image.width * 100);
                out.raw(',');
                out.geometry(numbers[ring.first + i + 1] / image.height * 100);
                out.raw(']');
            }
            out.raw("],\"closed\":true,\"polygonlabels\":[");
            out.string(label);
            out.raw("]}}");
        }
        return number;
    }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        bench::stop("usage: reference INPUT.json");
    }
    bench::ondemand::parser parser;
    const simdjson::padded_string text = bench::whole_file(argv[1]);
    auto doc = bench::must(parser.iterate(text));
    bench::Coco<Row> coco;
    Outlines outlines;
    coco.read(bench::must(doc.get_object()),
              [&](bench::ondemand::object o, Row& row) { outlines.read(o, row); });
    bench::Output out;
    bench::write_tasks(coco, out,
                       [&](bench::Output& to, const Row& row, std::string_view label,
                           const bench::Image& image, std::uint64_t task, std::size_t number) {
                           return outlines.write(to, row, label, image, task, number);
                       });
}
