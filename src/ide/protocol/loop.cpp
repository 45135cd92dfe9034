#include "ide/protocol/framing.hpp"
#include "ide/protocol/server.hpp"

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace lsmap::ide {
namespace {

// Messages that came while the server was at work.
class Waiting {
 public:
    void add(Frame frame) {
        {
            const std::lock_guard lock(mutex_);
            frames_.push_back(std::move(frame));
        }
        changed_.notify_one();
    }
    void end() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
        }
        changed_.notify_one();
    }
    bool empty() const {
        const std::lock_guard lock(mutex_);
        return frames_.empty();
    }
    // Waits for one; nothing: there will be none.
    std::optional<Frame> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ended_ || !frames_.empty(); });
        if (frames_.empty()) {
            return std::nullopt;
        }
        Frame frame = std::move(frames_.front());
        frames_.pop_front();
        return frame;
    }

 private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Frame> frames_;
    bool ended_ = false;
};

// After so many messages in a row what has changed is told even if more wait.
constexpr std::size_t most_unsettled = 64;

}  // namespace

int serve(const ServerOptions& options, const ReadBytes& read, driver::ByteSink& out) {
    // The reader may outlive this call where a client has gone without a word.
    struct Shared {
        Server server;
        Waiting waiting;
        Shared(const ServerOptions& o, Server::Send send) : server(o, std::move(send)) {}
    };
    const auto shared = std::make_shared<Shared>(
        options, [&out](std::string_view body) { out.write(framed(body)); });
    std::thread reader([shared, read] {
        FrameReader frames;
        std::array<char, 65536> block;
        bool is_over = false;
        while (!is_over) {
            const std::size_t size = read(block.data(), block.size());
            frames.feed({block.data(), size});
            while (std::optional<Frame> frame = frames.next()) {
                is_over = shared->server.look_ahead(frame->body) || is_over;
                shared->waiting.add(*std::move(frame));
            }
            is_over = is_over || size == 0;
        }
        shared->waiting.end();
    });
    Server& server = shared->server;
    std::size_t unsettled = 0;
    while (!server.exit_status() && out.failure() == 0) {
        const std::optional<Frame> frame = shared->waiting.next();
        if (!frame) {
            break;
        }
        if (frame->problem.empty()) {
            server.receive(frame->body);
        } else {
            server.receive_problem(frame->problem);
        }
        if (shared->waiting.empty() || ++unsettled == most_unsettled) {
            server.settle();
            unsettled = 0;
        }
    }
    if (out.failure() != 0) {
        reader.detach();
        return 1;
    }
    reader.join();
    return server.exit_status().value_or(1);
}

}  // namespace lsmap::ide
