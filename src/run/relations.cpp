#include "base/overloaded.hpp"
#include "diag/codes/data.hpp"
#include "run/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

// Regions by their handles, their parents, and the relations between them, which are written when
// all regions are.
namespace lsmap::run {

Value Machine::eval_region(const plan::Node& n) {
    if (n.b == none) {
        return handles_.find(n.a);
    }
    const Value key = eval(n.b);
    return key.state == data::State::skipped ? key : handles_.find(n.a, key);
}

// Where it is not known yet whether the region comes out, what follows is kept for then.
Value Machine::eval_region_else(NodeId id, const plan::Node& n) {
    const Value region = eval(n.a);
    if (region.state == data::State::skipped || (region.present() && region.integer >= 0)) {
        return region;
    }
    switch (static_cast<plan::RegionElse>(n.sub)) {
        case plan::RegionElse::region: {
            const Value other = eval(n.b);
            if (!region.present() || other.state == data::State::skipped) {
                return other;
            }
            handles_.go_on(region, other);
            return region;
        }
        case plan::RegionElse::skip:
            if (!region.present()) {
                return skipped(n.b);
            }
            handles_.end_with_skip(region, n.b);
            return region;
        case plan::RegionElse::fail:
            break;
    }
    Value message = data::of_text("`fail` without a message");
    if (n.b != none) {
        message = eval(n.b);
        if (message.state == data::State::skipped) {
            return message;
        }
    }
    if (!region.present()) {
        raise_at(id, diag::make(diag::data_fail, std::string(message.str())));
    }
    handles_.end_with_fail(region, id, message);
    return region;
}

// The region that came out, else `nothing` with the reason of a `skip`, if there is one.
std::uint32_t Machine::region_of(const Value& value, const char* source,
                                 std::optional<std::uint32_t>& reason) {
    const Handles::Answer answer = handles_.answer(value);
    if (answer.region != Handles::nothing) {
        return answer.region;
    }
    switch (answer.end) {
        case Handles::End::missing:
            break;
        case Handles::End::skip:
            reason = answer.reason;
            break;
        case Handles::End::fail:
            row_source_ = source;
            raise_at(answer.node, diag::make(diag::data_fail, std::string(answer.message.str())),
                     &answer.key);
    }
    return Handles::nothing;
}

std::string Machine::show_key(std::uint32_t handle, const Value& key) const {
    switch (plan_->program.handles[handle].by) {
        case ir::CompareBy::boolean:
            return key.boolean ? "true" : "false";
        case ir::CompareBy::integer:
            return fmt::format("{}", key.integer);
        case ir::CompareBy::text:
        case ir::CompareBy::id:
        case ir::CompareBy::number:
        case ir::CompareBy::integer_number:
        case ir::CompareBy::number_integer:
        case ir::CompareBy::structure:
            break;
    }
    return key.numeric_id ? std::string(key.str()) : fmt::format("\"{}\"", key.str());
}

// ---- handles and parents
// -------------------------------------------------------------------------

void Machine::name_region(const Result& result) {
    const plan::Rule& rule = *result.rule;
    result_region_ = Handles::nothing;
    if (rule.handle == none) {
        return;
    }
    result_region_ = handles_.add(id_text_, result.id);
    if (rule.handle_key == none) {
        handles_.name(rule.handle, result_region_);
    } else if (result.key.present() && !handles_.name(rule.handle, result.key, result_region_)) {
        auto d = diag::make(diag::handle_key_twice, plan_->program.handles[rule.handle].name,
                            show_key(rule.handle, result.key));
        d.help("take a key that is another one for each region, or another handle");
        raise_at(rule.handle_key, std::move(d), &result.key);
    }
}

// Behind the value of a result.
void Machine::emit_parent(const Result& result) {
    if (!result.parent.present()) {
        if (Handles::is_lost(result.parent)) {
            count(total_.orphans[result.rule->site]);
        }
        return;
    }
    if (result.parent.integer < 0) {
        waiting_parents_.push_back({out_.size(), result.parent, result_region_, result.rule->site,
                                    result.parent_at, row_source_});
        return;
    }
    const auto parent = static_cast<std::uint32_t>(result.parent.integer);
    write_parent(out_, parent);
    if (result_region_ != Handles::nothing) {
        handles_.set_parent(result_region_, parent);
    }
}

void Machine::write_parent(data::Output& out, std::uint32_t region) const {
    out.raw(",\"parentID\":");
    out.string(handles_.id(region));
}

// Parents that came out after their children are put in where they belong.
void Machine::finish_parents() {
    const std::size_t begin = waiting_parents_.front().position;
    scratch_.clear();
    scratch_.raw(out_.view().substr(begin));
    const std::string_view written = scratch_.view();
    out_.truncate(begin);
    std::size_t from = begin;
    for (const WaitingParent& child : waiting_parents_) {
        out_.raw(written.substr(from - begin, child.position - from));
        from = child.position;
        std::optional<std::uint32_t> reason;
        const std::uint32_t parent = region_of(child.parent, child.source, reason);
        if (parent == Handles::nothing) {
            count(total_.orphans[child.site]);
        } else {
            write_parent(out_, parent);
            if (child.region != Handles::nothing) {
                handles_.set_parent(child.region, parent);
            }
        }
    }
    out_.raw(written.substr(from - begin));
    const std::vector<std::uint32_t> circle = handles_.circle();
    for (const WaitingParent& child : waiting_parents_) {
        if (std::find(circle.begin(), circle.end(), child.region) != circle.end()) {
            const Handles::Answer answer = handles_.answer(child.parent);
            auto d =
                diag::make(diag::parents_in_a_circle, plan_->program.handles[answer.handle].name,
                           show_key(answer.handle, answer.key));
            row_source_ = child.source;
            raise(child.span, std::move(d), &answer.key);
        }
    }
}

// ---- relations
// -----------------------------------------------------------------------------------

void Machine::relation(const plan::Relation& relation) {
    const auto once = [&] {
        const Value from = eval(relation.from);
        const Value to = from.state == data::State::skipped ? from : eval(relation.to);
        if (to.state == data::State::skipped) {
            count_skip(relation.site, to.size);
            return true;
        }
        const Value missing = data::missing_value();
        tie_.rule = nullptr;
        tie_.labels = tie_.direction = missing;
        tie_.has_labels = false;
        tie_.labels_at = tie_.direction_at = plan_->spans[relation.from];
        building_ = &tie_;
        const Flow flow = block(relation.body);
        building_ = &region_;
        if (flow == Flow::skipped) {
            count_skip(relation.site, skip_reason_);
            return true;
        }
        if (tie_.has_labels && (!tie_.labels.present() || tie_.labels.size == 0)) {
            count_skip(relation.site, plan::reason_empty_list);
            return true;
        }
        ties_.push_back({&relation, from, to, tie_.labels, tie_.direction, row_source_,
                         tie_.labels_at, tie_.direction_at, none, none, none});
        return true;
    };
    if (relation.pipeline == none) {
        once();
    } else {
        rows(plan_->pipelines[relation.pipeline], relation.site, once);
    }
}

// Ends that did not come out are skipped; relations of one pair are put together, since the editor
// shows the first of them only.
void Machine::finish_relations() {
    tie_of_pair_.clear();
    for (std::uint32_t i = 0; i < ties_.size(); ++i) {
        Tie& tie = ties_[i];
        std::optional<std::uint32_t> reason;
        tie.from_region = region_of(tie.from, tie.source, reason);
        tie.to_region = reason ? Handles::nothing : region_of(tie.to, tie.source, reason);
        if (tie.from_region == Handles::nothing || tie.to_region == Handles::nothing) {
            count_skip(tie.relation->site, reason.value_or(plan::reason_missing_end));
            tie.from_region = Handles::nothing;
            continue;
        }
        const std::uint64_t pair =
            (static_cast<std::uint64_t>(tie.from_region) << 32U) | tie.to_region;
        const auto [first, is_new] = tie_of_pair_.try_emplace(pair, TiePair{i, i});
        if (!is_new) {
            join_tie(first->second, i);
        }
    }
    for (const Tie& tie : ties_) {
        if (tie.from_region != Handles::nothing) {
            write_relation(tie);
        }
    }
}

void Machine::join_tie(TiePair& pair, std::uint32_t number) {
    Tie& tie = ties_[number];
    const Tie& first = ties_[pair.first];
    const auto direction = [](const Tie& t) {
        return t.direction.present() ? t.direction.str() : std::string_view("right");
    };
    row_source_ = tie.source;
    if (direction(tie) != direction(first)) {
        auto d = diag::make(diag::direction_differs, fmt::format("`{}`", direction(first)));
        d.help("the editor shows one relation from one region to another: `bi` points both ways");
        raise(tie.direction_at, std::move(d));
    }
    const bool adds_label = tie.labels.present() && first.labels.present();
    if (adds_label && tie.relation->control != none) {
        const labelstudio::Control& control =
            plan_->program.config->controls[labelstudio::ControlId{tie.relation->control}];
        const bool same = tie.labels.size == 1 && first.labels.size == 1 &&
                          tie.labels.items[0].str() == first.labels.items[0].str();
        if (control.single_choice && !same) {
            auto d = diag::make(diag::relation_takes_one_label, control.name);
            d.label(control.span, "it has choice=\"single\"");
            d.help("keep the best one for each pair, or set choice=\"multiple\" in the config");
            raise(tie.labels_at, std::move(d), &tie.labels.items[0]);
        }
    }
    count_skip(tie.relation->site, plan::reason_same_pair);
    ties_[pair.last].next = number;
    pair.last = number;
    tie.from_region = Handles::nothing;
}

void Machine::write_relation(const Tie& tie) {
    if (results_++ != 0) {
        out_.raw(',');
    }
    out_.raw("{\"from_id\":");
    out_.string(handles_.id(tie.from_region));
    out_.raw(",\"to_id\":");
    out_.string(handles_.id(tie.to_region));
    out_.raw(",\"type\":\"relation\",\"direction\":");
    tie.direction.present() ? out_.string(tie.direction.str()) : out_.raw("\"right\"");
    relation_labels_.clear();
    bool any = false;
    for (const Tie* part = &tie; part != nullptr;
         part = part->next == none ? nullptr : &ties_[part->next]) {
        if (!part->labels.present()) {
            continue;
        }
        for (const Value& label : part->labels.list()) {
            if (tie.next != none && !relation_labels_.insert(label.str()).second) {
                continue;
            }
            out_.raw(any ? "," : ",\"labels\":[");
            out_.text(label);
            any = true;
        }
    }
    out_.raw(any ? "]}" : "}");
    count(total_.made[tie.relation->site]);
    if (out_.size() - task_begin_ > options_.limits.output_bytes) {
        raise_too_much(tie.relation->span);
    }
}

// What waits for the end of the prediction.
std::uint64_t Machine::waiting_bytes() const {
    return handles_.bytes() + ties_.capacity() * sizeof(Tie) +
           waiting_parents_.capacity() * sizeof(WaitingParent);
}

}  // namespace lsmap::run
