#include "diag/codes/data.hpp"
#include "run/machine.hpp"

#include <array>

namespace lsmap::run {

using plan::Step;

void Machine::rows(const plan::Pipeline& pipeline, std::uint32_t site, RowCall each) {
    for (const std::uint32_t counter : pipeline.counters) {
        limits_[counter] = -1;
    }
    const char* const outer = row_source_;
    segment(pipeline, pipeline.barriers.size(), site, each);
    row_source_ = outer;
}

// The steps behind a group or order step run over the rows that it kept.
bool Machine::segment(const plan::Pipeline& pipeline, std::size_t number, std::uint32_t site,
                      RowCall each) {
    const std::size_t end =
        number < pipeline.barriers.size() ? pipeline.barriers[number] : pipeline.steps.size();
    if (number == 0) {
        return stream(pipeline, 0, end, site, each);
    }
    const Step& barrier = pipeline.steps[pipeline.barriers[number - 1]];
    const std::size_t begin = pipeline.barriers[number - 1] + 1;
    Buffer& buffer = buffers_[barrier.buffer];
    buffer.values.clear();
    buffer.order.clear();
    buffer.keys.clear();
    buffer.group_of.clear();
    const auto on = [&] { return stream(pipeline, begin, end, site, each); };
    if (barrier.kind == Step::Kind::group) {
        segment(pipeline, number - 1, site, [&] {
            collect_group(barrier, buffer, site);
            return true;
        });
        return emit_groups(barrier, buffer, on);
    }
    segment(pipeline, number - 1, site, [&] {
        collect_order(barrier, buffer, site);
        return true;
    });
    return emit_ordered(barrier, buffer, on);
}

bool Machine::stream(const plan::Pipeline& pipeline, std::size_t at, std::size_t end,
                     std::uint32_t site, RowCall each) {
    for (; at < end; ++at) {
        const Step& step = pipeline.steps[at];
        switch (step.kind) {
            case Step::Kind::where: {
                Value why_not;
                if (!truth(step.value, why_not)) {
                    if (why_not.state == data::State::skipped) {
                        count_skip(site, why_not);
                    }
                    return true;
                }
                break;
            }
            case Step::Kind::let: {
                const Value value = eval(step.value);
                if (value.state == data::State::skipped) {
                    count_skip(site, value);
                    return true;
                }
                if (step.binders[0] != none) {
                    slots_[step.binders[0]] = value;
                }
                break;
            }
            case Step::Kind::limit: {
                std::int64_t& left = limits_[step.buffer];
                if (left < 0) {
                    const Value count = eval(step.value);
                    if (count.state == data::State::skipped) {
                        count_skip(site, count);
                        return false;
                    }
                    left = std::max<std::int64_t>(count.present() ? count.integer : 0, 0);
                }
                if (left == 0) {
                    return false;
                }
                --left;
                return stream(pipeline, at + 1, end, site, each) && limits_[step.buffer] > 0;
            }
            case Step::Kind::for_list:
            case Step::Kind::for_optional:
            case Step::Kind::for_map:
            case Step::Kind::for_enumerate:
                return stream_source(pipeline, at, end, site, each);
            case Step::Kind::for_zip:
                return stream_zip(pipeline, at, end, site, each);
            case Step::Kind::join:
                return stream_join(pipeline, at, end, site, each);
            case Step::Kind::group:
            case Step::Kind::order:
                return true;  // ends a segment: never within one
        }
    }
    return each();
}

void Machine::bind_element(const Step& step, const Value& element) {
    if (!step.destructure) {
        if (step.binders[0] != none) {
            slots_[step.binders[0]] = element;
        }
        return;
    }
    sound(element);
    for (std::size_t i = 0; i < step.binders.size(); ++i) {
        if (step.binders[i] != none) {
            slots_[step.binders[i]] =
                element.present() && i < element.size ? element.items[i] : data::missing_value();
        }
    }
}

bool Machine::stream_source(const plan::Pipeline& pipeline, std::size_t at, std::size_t end,
                            std::uint32_t site, RowCall each) {
    const Step& step = pipeline.steps[at];
    const Value source = eval(step.sources[0]);
    if (!source.present()) {
        if (source.state == data::State::skipped) {
            count_skip(site, source);
        }
        return true;
    }
    const char* const outer = row_source_;
    const auto row = [&](const Value& element) {
        take_step(step.span);
        if (element.source != nullptr) {
            row_source_ = element.source;
        }
        return stream(pipeline, at + 1, end, site, each);
    };
    if (step.index != none) {
        if (const RowIndex* index = index_of(step.index, source)) {
            const Value key = eval(step.probe);
            if (key.state == data::State::skipped) {  // as the `where` would, for each element
                for (std::uint32_t i = 0; i < source.size; ++i) {
                    count_skip(site, key);
                }
                return true;
            }
            for (std::uint32_t i = index->find(key, plan_->indexes[step.index].by);
                 i != RowIndex::end; i = index->next(i)) {
                index->mark(i);
                slots_[step.binders[0]] = source.items[i];
                if (!row(source.items[i])) {
                    return false;
                }
            }
            row_source_ = outer;
            return true;
        }
    }
    bool go_on = true;
    switch (step.kind) {
        case Step::Kind::for_optional:
            bind_element(step, source);
            go_on = row(source);
            break;
        case Step::Kind::for_map:
            for (std::uint32_t i = 0; i + 1 < source.size && go_on; i += 2) {
                if (step.binders[0] != none) {
                    slots_[step.binders[0]] = source.items[i];
                }
                if (step.binders.size() > 1 && step.binders[1] != none) {
                    slots_[step.binders[1]] = source.items[i + 1];
                }
                go_on = row(source.items[i + 1]);
            }
            break;
        case Step::Kind::for_enumerate:
            for (std::uint32_t i = 0; i < source.size && go_on; ++i) {
                if (step.binders[0] != none) {
                    slots_[step.binders[0]] = data::of_int(i);
                }
                if (step.binders.size() > 1 && step.binders[1] != none) {
                    slots_[step.binders[1]] = source.items[i];
                }
                go_on = row(source.items[i]);
            }
            break;
        default:
            for (std::uint32_t i = 0; i < source.size && go_on; ++i) {
                if (step.index != none && step.rest == none) {
                    // The index could not be used: its equality is tried on each element.
                    const plan::Index& index = plan_->indexes[step.index];
                    slots_[step.binders[0]] = source.items[i];
                    take_step(step.span);
                    const Value key = eval(index.key);
                    const Value probe = eval(step.probe);
                    const bool equal =
                        key.present() && probe.present() && order(index.by, key, probe) == 0;
                    if (!equal) {
                        continue;
                    }
                }
                bind_element(step, source.items[i]);
                go_on = row(source.items[i]);
            }
            break;
    }
    row_source_ = outer;
    return go_on;
}

bool Machine::stream_zip(const plan::Pipeline& pipeline, std::size_t at, std::size_t end,
                         std::uint32_t site, RowCall each) {
    const Step& step = pipeline.steps[at];
    // Not on the stack, where the rows of a list query collect.
    std::array<Value, ir::most_zipped> lists;
    const std::size_t count = step.sources.size();
    const Value* first = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        lists[i] = eval(step.sources[i]);
        if (lists[i].state == data::State::skipped) {
            count_skip(site, lists[i]);
            return true;
        }
    }
    std::int64_t size = 0;  // all missing: nothing
    for (std::size_t i = 0; i < count; ++i) {
        if (!lists[i].present()) {
            continue;
        }
        if (first != nullptr && size != lists[i].size) {
            raise(step.span,
                  diag::make(diag::zip_lengths_differ, static_cast<std::size_t>(size),
                             std::size_t{lists[i].size}),
                  &lists[i], first);
        }
        size = lists[i].size;
        first = first == nullptr ? &lists[i] : first;
    }
    const char* const outer = row_source_;
    bool go_on = true;
    for (std::int64_t row = 0; row < size && go_on; ++row) {
        take_step(step.span);
        for (std::size_t i = 0; i < count && i < step.binders.size(); ++i) {
            const Value element = lists[i].present() ? lists[i].items[row] : data::missing_value();
            row_source_ = element.source != nullptr ? element.source : row_source_;
            if (step.binders[i] != none) {
                slots_[step.binders[i]] = element;
            }
        }
        go_on = stream(pipeline, at + 1, end, site, each);
    }
    row_source_ = outer;
    return go_on;
}

bool Machine::stream_join(const plan::Pipeline& pipeline, std::size_t at, std::size_t end,
                          std::uint32_t site, RowCall each) {
    const Step& step = pipeline.steps[at];
    const auto stop = [&](const Value& v) {
        if (v.state == data::State::skipped) {
            count_skip(site, v);
            return true;
        }
        return false;
    };
    const Value source = eval(step.sources[0]);
    if (stop(source)) {
        return true;
    }
    Value probe;
    if (step.probe != none) {
        probe = eval(step.probe);
        if (stop(probe)) {
            return true;
        }
    }
    Value& binder = slots_[step.binders[0]];
    Value found = data::missing_value();
    const auto consider = [&](const Value& element) {
        take_step(step.span);
        binder = element;
        Value why_not;
        if (step.rest != none && !truth(step.rest, why_not)) {
            return;
        }
        if (found.present()) {
            auto d = diag::make(diag::join_finds_several);
            if (found.source != nullptr && element.source != nullptr) {
                d.note(fmt::format("they stand at {} and {}", locate(found.source).pointer,
                                   locate(element.source).pointer));
            }
            d.help(
                "for all of them write `for … where …` instead; for the first one add `limit 1`");
            raise(step.span, std::move(d), &probe, &element);
        }
        found = element;
    };
    if (source.present()) {
        const RowIndex* index = step.index != none ? index_of(step.index, source) : nullptr;
        if (index != nullptr) {
            for (std::uint32_t i = index->find(probe, plan_->indexes[step.index].by);
                 i != RowIndex::end; i = index->next(i)) {
                index->mark(i);
                consider(source.items[i]);
            }
        } else {
            for (const Value& element : source.list()) {
                if (step.index != none) {
                    binder = sound(element);
                    const Value key = eval(plan_->indexes[step.index].key);
                    if (!key.present() || !probe.present() ||
                        order(plan_->indexes[step.index].by, key, probe) != 0) {
                        continue;
                    }
                }
                consider(element);
            }
        }
    }
    if (!found.present() && !step.left) {
        raise_no_partner(step, probe);
    }
    binder = found;
    return stream(pipeline, at + 1, end, site, each);
}

void Machine::raise_no_partner(const Step& step, const Value& probe) const {
    const bool has_key = step.probe != none && probe.present();
    diag::Diagnostic d =
        diag::make(diag::join_finds_none,
                   has_key ? "the key " + shown_key(probe, plan_->indexes[step.index].by)
                   : step.probe != none ? std::string("a missing key")
                                        : std::string("this key"));
    d.help(
        "where that may be so: `left join`, which gives a missing element to go on with "
        "(`?? skip`, `where present(…)`)");
    raise(step.span, std::move(d), &probe);
}

// Where the list is a named input: the marks of its elements.
Partners::Mark* Machine::marks_of(const RowIndex& index, const Value& list) const {
    for (const auto& named : named_) {
        if (options_.partners != nullptr && named != nullptr && list.size != 0 &&
            named->decoded.root.items == list.items) {
            const auto number = static_cast<std::size_t>(&index - indexes_.data());
            return options_.partners->rows(named->name, list.size, [&](std::size_t i) {
                const Value& key = index.key(static_cast<std::uint32_t>(i));
                return key.present() ? shown_key(key, plan_->indexes[number].by) : "no key";
            });
        }
    }
    return nullptr;
}

// Built once for a list: `items` and the record's number tell whether it is the same one.
const RowIndex* Machine::index_of(std::uint32_t number, const Value& list) {
    RowIndex& index = indexes_[number];
    const plan::Index& row = plan_->indexes[number];
    const std::uint64_t epoch = row.whole_run ? 0 : epoch_;
    if (index.items == list.items && index.size == list.size && index.epoch == epoch) {
        return index.usable ? &index : nullptr;
    }
    index.items = list.items;
    index.size = list.size;
    index.epoch = epoch;
    index.usable = false;
    pinned_ |= !row.whole_run;
    index.marks = nullptr;
    index.start(list.size);
    const std::size_t base = stack_.size();
    data::Arena* const outer = arena_;
    arena_ = row.whole_run ? &run_arena_ : arena_;  // keys may be computed
    try {
        for (std::uint32_t i = list.size; i-- > 0;) {
            take_step(plan_->spans[row.key]);
            slots_[row.binder] = list.items[i];
            index.add(i, eval(row.key), row.by);
        }
        index.usable = true;
        index.marks = marks_of(index, list);
    } catch (const Failure&) {  // found again, in order, when the list is gone through
        stack_.resize(base);
    }
    arena_ = outer;
    return index.usable ? &index : nullptr;
}

}  // namespace lsmap::run
