#include "diag/explain.hpp"

#include "driver/commands.hpp"

namespace lsmap::driver {

int explain(const std::string& code, const Streams& streams) {
    const diag::Info* row = diag::find_code(code);
    if (row == nullptr) {
        streams.err.write(
            fmt::format("lsmapc: there is no message with the code `{}`; codes look like `{}`\n",
                        code, diag::registry().front().id));
        return exit_usage;
    }
    const std::optional<std::string_view> page = diag::error_page(*row);
    streams.out.write(page ? std::string(*page) : fmt::format("# {}: {}\n", row->id, row->message));
    return streams.out.failure() == 0 ? exit_done : exit_io;
}

}  // namespace lsmap::driver
