#include "run/handles.hpp"

#include "run/row_index.hpp"

namespace lsmap::run {

using data::Value;

std::size_t Handles::Keyed::place(std::uint64_t hash, const Value& key) const {
    std::size_t at = hash & (heads.size() - 1);
    while (heads[at] != nothing &&
           !(hashes[heads[at]] == hash && same_key(keys[heads[at]], key, by))) {
        at = (at + 1) & (heads.size() - 1);
    }
    return at;
}

std::uint32_t Handles::Keyed::find(const Value& key) const {
    if (heads.empty()) {
        return nothing;
    }
    const std::uint32_t entry = heads[place(key_hash(key, by), key)];
    return entry == nothing ? nothing : regions[entry];
}

void Handles::Keyed::grow() {
    constexpr std::size_t first_capacity = 16;
    if (keys.size() * 2 < heads.size()) {
        return;
    }
    heads.assign(heads.empty() ? first_capacity : heads.size() * 2, nothing);
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
        heads[place(hashes[i], keys[i])] = i;
    }
}

void Handles::start(const std::vector<ir::Handle>& handles) {
    regions_.clear();
    parents_.clear();
    searches_.clear();
    plain_.assign(handles.size(), nothing);
    keyed_.resize(handles.size());
    for (std::size_t i = 0; i < handles.size(); ++i) {
        Keyed& keyed = keyed_[i];
        keyed.by = handles[i].by;
        if (!keyed.keys.empty()) {
            keyed.heads.clear();
            keyed.regions.clear();
            keyed.hashes.clear();
            keyed.keys.clear();
        }
    }
}

std::uint32_t Handles::add(const IdText& made, const Value& given_id) {
    regions_.push_back({made, given_id});
    parents_.push_back(nothing);
    return static_cast<std::uint32_t>(regions_.size() - 1);
}

std::string_view Handles::id(std::uint32_t region) const {
    const Region& it = regions_[region];
    return it.given.present() ? it.given.str() : std::string_view(it.made.data(), it.made.size());
}

bool Handles::name(std::uint32_t handle, const Value& key, std::uint32_t region) {
    Keyed& keyed = keyed_[handle];
    keyed.grow();
    const std::uint64_t hash = key_hash(key, keyed.by);
    const std::size_t at = keyed.place(hash, key);
    if (keyed.heads[at] != nothing) {
        return false;
    }
    keyed.heads[at] = static_cast<std::uint32_t>(keyed.keys.size());
    keyed.keys.push_back(key);
    keyed.hashes.push_back(hash);
    keyed.regions.push_back(region);
    return true;
}

Value Handles::find(std::uint32_t handle) const {
    if (plain_[handle] != nothing) {
        return data::of_int(plain_[handle]);
    }
    Value lost = data::missing_value();
    lost.size = 1;
    return lost;
}

Value Handles::find(std::uint32_t handle, const Value& key) {
    if (!key.present()) {
        return data::missing_value();
    }
    const std::uint32_t region = keyed_[handle].find(key);
    if (region != nothing) {
        return data::of_int(region);
    }
    Search wanted;
    wanted.handle = handle;
    wanted.key = key;
    Value found = search(wanted);
    found.source = key.source;
    return found;
}

Value Handles::search(Search search) {
    searches_.push_back(search);
    return data::of_int(-static_cast<std::int64_t>(searches_.size()));
}

Handles::Search& Handles::last_of(const Value& first) {
    auto at = static_cast<std::size_t>(-first.integer - 1);
    while (searches_[at].next != nothing) {
        at = searches_[at].next;
    }
    return searches_[at];
}

void Handles::go_on(const Value& first, const Value& other) {
    if (!other.present()) {
        return;
    }
    Value next = other;
    if (other.integer >= 0) {
        Search known;
        known.region = static_cast<std::uint32_t>(other.integer);
        next = search(known);
    }
    last_of(first).next = static_cast<std::uint32_t>(-next.integer - 1);
}

void Handles::end_with_skip(const Value& first, std::uint32_t reason) {
    Search& last = last_of(first);
    last.end = End::skip;
    last.reason = reason;
}

void Handles::end_with_fail(const Value& first, std::uint32_t node, const Value& message) {
    Search& last = last_of(first);
    last.end = End::fail;
    last.node = node;
    last.message = message;
}

Handles::Answer Handles::answer(const Value& region) const {
    Answer found;
    if (!region.present()) {
        return found;
    }
    if (region.integer >= 0) {
        found.region = static_cast<std::uint32_t>(region.integer);
        return found;
    }
    auto at = static_cast<std::uint32_t>(-region.integer - 1);
    found.key = searches_[at].key;
    found.handle = searches_[at].handle;
    while (at != nothing) {
        const Search& it = searches_[at];
        found.region = it.region != nothing ? it.region : keyed_[it.handle].find(it.key);
        if (found.region != nothing) {
            found.end = End::missing;
            return found;
        }
        found.end = it.end;
        found.reason = it.reason;
        found.node = it.node;
        found.message = it.message;
        at = it.next;
    }
    return found;
}

std::vector<std::uint32_t> Handles::circle() const {
    // By region: the walk that came by first.
    std::vector<std::uint32_t> walk(parents_.size(), nothing);
    for (std::uint32_t i = 0; i < parents_.size(); ++i) {
        std::uint32_t at = i;
        while (at != nothing && walk[at] == nothing) {
            walk[at] = i;
            at = parents_[at];
        }
        if (at != nothing && walk[at] == i) {
            std::vector<std::uint32_t> members = {at};
            for (std::uint32_t next = parents_[at]; next != at; next = parents_[next]) {
                members.push_back(next);
            }
            return members;
        }
    }
    return {};
}

std::uint64_t Handles::bytes() const {
    std::uint64_t all = regions_.capacity() * (sizeof(Region) + sizeof(std::uint32_t)) +
                        searches_.capacity() * sizeof(Search);
    for (const Keyed& keyed : keyed_) {
        all +=
            keyed.heads.capacity() * sizeof(std::uint32_t) +
            keyed.keys.capacity() * (sizeof(Value) + sizeof(std::uint64_t) + sizeof(std::uint32_t));
    }
    return all;
}

}  // namespace lsmap::run
