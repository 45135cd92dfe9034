#include "diag/codes/data.hpp"
#include "driver/files.hpp"

#include <catch2/catch.hpp>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using namespace lsmap;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path;
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "lsmap-unit-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path = pattern;
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
};

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("an output file appears with `commit` and not before") {
    const Folder folder;
    const fs::path target = folder.path / "out.json";
    diag::Sink sink;
    {
        const auto dropped = driver::OutputFile::open(target.string(), sink);
        REQUIRE(dropped != nullptr);
        CHECK(dropped->write("half"));
    }
    CHECK(folder.files() == 0);
    const auto file = driver::OutputFile::open(target.string(), sink);
    REQUIRE(file != nullptr);
    CHECK(file->write("whole"));
    CHECK_FALSE(fs::exists(target));
    CHECK(file->commit(sink));
    CHECK(content(target) == "whole");
    CHECK(folder.files() == 1);
    CHECK(sink.all().empty());
}

TEST_CASE("an output file takes over the place, the rights and the link of an old one") {
    const Folder folder;
    const fs::path target = folder.path / "old";
    std::ofstream(target) << "old";
    REQUIRE(::chmod(target.c_str(), 0640) == 0);
    const fs::path link = folder.path / "link";
    fs::create_symlink("old", link);
    diag::Sink sink;
    const auto file = driver::OutputFile::open(link.string(), sink);
    REQUIRE(file != nullptr);
    CHECK(file->write("new"));
    CHECK(file->commit(sink));
    CHECK(fs::is_symlink(link));
    CHECK(content(target) == "new");
    CHECK((fs::status(target).permissions() & fs::perms::all) == static_cast<fs::perms>(0640));
}

TEST_CASE("what cannot be written or read is reported with the reason") {
    const Folder folder;
    diag::Sink sink;
    CHECK(driver::OutputFile::open((folder.path / "no" / "out").string(), sink) == nullptr);
    CHECK(driver::OutputFile::open(folder.path.string(), sink) == nullptr);
    SourceMap sources;
    CHECK_FALSE(driver::read_text(folder.path / "none.lsmap", "none.lsmap", sources, sink));
    REQUIRE(sink.all().size() == 3);
    CHECK(sink.all()[0].code == diag::cannot_write_file.code);
    CHECK(sink.all()[1].message.ends_with("Is a directory"));
    CHECK(sink.all()[2].message == "`none.lsmap` cannot be read: No such file or directory");
}

TEST_CASE("a rule file is read without its byte order mark and not beyond the limit") {
    const Folder folder;
    diag::Sink sink;
    SourceMap sources;
    std::ofstream(folder.path / "mark") << "\xEF\xBB\xBFlsmap 1\n";
    const auto file = driver::read_text(folder.path / "mark", "mark", sources, sink);
    REQUIRE(file);
    CHECK(sources[*file].text == "lsmap 1\n");
    std::ofstream(folder.path / "large") << std::string(driver::max_text_file + 1, ' ');
    CHECK_FALSE(driver::read_text(folder.path / "large", "large", sources, sink));
    REQUIRE(sink.all().size() == 1);
    CHECK(sink.all()[0].code == diag::text_file_too_large.code);
}

TEST_CASE("a device is written directly, and a full one is reported") {
    diag::Sink sink;
    const auto file = driver::OutputFile::open("/dev/full", sink);
    REQUIRE(file != nullptr);
    CHECK_FALSE(file->write("x"));
    CHECK(file->failure() == ENOSPC);
    CHECK_FALSE(file->commit(sink));
    CHECK(sink.all().size() == 1);
}
