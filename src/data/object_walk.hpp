#pragma once
#include "data/value_end.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lsmap::data {

// A place in a file, counted from some beginning.
struct Place {
    std::uint64_t offset = 0, line = 1, column = 0;
};

// Goes through a large object of a file from member to member, and through lists of it by so many
// elements at a time, in bounded memory. It looks at brackets, quotes and what stands between
// values only: what it gives has to be read to know that it is JSON. Where that is not to be had it
// is `broken`.
class ObjectWalk {
 public:
    static constexpr std::size_t block = std::size_t{512} << 10U;

    // `start` is the place of its `{`, or of a list of it, `offset` bytes behind `base` in what the
    // descriptor reads; `most`: bytes of a value that is not gone through.
    ObjectWalk(int descriptor, std::uint64_t base, const Place& start, std::size_t most);

    // Behind the `{`; then member by member. `key` keeps its quotes. False: behind the `}`, or
    // broken.
    bool enter();
    bool next_member(std::string_view& key);
    // Whether the value here is a list.
    bool at_list();
    // All of the value here.
    bool value(std::string_view& text);
    // The next elements of the list here, as they stand, those between them included. False: behind
    // the `]`, or broken.
    struct Elements {
        std::string_view text;
        std::uint64_t offset = 0;  // of `text`
        struct Extent {
            std::size_t begin, size;
        };
        std::vector<Extent> each;  // within `text`
    };
    bool next_elements(Elements& elements);

    bool broken() const { return broken_; }
    int failure() const { return failure_; }  // errno
    Place place();
    // Places at most a block apart, in their order.
    const std::vector<Place>& marks() const { return marks_; }

 private:
    bool fill();
    bool blanks();
    bool break_off();
    // Length of the value that starts `ahead` bytes from here; it is read to its end.
    bool measure(std::size_t ahead, std::size_t& size);
    void count_to(std::size_t to);

    int descriptor_;
    std::uint64_t base_;
    std::size_t most_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, end_ = 0;
    std::size_t counted_ = 0;  // how far lines are counted in the buffer
    std::uint64_t buffer_offset_ = 0;
    Place counted_place_;
    std::vector<Place> marks_;
    ValueEnd value_end_;
    bool at_eof_ = false, broken_ = false;
    bool first_member_ = true, in_list_ = false;
    int failure_ = 0;
};

}  // namespace lsmap::data
