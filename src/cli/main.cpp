#include "cli/command_line.hpp"
#include "diag/codes/internal.hpp"
#include "diag/render.hpp"
#include "driver/exit_status.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace {

using namespace lsmap;

bool wants_colour(int descriptor) {
    const char* no_colour = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return isatty(descriptor) == 1 && (no_colour == nullptr || *no_colour == '\0') &&
           terminal != nullptr && std::string_view(terminal) != "dumb";
}

// Buffers of megabytes come and go with every block: given back to the system each time, their
// pages would be cleared again as often.
void keep_freed_memory() {
#if defined(__GLIBC__)
    ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

int report_bug(const driver::Streams& streams, const std::string& what) {
    diag::Sink sink;
    sink.emit(diag::internal_error, what)
        .help("please report it with the rule file and the command line");
    const SourceMap none;
    streams.err.write(diag::render_text({&none, &sink.all()}, {.colour = streams.colour_err}));
    return driver::exit_bug;
}

}  // namespace

int main(int argc, char** argv) {
    keep_freed_memory();
    // A reader that has gone shows as EPIPE, so that output files and the exit status stay ours.
    std::signal(SIGPIPE, SIG_IGN);
    driver::DescriptorSink out(STDOUT_FILENO);
    driver::DescriptorSink err(STDERR_FILENO);
    const driver::Streams streams{out,
                                  err,
                                  err,
                                  wants_colour(STDOUT_FILENO),
                                  wants_colour(STDERR_FILENO),
                                  isatty(STDOUT_FILENO) == 1,
                                  isatty(STDERR_FILENO) == 1};
    try {
        const std::span<char*> words(argv, static_cast<std::size_t>(argc));
        return cli::run_command_line({words.begin() + (argc > 0 ? 1 : 0), words.end()}, streams);
    } catch (const std::exception& bug) {
        return report_bug(streams, bug.what());
    } catch (...) {
        return report_bug(streams, "an unknown exception");
    }
}
