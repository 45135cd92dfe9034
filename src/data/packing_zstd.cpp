#include "data/packing.hpp"

#include <array>
#include <new>
#include <zstd.h>

namespace lsmap::data::packing {
namespace {

class ZstdUnpacker : public Unpacker {
 public:
    ZstdUnpacker() : stream_(ZSTD_createDStream()) {
        if (stream_ == nullptr) {
            throw std::bad_alloc();
        }
    }
    ~ZstdUnpacker() override { ZSTD_freeDStream(stream_); }
    ZstdUnpacker(const ZstdUnpacker&) = delete;
    ZstdUnpacker& operator=(const ZstdUnpacker&) = delete;

    // Frames that follow one another are one text for zstd, too.
    Step step(std::string_view packed, char* out, std::size_t room) override {
        if (at_end_ && packed.empty()) {
            return {};
        }
        ZSTD_inBuffer in{packed.data(), packed.size(), 0};
        ZSTD_outBuffer to{out, room, 0};
        const std::size_t status = ZSTD_decompressStream(stream_, &to, &in);
        if (ZSTD_isError(status) != 0) {
            return {in.pos, to.pos, "does not unpack"};
        }
        at_end_ = status == 0;
        return {in.pos, to.pos, {}};
    }
    bool may_end() const override { return at_end_; }

 private:
    ZSTD_DStream* stream_;
    bool at_end_ = false;
};

class ZstdPacker : public Packer {
 public:
    ZstdPacker() : stream_(ZSTD_createCStream()) {
        if (stream_ == nullptr) {
            throw std::bad_alloc();
        }
        ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);
    }
    ~ZstdPacker() override { ZSTD_freeCStream(stream_); }
    ZstdPacker(const ZstdPacker&) = delete;
    ZstdPacker& operator=(const ZstdPacker&) = delete;

    void add(std::string_view bytes, bool last, std::string& out) override {
        std::array<char, 65536> block;
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        bool done = false;
        while (!done) {
            ZSTD_outBuffer to{block.data(), block.size(), 0};
            const std::size_t left =
                ZSTD_compressStream2(stream_, &to, &in, last ? ZSTD_e_end : ZSTD_e_continue);
            if (ZSTD_isError(left) != 0) {
                throw std::bad_alloc();  // there is nothing else that can go wrong here
            }
            out.append(block.data(), to.pos);
            done = last ? left == 0 : in.pos == in.size;
        }
    }

 private:
    ZSTD_CStream* stream_;
};

}  // namespace

std::unique_ptr<Unpacker> zstd_unpacker() { return std::make_unique<ZstdUnpacker>(); }
std::unique_ptr<Packer> zstd_packer() { return std::make_unique<ZstdPacker>(); }

}  // namespace lsmap::data::packing
