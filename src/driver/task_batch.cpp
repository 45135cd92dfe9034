#include "driver/task_batch.hpp"

namespace lsmap::driver {

void Batch::clear() {
    tasks.clear();
    rejections.clear();
    counts.clear();
    stopped = breaks_off = false;
    read_seconds = map_seconds = 0;
}

void BatchSink::task(std::string_view json, std::string_view key) {
    if (stopped_) {
        return;
    }
    batch_->tasks.add(layout_, json, key);
    if (batch_->tasks.text.size() >= most_bytes) {
        stopped_ = !hand_over(*batch_);
    }
}

run::TaskSink::Place BatchSink::place() {
    const Frame frame = frame_of(layout_);
    return stopped_ || !frame.is_all ? Place{}
                                     : Place{&batch_->tasks.text, frame.before, frame.behind};
}

void BatchSink::written() {
    if (batch_->tasks.text.size() >= most_bytes) {
        stopped_ = !hand_over(*batch_);
    }
}

void BatchSink::rejected(const run::Rejection& rejection) {
    if (stopped_) {
        return;
    }
    batch_->rejections.push_back(rejection);
    batch_->stopped = stopped_ = !keep_going_;
    if (at_once() || batch_->rejections.size() >= most_rejections) {
        stopped_ = !hand_over_rejections(*batch_) || stopped_;
    }
}

}  // namespace lsmap::driver
