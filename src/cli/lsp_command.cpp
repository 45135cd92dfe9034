#include "cli/command.hpp"
#include "cli/options.hpp"
#include "ide/protocol/server.hpp"

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <unistd.h>

namespace lsmap::cli {
namespace {

// $XDG_CACHE_HOME/lsmapc, else ~/.cache/lsmapc; empty: there is no such folder.
std::string cache_folder() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && *cache == '/') {
        return std::string(cache) + "/lsmapc";
    }
    const char* home = std::getenv("HOME");
    return home != nullptr && *home == '/' ? std::string(home) + "/.cache/lsmapc" : "";
}

std::size_t read_input(char* into, std::size_t size) {
    while (true) {
        const ssize_t n = ::read(STDIN_FILENO, into, size);
        if (n >= 0 || errno != EINTR) {
            return n > 0 ? static_cast<std::size_t>(n) : 0;
        }
    }
}

}  // namespace

Action declare_lsp(CLI::App& app) {
    auto options = std::make_shared<ide::ServerOptions>();
    options->version = LSMAP_VERSION;
    add_compile_options(app, options->compile);
    // Clients name the way of talking; there is one.
    app.add_flag("--stdio")->description(
        "talk over standard input and output (what it does anyway)");
    app.footer("Exit status: 0 the client shut it down; 1 it went without a word");
    return [options](const driver::Streams& streams) {
        ide::ServerOptions serving = *options;
        serving.cache_folder = cache_folder();
        return ide::serve(serving, read_input, streams.out);
    };
}

}  // namespace lsmap::cli
