#include "driver/files.hpp"

#include "diag/codes/data.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace lsmap::driver {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string reason(int error) { return std::generic_category().message(error); }

int write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

void emit_at(diag::Sink& sink, std::optional<Span> from, diag::Diagnostic d) {
    d.span = from;
    sink.add(std::move(d));
}

}  // namespace

int DescriptorSink::put(std::string_view bytes) { return write_all(descriptor_, bytes); }

int read_bytes(const std::filesystem::path& path, std::string& text, std::size_t most) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno;
    }
    std::array<char, 65536> block;
    int error = 0;
    while (text.size() <= most) {
        const ssize_t n = ::read(descriptor, block.data(), block.size());
        if (n > 0) {
            text.append(block.data(), static_cast<std::size_t>(n));
        } else if (n == 0 || errno != EINTR) {
            error = n == 0 ? 0 : errno;
            break;
        }
    }
    ::close(descriptor);
    return error;
}

std::optional<FileId> read_text(const std::filesystem::path& path, std::string shown,
                                SourceMap& sources, diag::Sink& sink, std::optional<Span> from) {
    std::string text;
    if (const int error = read_bytes(path, text, max_text_file); error != 0) {
        emit_at(sink, from, cannot_read(shown, error));
        return std::nullopt;
    }
    if (text.size() > max_text_file) {
        emit_at(sink, from, make(diag::text_file_too_large, shown, max_text_file >> 20U));
        return std::nullopt;
    }
    if (text.starts_with(byte_order_mark)) {
        text.erase(0, byte_order_mark.size());
    }
    return sources.add(std::move(shown), std::move(text));
}

std::filesystem::path beside(const std::filesystem::path& from, std::string_view path) {
    return (from.parent_path() / std::filesystem::path(path)).lexically_normal();
}

std::unique_ptr<OutputFile> OutputFile::open(const std::string& path, diag::Sink& sink) {
    const auto failed = [&](int error) {
        report_write_failure(path, error, sink);
        return nullptr;
    };
    struct stat facts {};
    const bool exists = ::stat(path.c_str(), &facts) == 0;
    if (exists && S_ISDIR(facts.st_mode)) {
        return failed(EISDIR);
    }
    if (exists && !S_ISREG(facts.st_mode)) {
        const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        return descriptor < 0
                   ? failed(errno)
                   : std::unique_ptr<OutputFile>(new OutputFile(path, path, "", descriptor));
    }
    // Through a symbolic link the file is replaced, not the link.
    std::error_code none;
    const std::filesystem::path resolved =
        exists ? std::filesystem::canonical(path, none) : std::filesystem::path(path);
    const std::filesystem::path target = none ? std::filesystem::path(path) : resolved;
    if (!target.has_filename()) {
        return failed(EISDIR);
    }
    std::string temporary =
        (target.parent_path() / ("." + target.filename().string() + ".XXXXXX")).string();
    const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) {
        return failed(errno);
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(descriptor, exists ? facts.st_mode & 07777U : 0666U & ~mask);
    return std::unique_ptr<OutputFile>(
        new OutputFile(path, target.string(), temporary, descriptor));
}

int OutputFile::put(std::string_view bytes) {
    if (packer_ == nullptr) {
        return write_all(descriptor_, bytes);
    }
    packed_.clear();
    packer_->add(bytes, false, packed_);
    return write_all(descriptor_, packed_);
}

int OutputFile::close() {
    const int status = descriptor_ < 0 ? 0 : ::close(std::exchange(descriptor_, -1));
    return status == 0 ? 0 : errno;
}

bool OutputFile::commit(diag::Sink& sink) {
    int error = failure();
    if (packer_ != nullptr && error == 0) {
        packed_.clear();
        packer_->add({}, true, packed_);
        error = write_all(descriptor_, packed_);
    }
    const int closed = close();
    error = error != 0 ? error : closed;
    if (error == 0 && !temporary_.empty() &&
        std::rename(temporary_.c_str(), target_.c_str()) != 0) {
        error = errno;
    }
    if (error != 0) {
        report_write_failure(shown_, error, sink);
        return false;
    }
    temporary_.clear();
    return true;
}

OutputFile::~OutputFile() {
    close();
    if (!temporary_.empty()) {
        ::unlink(temporary_.c_str());
    }
}

diag::Diagnostic cannot_read(std::string_view path, int error) {
    return make(diag::cannot_read_file, std::string(path), reason(error));
}

void report_write_failure(std::string_view path, int error, diag::Sink& sink) {
    if (error != EPIPE) {
        sink.emit(diag::cannot_write_file, std::string(path), reason(error));
    }
}

}  // namespace lsmap::driver
