#pragma once
#include "driver/compile.hpp"
#include "driver/streams.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// The language server: messages of the Language Server Protocol 3.17 in and out. What it answers is
// made by the functions of ide/, which know nothing of the protocol.
namespace lsmap::ide {

struct ServerOptions {
    driver::CompileOptions compile;
    std::string version;
    // Folder for what editors open and no file has: standard modules, pages on messages. Empty:
    // none is written, and nothing leads there.
    std::string cache_folder;
};

class Session;

class Server {
 public:
    using Send = std::function<void(std::string_view body)>;
    Server(ServerOptions options, Send send);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // One message; whatever it is, the server goes on.
    void receive(std::string_view body);
    // A header or body that could not be read.
    void receive_problem(std::string_view problem);
    // Called when no message waits: what has changed is checked and told. Changes that come in a
    // row are checked once.
    void settle();
    // May be called by another thread while messages wait: those that a later message cancels are
    // not worked on. True for `exit`, behind which nothing comes.
    bool look_ahead(std::string_view body);
    // Once `exit` has come: 0, or 1 without a `shutdown` before it.
    std::optional<int> exit_status() const;

 private:
    std::unique_ptr<Session> session_;
};

// Reads up to `size` bytes into `into`; 0: the end.
using ReadBytes = std::function<std::size_t(char* into, std::size_t size)>;

// Serves one client until `exit` or the end of its bytes; the exit status.
int serve(const ServerOptions& options, const ReadBytes& read, driver::ByteSink& out);

}  // namespace lsmap::ide
