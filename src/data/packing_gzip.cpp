#include "data/packing.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <zlib.h>

namespace lsmap::data::packing {
namespace {

constexpr int gzip_window = 15 + 16;  // the largest window; 16: a gzip header, not zlib's

uInt at_most(std::size_t size) {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    return static_cast<uInt>(size < most ? size : most);
}
Bytef* bytes_of(std::string_view text) {  // zlib's `next_in` is not const for old callers
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

class GzipUnpacker : public Unpacker {
 public:
    GzipUnpacker() {
        if (inflateInit2(&stream_, gzip_window) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~GzipUnpacker() override { inflateEnd(&stream_); }
    GzipUnpacker(const GzipUnpacker&) = delete;
    GzipUnpacker& operator=(const GzipUnpacker&) = delete;

    Step step(std::string_view packed, char* out, std::size_t room) override {
        if (between_members_) {
            return begin_member(packed);
        }
        stream_.next_in = bytes_of(packed);
        stream_.avail_in = at_most(packed.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out);
        stream_.avail_out = at_most(room);
        const uInt in = stream_.avail_in;
        const uInt free = stream_.avail_out;
        const int status = inflate(&stream_, Z_NO_FLUSH);
        Step step{in - stream_.avail_in, free - stream_.avail_out, {}};
        if (status == Z_STREAM_END) {
            between_members_ = true;
        } else if (status == Z_MEM_ERROR) {
            throw std::bad_alloc();
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            step.problem = "does not unpack";
        }
        return step;
    }
    bool may_end() const override { return between_members_; }

 private:
    // Members may follow one another, and zeros the last one, as tapes and `gzip` have it.
    Step begin_member(std::string_view packed) {
        if (packed.empty()) {
            return {};
        }
        if (packed[0] == '\0') {
            zeros_ = true;
            return {std::min(packed.find_first_not_of('\0'), packed.size()), 0, {}};
        }
        if (zeros_ || packed[0] != '\x1F') {
            return {0, 0, "goes on with something else"};
        }
        between_members_ = false;
        if (inflateReset(&stream_) != Z_OK) {
            throw std::bad_alloc();
        }
        char none = 0;
        return step(packed, &none, 0);
    }

    z_stream stream_{};
    bool between_members_ = false, zeros_ = false;
};

class GzipPacker : public Packer {
 public:
    GzipPacker() {
        constexpr int most_memory = 9;
        if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, most_memory,
                         Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~GzipPacker() override { deflateEnd(&stream_); }
    GzipPacker(const GzipPacker&) = delete;
    GzipPacker& operator=(const GzipPacker&) = delete;

    void add(std::string_view bytes, bool last, std::string& out) override {
        std::array<char, 65536> block;
        int status = Z_OK;
        do {
            stream_.next_in = bytes_of(bytes);
            stream_.avail_in = at_most(bytes.size());
            stream_.next_out = reinterpret_cast<Bytef*>(block.data());
            stream_.avail_out = block.size();
            const uInt in = stream_.avail_in;
            status = deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
            bytes.remove_prefix(in - stream_.avail_in);
            out.append(block.data(), block.size() - stream_.avail_out);
        } while (!bytes.empty() || stream_.avail_out == 0 || (last && status != Z_STREAM_END));
    }

 private:
    z_stream stream_{};
};

}  // namespace

std::unique_ptr<Unpacker> gzip_unpacker() { return std::make_unique<GzipUnpacker>(); }
std::unique_ptr<Packer> gzip_packer() { return std::make_unique<GzipPacker>(); }

}  // namespace lsmap::data::packing
