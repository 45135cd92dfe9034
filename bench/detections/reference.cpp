// detections/rules.lsmap by hand, for this one mapping alone: NDJSON to a task a line.
#include "detections/converter.hpp"

int main(int argc, char** argv) {
    if (argc != 2) {
        bench::stop("usage: reference INPUT.ndjson");
    }
    bench::Converter converter;
    bench::ondemand::parser parser;
    bench::for_each_line(argv[1], [&](const char* line, std::size_t size, std::size_t capacity) {
        auto doc = bench::must(parser.iterate(line, size, capacity));
        converter.record(bench::must(doc.get_object()));
        converter.out().raw('\n');
        converter.out().flush_if_full();
    });
    converter.out().flush();
}
