#pragma once
#include "base/source.hpp"
#include "data/packing.hpp"
#include "diag/diagnostic.hpp"
#include "driver/streams.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// The only place that reads rule files and configs and writes output files.
namespace lsmap::driver {

inline constexpr std::size_t max_text_file = 16U
                                             << 20U;  // bytes of a rule file or a labeling config

// Text of a rule file or config, added to `sources` under `shown`. Nothing after it has reported
// why not, at `from` where a file names it. `utf8`: it must be UTF-8; a byte order mark is left
// out.
std::optional<FileId> read_text(const std::filesystem::path& path, std::string shown,
                                SourceMap& sources, diag::Sink& sink,
                                std::optional<Span> from = {});

// Adds the bytes of a file to `text`, stopping once it has more than `most`. 0 or errno.
int read_bytes(const std::filesystem::path& path, std::string& text, std::size_t most);
diag::Diagnostic cannot_read(std::string_view path, int error);

// `path` as a file says that stands at `from`: relative to its folder.
std::filesystem::path beside(const std::filesystem::path& from, std::string_view path);

// A file that appears whole or not at all: written under another name beside it and renamed by
// `commit`; without that it vanishes. It is packed where its name ends in `.gz` or `.zst`. What is
// no regular file (/dev/null, a pipe) is written directly.
class OutputFile : public ByteSink {
 public:
    // nullptr after it has reported why not.
    static std::unique_ptr<OutputFile> open(const std::string& path, diag::Sink& sink);
    ~OutputFile() override;

    // True: everything is on its way to the disk under its name. False: reported.
    bool commit(diag::Sink& sink);

 protected:
    int put(std::string_view bytes) override;

 private:
    OutputFile(std::string shown, std::string target, std::string temporary, int descriptor)
        : shown_(std::move(shown)),
          target_(std::move(target)),
          temporary_(std::move(temporary)),
          descriptor_(descriptor),
          packer_(data::Packer::make(data::packing_of_name(shown_))) {}
    int close();

    std::string shown_, target_;
    std::string temporary_;  // empty: written directly
    int descriptor_;
    std::unique_ptr<data::Packer> packer_;  // none: bytes are written as they are
    std::string packed_;
};

// Reports that `path` could not be written. Silent for EPIPE: whoever closed the pipe knows.
void report_write_failure(std::string_view path, int error, diag::Sink& sink);

}  // namespace lsmap::driver
