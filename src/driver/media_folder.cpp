#include "driver/media_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace lsmap::driver {
namespace {

namespace fs = std::filesystem;

class FileBytes : public raster::PictureBytes {
 public:
    // The path is canonical: a link that has come there since is not followed.
    explicit FileBytes(const fs::path& path)
        : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {}
    ~FileBytes() override {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    bool is_file() const {
        struct stat facts {};
        return descriptor_ >= 0 && ::fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode);
    }
    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> to) override {
        ssize_t got = 0;
        do {
            got = ::pread(descriptor_, to.data(), to.size(), static_cast<off_t>(offset));
        } while (got < 0 && errno == EINTR);
        return got < 0 ? 0 : static_cast<std::size_t>(got);
    }

 private:
    int descriptor_;
};

}  // namespace

std::string MediaFolder::open(const std::string& folder) {
    std::error_code error;
    root_ = fs::canonical(folder, error);
    if (!error && !fs::is_directory(root_, error) && !error) {
        error = std::make_error_code(std::errc::not_a_directory);
    }
    return error ? fmt::format("--media {}: {}", folder, error.message()) : "";
}

MediaFolder::Known MediaFolder::look(std::string_view path) const {
    if (path.find('\0') != std::string_view::npos) {
        return {std::nullopt, "`probe`: the path holds the NUL character"};
    }
    std::error_code error;
    const fs::path real = fs::canonical(root_ / fs::path(path), error);
    if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
        return {};
    }
    if (error) {
        return {std::nullopt,
                fmt::format("`probe`: `{}` cannot be read: {}", path, error.message())};
    }
    if (std::ranges::mismatch(root_, real).in1 != root_.end()) {
        return {std::nullopt,
                fmt::format("`probe`: `{}` is outside of the folder of --media", path)};
    }
    FileBytes bytes(real);
    if (!bytes.is_file()) {
        return {std::nullopt, fmt::format("`probe`: `{}` is no file that can be read", path)};
    }
    Known known{raster::PictureSize{}, ""};
    if (const std::string problem = raster::read_picture_header(bytes, *known.size);
        !problem.empty()) {
        return {std::nullopt, fmt::format("`probe`: the picture `{}` {}", path, problem)};
    }
    return known;
}

std::optional<raster::PictureSize> MediaFolder::size_of(std::string_view path) {
    Known known;
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(std::string(path));
        if (found == known_.end()) {
            if (known_.size() >= most_known) {
                known_.clear();
            }
            known = known_.emplace(std::string(path), look(path)).first->second;
        } else {
            known = found->second;
        }
    }
    if (!known.problem.empty()) {
        throw builtins::DataError{known.problem};
    }
    return known.size;
}

std::string open_pictures(const ir::Program& program, const std::string& folder,
                          MediaFolder& media) {
    std::vector<builtins::PictureAccess*> calls;
    for (const std::unique_ptr<builtins::Prepared>& prepared : program.prepared) {
        if (auto* call = dynamic_cast<builtins::PictureAccess*>(prepared.get()); call != nullptr) {
            calls.push_back(call);
        }
    }
    if (folder.empty()) {
        return calls.empty() ? ""
                             : "the rules read sizes of pictures with `probe`; open the "
                               "folder that these are in: --media DIR";
    }
    for (builtins::PictureAccess* call : calls) {
        call->pictures = &media;
    }
    return media.open(folder);
}

}  // namespace lsmap::driver
