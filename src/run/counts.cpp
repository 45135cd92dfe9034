#include "run/counts.hpp"

#include <algorithm>

namespace lsmap::run {
namespace {

void add_all(std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from) {
    to.resize(std::max(to.size(), from.size()));
    for (std::size_t i = 0; i < from.size(); ++i) {
        to[i] += from[i];
    }
}

}  // namespace

void Counts::resize(std::size_t sites, std::size_t reasons) {
    made.resize(sites);
    changed.resize(sites);
    orphans.resize(sites);
    skips.resize(sites * reasons);
}

void Counts::add(const Counts& other) {
    add_all(made, other.made);
    add_all(changed, other.changed);
    add_all(orphans, other.orphans);
    add_all(skips, other.skips);
    add_all(arms, other.arms);
    records += other.records;
    tasks += other.tasks;
    predictions += other.predictions;
    regions += other.regions;
    rejected += other.rejected;
    bytes += other.bytes;
    decode_seconds += other.decode_seconds;
}

void Counts::clear() {
    for (std::vector<std::uint64_t>* counts : {&made, &changed, &orphans, &skips, &arms}) {
        std::fill(counts->begin(), counts->end(), 0);
    }
    records = tasks = predictions = regions = rejected = bytes = 0;
    decode_seconds = 0;
}

}  // namespace lsmap::run
