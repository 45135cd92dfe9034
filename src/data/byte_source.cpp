#include "data/byte_source.hpp"

#include "data/packing.hpp"
#include "diag/codes/data.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace lsmap::data {
namespace {

constexpr std::size_t magic_size = 6;
constexpr std::size_t packed_block = 1U << 16U;

}  // namespace

struct ByteSource::State {
    explicit State(const std::string& path) : name(path == "-" ? "<stdin>" : path) {
        fd = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            fail(errno);
        }
    }
    State(int descriptor, std::string shown)
        : name(std::move(shown)), fd(descriptor), begun(true), is_borrowed(true) {}
    ~State() {
        if (fd > STDIN_FILENO && !is_borrowed) {
            ::close(fd);
        }
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    std::string name;
    int fd = -1;
    bool begun = false, at_end = false, is_borrowed = false;
    std::optional<diag::Diagnostic> failure;

    // of a packed file
    Packing packing = Packing::none;
    std::unique_ptr<Unpacker> unpacker;
    std::string packed;        // a block of the file
    std::size_t used = 0;      // of it
    std::uint64_t offset = 0;  // of the block in the file

    void fail(int error) {
        failure = diag::make(diag::cannot_read_file, name, std::generic_category().message(error));
    }
    void fail_damaged(std::string_view problem) {
        failure = diag::make(diag::packed_input_damaged, name, std::string(name_of(packing)),
                             std::string(problem), offset + used);
        failure->help(
            "it was cut off, changed on the way or is still being written: make it again");
    }

    std::size_t read_file(char* to, std::size_t room) {
        ssize_t got = 0;
        do {
            got = ::read(fd, to, room);
        } while (got < 0 && errno == EINTR);
        if (got < 0) {
            fail(errno);
            return 0;
        }
        at_end = got == 0;
        return static_cast<std::size_t>(got);
    }

    // What the file is stands in its first bytes.
    std::size_t begin(char* to, std::size_t room) {
        begun = true;
        std::size_t got = 0;
        while (got < std::min(magic_size, room) && !at_end && !failure) {
            got += read_file(to + got, room - got);
        }
        const std::string_view bytes(to, got);
        packing = packing_of_bytes(bytes);
        if (const std::string_view unknown = unknown_packing(bytes); !unknown.empty()) {
            failure = diag::make(diag::compressed_input, name, std::string(unknown));
            failure->help("unpack it on the way: `xz -dc FILE | lsmapc RULES -`");
            return 0;
        }
        if (packing == Packing::none) {
            return got;
        }
        packed.assign(to, got);
        unpacker = Unpacker::make(packing);
        return unpack(to, room);
    }

    std::size_t unpack(char* to, std::size_t room) {
        while (!failure) {
            const Unpacker::Step step =
                unpacker->step(std::string_view(packed).substr(used), to, room);
            used += step.taken;
            if (!step.problem.empty()) {
                fail_damaged(step.problem);
            }
            if (step.made != 0) {
                return step.made;
            }
            if (!failure && step.taken == 0 && used < packed.size()) {
                fail_damaged("does not unpack");
            }
            if (failure || (used == packed.size() && !next_block())) {
                break;
            }
        }
        return 0;
    }

    bool next_block() {
        offset += packed.size();
        used = 0;
        packed.resize(packed_block);
        packed.resize(at_end ? 0 : read_file(packed.data(), packed_block));
        if (packed.empty() && !failure && !unpacker->may_end()) {
            fail_damaged("ends early");
        }
        return !packed.empty();
    }
};

ByteSource::ByteSource(const std::string& path) : state_(std::make_unique<State>(path)) {}
ByteSource::ByteSource(int descriptor, const std::string& name)
    : state_(std::make_unique<State>(descriptor, name)) {}
ByteSource::~ByteSource() = default;
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;

std::size_t ByteSource::read(char* to, std::size_t room) {
    State& s = *state_;
    if (s.failure) {
        return 0;
    }
    if (!s.begun) {
        return s.begin(to, room);
    }
    return s.unpacker != nullptr ? s.unpack(to, room) : s.read_file(to, room);
}

int ByteSource::descriptor() const { return state_->unpacker == nullptr ? state_->fd : -1; }

std::uint64_t ByteSource::bytes_left() const {
    struct stat file {};
    const int fd = descriptor();
    const off_t at = fd < 0 ? -1 : ::lseek(fd, 0, SEEK_CUR);
    const bool is_known = at >= 0 && ::fstat(fd, &file) == 0 && file.st_size > at;
    return is_known ? static_cast<std::uint64_t>(file.st_size - at) : 0;
}

int ByteSource::seek(std::uint64_t offset) {
    state_->at_end = false;
    return ::lseek(state_->fd, static_cast<off_t>(offset), SEEK_SET) < 0 ? errno : 0;
}

const std::optional<diag::Diagnostic>& ByteSource::failure() const { return state_->failure; }

std::optional<diag::Diagnostic> read_all(const std::string& path, std::string& text,
                                         std::size_t most) {
    ByteSource source(path);
    std::size_t size = text.size();
    while (size <= most) {
        text.resize(size + std::max(packed_block, size / 2));
        const std::size_t got = source.read(text.data() + size, text.size() - size);
        size += got;
        if (got == 0) {
            break;
        }
    }
    text.resize(size);
    return source.failure();
}

}  // namespace lsmap::data
