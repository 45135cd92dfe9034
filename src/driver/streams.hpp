#pragma once
#include <string>
#include <string_view>

namespace lsmap::driver {

// Where bytes go: standard output, a file, a string in tests. The first failure sticks.
class ByteSink {
 public:
    ByteSink() = default;
    ByteSink(const ByteSink&) = delete;
    ByteSink& operator=(const ByteSink&) = delete;
    virtual ~ByteSink() = default;

    // All of `bytes`. False: it failed, now or before; nothing more is written then.
    bool write(std::string_view bytes) {
        if (failure_ == 0) {
            failure_ = put(bytes);
        }
        return failure_ == 0;
    }
    // errno of the first failure, 0: none. EPIPE: nobody reads any more.
    int failure() const { return failure_; }

 protected:
    virtual int put(std::string_view bytes) = 0;  // 0 or errno

 private:
    int failure_ = 0;
};

class StringSink : public ByteSink {
 public:
    std::string text;

 protected:
    int put(std::string_view bytes) override { return text += bytes, 0; }
};

// An open file descriptor that somebody else closes. Takes partial writes and interrupts.
class DescriptorSink : public ByteSink {
 public:
    explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}

 protected:
    int put(std::string_view bytes) override;

 private:
    int descriptor_;
};

// What a command may write to.
struct Streams {
    ByteSink& out;      // what was asked for: tasks, the report of `check`, a page
    ByteSink& err;      // messages of `run`, usage
    ByteSink& summary;  // the closing lines; standard error too, apart in tests
    bool colour_out = false;
    bool colour_err = false;
    // They are terminals that somebody looks at.
    bool terminal_out = false;
    bool terminal_err = false;
};

}  // namespace lsmap::driver
