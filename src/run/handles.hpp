#pragma once
#include "check/ir.hpp"
#include "data/value.hpp"
#include "run/region_id.hpp"

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace lsmap::run {

// The regions of one prediction that have a handle. A region by a key that has not come out yet is
// a search, answered when the rules are through.
//
// A `region` value holds in `integer` the number of the region, or -1 - the number of a search.
class Handles {
 public:
    static constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();

    void start(const std::vector<ir::Handle>& handles);  // of a prediction

    // A region that came out; its number.
    std::uint32_t add(const IdText& made, const data::Value& given_id);
    std::string_view id(std::uint32_t region) const;
    // False: the handle has a region with that key already.
    bool name(std::uint32_t handle, const data::Value& key, std::uint32_t region);
    void name(std::uint32_t handle, std::uint32_t region) { plain_[handle] = region; }
    void forget(std::uint32_t handle) { plain_[handle] = nothing; }

    // Missing since the region did not come out, and not for want of a key.
    static bool is_lost(const data::Value& region) { return region.missing() && region.size != 0; }
    // The region, else missing; of a handle with keys a search where it is not there yet.
    data::Value find(std::uint32_t handle) const;
    data::Value find(std::uint32_t handle, const data::Value& key);

    // What follows where a search finds nothing. A search belongs to one place of the rules, and
    // the last of a chain is the one that goes on.
    enum class End : std::uint8_t { missing, skip, fail };
    struct Answer {
        std::uint32_t region = nothing;
        End end = End::missing;
        std::uint32_t reason = 0;  // of skip
        std::uint32_t node = 0;    // of fail: the expression
        data::Value message;       // of fail
        data::Value key;           // that was looked for first
        std::uint32_t handle = nothing;
    };
    void go_on(const data::Value& first, const data::Value& other);
    void end_with_skip(const data::Value& first, std::uint32_t reason);
    void end_with_fail(const data::Value& first, std::uint32_t node, const data::Value& message);
    Answer answer(const data::Value& region) const;

    // Parents, by region. Regions whose parents lead back to them; empty: there are none.
    void set_parent(std::uint32_t region, std::uint32_t parent) { parents_[region] = parent; }
    std::vector<std::uint32_t> circle() const;

    // What all this takes.
    std::uint64_t bytes() const;

 private:
    struct Region {
        IdText made;
        data::Value given;
    };
    struct Search {
        std::uint32_t handle = nothing;
        std::uint32_t region = nothing;  // known already, as a later part of a chain
        std::uint32_t next = nothing;
        End end = End::missing;
        std::uint32_t reason = 0, node = 0;
        data::Value key, message;
    };
    struct Keyed {  // open addressing, at most half full
        ir::CompareBy by{};
        std::vector<std::uint32_t> heads, regions;
        std::vector<std::uint64_t> hashes;
        std::vector<data::Value> keys;

        std::size_t place(std::uint64_t hash, const data::Value& key) const;
        std::uint32_t find(const data::Value& key) const;
        void grow();
    };
    Search& last_of(const data::Value& first);
    data::Value search(Search search);

    std::vector<Region> regions_;
    std::vector<std::uint32_t> parents_;  // by region
    std::vector<std::uint32_t> plain_;    // by handle: its region
    std::vector<Keyed> keyed_;            // by handle
    std::vector<Search> searches_;
};

}  // namespace lsmap::run
