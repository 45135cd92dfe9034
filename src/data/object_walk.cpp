#include "data/object_walk.hpp"

#include "data/scan.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace lsmap::data {

ObjectWalk::ObjectWalk(int descriptor, std::uint64_t base, const Place& start, std::size_t most)
    : descriptor_(descriptor),
      base_(base),
      most_(most),
      buffer_offset_(start.offset),
      counted_place_(start) {}

bool ObjectWalk::break_off() {
    broken_ = true;
    return false;
}

// Counts lines, and characters behind the last one, up to `to`.
void ObjectWalk::count_to(std::size_t to) {
    const char* begin = buffer_.data() + counted_;
    const char* const stop = buffer_.data() + to;
    const auto* const last = static_cast<const char*>(
        begin == stop ? nullptr : ::memrchr(begin, '\n', static_cast<std::size_t>(stop - begin)));
    if (last != nullptr) {
        counted_place_.line += static_cast<std::uint64_t>(std::count(begin, last + 1, '\n'));
        counted_place_.column = 0;
        begin = last + 1;
    }
    counted_place_.column += static_cast<std::uint64_t>(std::count_if(
        begin, stop, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    counted_place_.offset = buffer_offset_ + to;
    counted_ = to;
}

Place ObjectWalk::place() {
    count_to(at_);
    return counted_place_;
}

// Reads more behind `end_`; what stands before `at_` is given up.
bool ObjectWalk::fill() {
    if (at_eof_ || failure_ != 0) {
        return false;
    }
    if (marks_.empty() || at_ != 0) {
        count_to(at_);
        marks_.push_back(counted_place_);
        if (at_ != end_) {
            std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
        }
        buffer_offset_ += at_;
        end_ -= at_;
        at_ = counted_ = 0;
    }
    if (end_ == buffer_.size()) {
        buffer_.resize(std::max(block, end_ * 2));
    }
    ssize_t got = 0;
    do {
        got = ::pread(descriptor_, buffer_.data() + end_, buffer_.size() - end_,
                      static_cast<off_t>(base_ + buffer_offset_ + end_));
    } while (got < 0 && errno == EINTR);
    failure_ = got < 0 ? errno : 0;
    at_eof_ = got <= 0;
    end_ += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    return got > 0;
}

bool ObjectWalk::blanks() {
    while (true) {
        while (at_ < end_ && is_space(buffer_[at_])) {
            ++at_;
        }
        if (at_ < end_) {
            return true;
        }
        if (!fill()) {
            return false;
        }
    }
}

bool ObjectWalk::measure(std::size_t ahead, std::size_t& size) {
    if (at_ + ahead == end_ && !fill()) {
        return break_off();
    }
    if (is_scalar_end(buffer_[at_ + ahead])) {
        return break_off();
    }
    value_end_.start();
    size = 0;
    while (true) {
        const std::size_t from = at_ + ahead + size;
        if (const auto stop = value_end_.feed(buffer_.data() + from, end_ - from)) {
            size += *stop;
            return true;
        }
        size += end_ - from;
        if (size > most_ || !fill()) {
            return break_off();
        }
    }
}

bool ObjectWalk::enter() {
    if (!blanks() || buffer_[at_] != '{') {
        return break_off();
    }
    ++at_;
    return true;
}

bool ObjectWalk::next_member(std::string_view& key) {
    if (broken_ || !blanks()) {
        return break_off();
    }
    if (buffer_[at_] == '}') {
        ++at_;
        return false;
    }
    if (!first_member_) {
        if (buffer_[at_] != ',') {
            return break_off();
        }
        ++at_;
        if (!blanks()) {
            return break_off();
        }
    }
    first_member_ = false;
    std::size_t size = 0;
    if (buffer_[at_] != '"' || !measure(0, size)) {
        return break_off();
    }
    // The `:` is looked for before the key is given, which has to stay where it is.
    std::size_t colon = size;
    while (true) {
        while (at_ + colon < end_ && is_space(buffer_[at_ + colon])) {
            ++colon;
        }
        if (at_ + colon < end_) {
            break;
        }
        if (!fill()) {
            return break_off();
        }
    }
    if (buffer_[at_ + colon] != ':') {
        return break_off();
    }
    key = {buffer_.data() + at_, size};
    at_ += colon + 1;
    return true;
}

bool ObjectWalk::at_list() { return blanks() && buffer_[at_] == '['; }

bool ObjectWalk::value(std::string_view& text) {
    std::size_t size = 0;
    if (!blanks() || !measure(0, size)) {
        return break_off();
    }
    text = {buffer_.data() + at_, size};
    at_ += size;
    return true;
}

bool ObjectWalk::next_elements(Elements& elements) {
    elements.each.clear();
    if (broken_ || !blanks()) {
        return break_off();
    }
    if (!in_list_) {
        ++at_;
        in_list_ = true;
        if (!blanks()) {
            return break_off();
        }
        if (buffer_[at_] == ']') {
            ++at_;
            return in_list_ = false;
        }
    }
    if (buffer_[at_] == ']') {  // behind an element: the list ends
        ++at_;
        return in_list_ = false;
    }
    // From here on `fill` may move the text, but `at_` stays at its first element.
    std::size_t ahead = 0;   // of what is looked at
    std::size_t behind = 0;  // of the last element
    while (true) {
        std::size_t size = 0;
        if (!measure(ahead, size)) {
            return false;
        }
        elements.each.push_back({ahead, size});
        behind = ahead += size;
        const auto next_sign = [&] {
            while (true) {
                while (at_ + ahead < end_ && is_space(buffer_[at_ + ahead])) {
                    ++ahead;
                }
                if (at_ + ahead < end_) {
                    return true;
                }
                if (!fill()) {
                    return break_off();
                }
            }
        };
        if (!next_sign()) {
            return false;
        }
        const char sign = buffer_[at_ + ahead];
        if (sign == ']') {
            break;
        }
        if (sign != ',') {
            return break_off();
        }
        ++ahead;
        if (!next_sign()) {
            return false;
        }
        if (buffer_[at_ + ahead] == ']') {  // a comma too many
            return break_off();
        }
        // Enough, or no whole element may be left in what was read.
        if (ahead >= block / 2) {
            break;
        }
    }
    elements.offset = buffer_offset_ + at_;
    elements.text = {buffer_.data() + at_, behind};
    at_ += ahead;
    return true;
}

}  // namespace lsmap::data
