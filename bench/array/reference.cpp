// detections/rules.lsmap by hand, where the records stand in one array: the file as one document.
#include "detections/converter.hpp"

int main(int argc, char** argv) {
    if (argc != 2) {
        bench::stop("usage: reference INPUT.json");
    }
    bench::Converter converter;
    bench::ondemand::parser parser;
    const simdjson::padded_string text = bench::whole_file(argv[1]);
    auto doc = bench::must(parser.iterate(text));
    bool is_first = true;
    for (auto element : bench::must(doc.get_array())) {
        converter.out().raw(std::exchange(is_first, false) ? "[\n" : ",\n");
        converter.record(bench::must(element.get_object()));
        converter.out().flush_if_full();
    }
    converter.out().raw(is_first ? "[]\n" : "\n]\n");
    converter.out().flush();
}
