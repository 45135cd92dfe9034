// coco-boxes/rules.lsmap by hand: the boxes of a COCO file, image by image.
#include "coco.hpp"

namespace {

struct Row {
    std::int64_t image_id, category_id;
    double box[4];  // x, y, width, height in pixels
};

void read_row(bench::ondemand::object o, Row& row) {
    std::size_t i = 0;
    for (auto number : bench::must(o["bbox"].get_array())) {
        if (i == 4) {
            bench::stop("a box has more than four numbers");
        }
        row.box[i++] = bench::must(number.get_double());
    }
    if (i != 4) {
        bench::stop("a box has fewer than four numbers");
    }
}

std::size_t write_row(bench::Output& out, const Row& row, std::string_view label,
                      const bench::Image& image, std::uint64_t task, std::size_t number) {
    bench::begin_result(
        out, task, number,
        "\",\"type\":\"rectanglelabels\",\"from_name\":\"bbox\",\"to_name\":\"image\","
        "\"original_width\":",
        image);
    out.raw("\"x\":");
    out.geometry(row.box[0] / image.width * 100);
    out.raw(",\"y\":");
    out.geometry(row.box[1] / image.height * 100);
    out.raw(",\"width\":");
    out.geometry(row.box[2] / image.width * 100);
    out.raw(",\"height\":");
    out.geometry(row.box[3] / image.height * 100);
    out.raw(",\"rotation\":0,\"rectanglelabels\":[");
    out.string(label);
    out.raw("]}}");
    return number + 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        bench::stop("usage: reference INPUT.json");
    }
    bench::ondemand::parser parser;
    const simdjson::padded_string text = bench::whole_file(argv[1]);
    auto doc = bench::must(parser.iterate(text));
    bench::Coco<Row> coco;
    coco.read(bench::must(doc.get_object()), read_row);
    bench::Output out;
    bench::write_tasks(coco, out, write_row);
}
