#include "data/temporary_file.hpp"

#include "diag/codes/data.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <system_error>
#include <unistd.h>

namespace lsmap::data {
namespace {

std::string folder() {
    std::error_code none;
    const std::filesystem::path path = std::filesystem::temp_directory_path(none);
    return none || path.empty() ? "/tmp" : path.string();
}

}  // namespace

TemporaryFile::~TemporaryFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

bool TemporaryFile::fail(int error) {
    failure_ =
        diag::make(diag::cannot_write_temporary, folder(), std::generic_category().message(error));
    failure_->help("name a folder with room for the input in the environment variable TMPDIR");
    return false;
}

bool TemporaryFile::append(std::string_view bytes) {
    if (failure_) {
        return false;
    }
    if (descriptor_ < 0) {
        std::string name = folder() + "/lsmapc-XXXXXX";
        descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
        if (descriptor_ < 0) {
            return fail(errno);
        }
        ::unlink(name.c_str());
    }
    while (!bytes.empty()) {
        const ssize_t put =
            ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return fail(put < 0 ? errno : EIO);
        }
        bytes.remove_prefix(static_cast<std::size_t>(put));
        size_ += static_cast<std::uint64_t>(put);
    }
    return true;
}

int read_at(int descriptor, std::uint64_t offset, char* to, std::size_t size) {
    while (size != 0) {
        const ssize_t got = ::pread(descriptor, to, size, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got < 0 ? errno : EIO;
        }
        to += got;
        offset += static_cast<std::uint64_t>(got);
        size -= static_cast<std::size_t>(got);
    }
    return 0;
}

}  // namespace lsmap::data
