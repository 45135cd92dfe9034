#include "diag/codes/data.hpp"
#include "run/machine.hpp"

namespace lsmap::run {

bool Machine::leaf_is_missing(std::uint32_t number) const {
    const plan::DataNode& node = plan_->task.tree[number];
    if (node.kind == plan::DataNode::Kind::leaf) {
        return node.leaf == none ||
               (leaves_[node.leaf].missing() && !plan_->task.leaves[node.leaf].null_if_missing);
    }
    for (const std::uint32_t child : node.children) {
        if (!leaf_is_missing(child)) {
            return false;
        }
    }
    return true;
}

void Machine::write_data(std::uint32_t number) {
    const plan::DataNode& node = plan_->task.tree[number];
    if (node.kind == plan::DataNode::Kind::leaf) {
        write_value(out_, leaves_[node.leaf], plan_->task.leaves[node.leaf].type);
        return;
    }
    if (node.kind == plan::DataNode::Kind::each) {
        write_rounds(number);
        return;
    }
    const bool is_object = node.kind == plan::DataNode::Kind::object;
    out_.raw(is_object ? '{' : '[');
    bool first = true;
    for (const std::uint32_t child : node.children) {
        const plan::DataNode& below = plan_->task.tree[child];
        // The commonest: a URL, a text.
        const bool is_text = below.kind == plan::DataNode::Kind::leaf && below.leaf != none &&
                             plan_->task.leaves[below.leaf].is_text &&
                             leaves_[below.leaf].present();
        const bool missing = !is_text && leaf_is_missing(child);
        if (missing && is_object) {
            continue;
        }
        if (!first) {
            out_.raw(',');
        }
        first = false;
        out_.piece(below.fragment);
        if (is_text) {
            out_.text(leaves_[below.leaf]);
        } else if (missing) {
            out_.raw("null");
        } else {
            write_data(child);
        }
    }
    out_.raw(is_object ? '}' : ']');
}

Flow Machine::task_body() {
    const plan::Task& task = plan_->task;
    const ir::OutputShape shape = plan_->program.output;
    if (block(task.setup) == Flow::skipped) {
        return Flow::skipped;
    }
    out_.raw("{\"data\":");
    const std::size_t data_begin = out_.size();
    write_data(task.data_root);
    if (task_id_.present()) {
        key_.assign(task_id_.str());
        task_hash_ = hash_text(key_);
    } else {
        task_hash_ = hash_text(out_.view().substr(data_begin));
    }
    if (shape == ir::OutputShape::tasks) {
        if (task.meta_root != none && !leaf_is_missing(task.meta_root)) {
            out_.raw(",\"meta\":");
            write_data(task.meta_root);
        }
        out_.raw(",\"predictions\":[");
    } else {
        out_.truncate(task_begin_);
    }
    return block(task.body);
}

// Everything of one task; a data error takes back what it wrote.
void Machine::task(TaskSink& sink) {
    TaskSink::Place place;
    if (plan_->program.output == ir::OutputShape::tasks) {
        place = sink.place();
    }
    if (place.out == nullptr) {
        out_.clear();
        task_begin_ = 0;
        write_task();
        total_.bytes += out_.size();
        hand_over(sink);
        return;
    }
    out_.swap_bytes(*place.out);
    const std::size_t begin = out_.size();
    out_.piece(place.before);
    task_begin_ = out_.size();
    try {
        write_task();
    } catch (...) {
        out_.truncate(begin);
        out_.swap_bytes(*place.out);
        throw;
    }
    const std::size_t size = out_.size() - task_begin_;
    total_.bytes += size;
    if (size == 0) {
        out_.truncate(begin);
    } else {
        out_.piece(place.behind);
    }
    out_.swap_bytes(*place.out);
    if (size != 0) {
        sink.written();
    }
}

// Behind `task_begin_`; nothing where it is skipped.
void Machine::write_task() {
    const plan::Task& task = plan_->task;
    const ir::OutputShape shape = plan_->program.output;
    task_id_ = data::missing_value();
    key_.clear();
    piece_ends_.clear();
    versions_.clear();
    if (!plan_->label_sets.empty()) {
        label_sets_.assign(plan_->label_sets.size(), {});
    }
    predictions_ = 0;
    steps_given_ = 0;
    steps_left_ = 1;
    check_limits(task.span);
    if (task_body() == Flow::skipped) {
        drop_counts();
        count_skip(task.site, skip_reason_);
        out_.truncate(task_begin_);
        piece_ends_.clear();
        predictions_ = 0;
        if (shape == ir::OutputShape::responses) {
            out_.raw("{\"result\":[]}");
        }
    } else {
        count(total_.made[task.site]);
        count(total_.tasks);
        switch (shape) {
            case ir::OutputShape::tasks:
                out_.raw("]}");
                break;
            case ir::OutputShape::predictions:
                break;
            case ir::OutputShape::responses:
                if (predictions_ == 0) {
                    out_.raw("{\"result\":[]}");
                } else if (predictions_ > 1) {  // a list of them
                    out_.raw(']');
                }
                break;
        }
    }
    commit_counts();
}

void Machine::hand_over(TaskSink& sink) {
    if (plan_->program.output != ir::OutputShape::predictions) {
        if (out_.size() != 0) {
            const bool is_list =
                plan_->program.output == ir::OutputShape::responses && predictions_ > 1;
            // A single response stands alone: the bracket before it is not part of it.
            const std::size_t from =
                plan_->program.output == ir::OutputShape::responses && predictions_ == 1 ? 1 : 0;
            sink.task(out_.view().substr(is_list ? 0 : from), key_);
        }
        return;
    }
    std::size_t begin = 0;
    for (const std::size_t end : piece_ends_) {
        sink.task(out_.view().substr(begin, end - begin), key_);
        begin = end;
    }
}

void Machine::prediction(const plan::Prediction& prediction) {
    const ir::OutputShape shape = plan_->program.output;
    const std::size_t begin = out_.size();
    const std::size_t counted = counted_.size();
    const auto leave_out = [&](std::uint32_t reason) {
        out_.truncate(begin);
        drop_counts(counted);
        count_skip(prediction.site, reason);
    };
    const Value version = eval(prediction.version);
    if (version.state == data::State::skipped) {
        leave_out(version.size);
        return;
    }
    if (!version.present() || version.size == 0) {
        raise_at(prediction.version, diag::make(diag::empty_model_version), &version);
    }
    if (predictions_ != 0 && shape != ir::OutputShape::predictions) {
        out_.raw(',');
    } else if (shape == ir::OutputShape::responses) {
        out_.raw('[');
    }
    out_.raw('{');
    if (shape == ir::OutputShape::predictions) {
        out_.raw("\"task\":");
        write_value(out_, task_id_, plan_->task.id_type);
        out_.raw(',');
    }
    out_.raw("\"model_version\":");
    if (prediction.version_text.empty()) {
        out_.text(version);
    } else {
        out_.piece(prediction.version_text);
    }
    out_.raw(",\"result\":[");
    prediction_hash_ = hash_text(version.str(), task_hash_);
    results_ = 0;
    scores_.clear();
    fired_.clear();
    if (!given_ids_.empty()) {
        given_ids_.clear();
    }
    if (!plan_->program.handles.empty()) {
        handles_.start(plan_->program.handles);
    }
    ties_.clear();
    waiting_parents_.clear();
    std::fill(region_numbers_.begin(), region_numbers_.end(), 0);
    if (block(prediction.body) == Flow::skipped) {
        leave_out(skip_reason_);
        return;
    }
    if (!waiting_parents_.empty()) {
        finish_parents();
    }
    if (!ties_.empty()) {
        finish_relations();
    }
    out_.raw(']');
    if (prediction.score != none) {
        const Value score = eval(prediction.score);
        if (score.state == data::State::skipped) {
            leave_out(score.size);
            return;
        }
        if (score.present()) {
            out_.raw(",\"score\":");
            out_.number(score);
        }
    }
    out_.raw('}');
    // Looked at when it is sure that it comes out.
    for (const std::string_view other : versions_) {
        if (other == version.str()) {
            raise_at(prediction.version, diag::make(diag::model_version_twice, std::string(other)),
                     &version);
        }
    }
    versions_.push_back(version.str());
    if (shape == ir::OutputShape::predictions) {
        piece_ends_.push_back(out_.size());
    }
    ++predictions_;
    count(total_.predictions);
    count(total_.made[prediction.site]);
}

}  // namespace lsmap::run
