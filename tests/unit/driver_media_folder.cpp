#include "driver/media_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {

class Folder {
 public:
    Folder() : path_(fs::temp_directory_path() / ("lsmap_media_" + std::to_string(::getpid()))) {
        fs::create_directories(path_ / "media" / "sub");
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const fs::path& path() const { return path_; }
    void gif(const std::string& name, char width) const {
        std::ofstream(path_ / name, std::ios::binary)
            << std::string("GIF89a") + width + std::string("\0\x05\0", 3);
    }

 private:
    fs::path path_;
};

// "7x5", "none", or what was wrong.
std::string look(lsmap::driver::MediaFolder& media, std::string_view path) {
    try {
        const auto size = media.size_of(path);
        return size ? std::to_string(size->width) + "x" + std::to_string(size->height) : "none";
    } catch (const lsmap::builtins::DataError& error) {
        return error.message;
    }
}

}  // namespace

TEST_CASE("pictures are found below the folder and nowhere else") {
    const Folder here;
    here.gif("secret.gif", 9);
    here.gif("media/a.gif", 7);
    here.gif("media/sub/b.gif", 8);
    fs::create_symlink(here.path() / "secret.gif", here.path() / "media" / "out.gif");
    fs::create_symlink(here.path(), here.path() / "media" / "up");
    fs::create_symlink("sub/b.gif", here.path() / "media" / "in.gif");
    fs::create_symlink("loop.gif", here.path() / "media" / "loop.gif");
    REQUIRE(::mkfifo((here.path() / "media" / "pipe.gif").c_str(), 0600) == 0);

    lsmap::driver::MediaFolder media;
    REQUIRE(media.open((here.path() / "media").string()).empty());
    CHECK(look(media, "a.gif") == "7x5");
    CHECK(look(media, "sub/../sub/b.gif") == "8x5");
    CHECK(look(media, "in.gif") == "8x5");
    CHECK(look(media, (here.path() / "media" / "a.gif").string()) == "7x5");
    CHECK(look(media, "gone.gif") == "none");
    CHECK(look(media, "a.gif/b.gif") == "none");
    const std::string outside = " is outside of the folder of --media";
    CHECK(look(media, "../secret.gif") == "`probe`: `../secret.gif`" + outside);
    CHECK(look(media, "out.gif") == "`probe`: `out.gif`" + outside);
    CHECK(look(media, "up/secret.gif") == "`probe`: `up/secret.gif`" + outside);
    CHECK(look(media, "up/media/a.gif") == "7x5");
    CHECK(look(media, "pipe.gif") == "`probe`: `pipe.gif` is no file that can be read");
    CHECK(look(media, "sub") == "`probe`: `sub` is no file that can be read");
    CHECK(look(media, "loop.gif").starts_with("`probe`: `loop.gif` cannot be read"));
    CHECK(look(media, std::string_view("a\0.gif", 6)) ==
          "`probe`: the path holds the NUL character");
    fs::remove(here.path() / "media" / "a.gif");
    CHECK(look(media, "a.gif") == "7x5");  // known from before
}

TEST_CASE("a folder that cannot be opened is told") {
    lsmap::driver::MediaFolder media;
    CHECK(media.open("/nowhere/at all") == "--media /nowhere/at all: No such file or directory");
}
