#include "run/machine.hpp"

#include "diag/codes/data.hpp"
#include "run/json_extent.hpp"
#include "run/named_text.hpp"

#include <chrono>
#include <new>

namespace lsmap::run {
namespace {
constexpr std::uint64_t step_slice = 1U << 16U;  // how often limits are looked at
}

Machine::Machine(std::shared_ptr<const plan::Plan> plan, Options options)
    : plan_(std::move(plan)),
      nodes_(plan_->nodes.data()),
      constants_(plan_->constants.data()),
      options_(std::move(options)),
      types_(*plan_->program.types),
      rows_(options_.rows, options_.strict_input),
      out_(options_.digits) {
    record_arena_.limit(options_.limits.value_bytes);
    run_arena_.limit(options_.limits.value_bytes);
    slots_.resize(plan_->slots);
    for (Value& slot : slots_) {
        slot = data::missing_value();
    }
    once_.resize(plan_->once_places);
    buffers_.resize(plan_->buffers);
    limits_.resize(plan_->counters);
    indexes_.resize(plan_->indexes.size());
    for (std::size_t i = 0; i < plan_->indexes.size(); ++i) {
        indexes_[i].epoch = ~std::uint64_t{0};
    }
    objects_.resize(plan_->program.config->objects.size());
    for (std::size_t i = 0; i < objects_.size(); ++i) {
        const auto id = static_cast<labelstudio::ObjectId>(i);
        const double rate = plan_->program.config->objects[id].frame_rate;
        ObjectState& object = objects_[i];
        object.size = object.text = object.duration = data::missing_value();
        object.rate = object.fps = object.frames = data::missing_value();
        objects_[i].frame_rate = rate > 0 ? rate : labelstudio::not_known;
        objects_[i].facts.fps = objects_[i].frame_rate;
    }
    leaves_.resize(plan_->task.leaves.size());
    region_numbers_.resize(plan_->program.config->controls.size());
    total_.resize(plan_->sites.size(), plan_->reasons.size());
    if (options_.coverage) {
        for (const plan::LabelIndex& table : plan_->tables) {
            first_arms_.push_back(total_.arms.size());
            total_.arms.resize(total_.arms.size() + table.arms().size());
        }
    }
    named_.resize(plan_->program.named_inputs.size());
}

std::optional<diag::Diagnostic> Machine::set_named_input(std::string_view name,
                                                         const NamedText& text) {
    for (std::size_t i = 0; i < named_.size(); ++i) {
        const ir::NamedInput& input = plan_->program.named_inputs[i];
        if (plan_->program.variables[input.variable].name != name) {
            continue;
        }
        const auto loaded = std::make_shared<NamedInput>();
        NamedInput& named = *loaded;
        named.name = name;
        named.text = &text;
        named.bytes = text.json();
        reader_.read(*plan_->named_shapes[i], named.bytes, named.arena, named.decoded,
                     options_.strict_input);
        named_[i] = loaded;
        if (named.decoded.syntax) {
            diag::Diagnostic d = named.decoded.syntax->diagnostic;
            d.data = text.locate(named.decoded.syntax->source);
            return d;
        }
        slots_[plan_->named[i]] = named.decoded.root;
    }
    return std::nullopt;
}

void Machine::share_named_inputs(const Machine& other) {
    named_ = other.named_;
    for (std::size_t i = 0; i < named_.size(); ++i) {
        if (named_[i] != nullptr) {
            slots_[plan_->named[i]] = named_[i]->decoded.root;
        }
    }
}

void Machine::look_inside(const Value& v, types::TypeId type) const {
    sound(v);
    if (!v.present()) {
        return;
    }
    using namespace types;
    const Type& t = types_[type];
    if (const auto* optional = std::get_if<OptionalType>(&t)) {
        look_inside(v, optional->inner);
    } else if (const auto* list = std::get_if<ListType>(&t)) {
        for (const Value& item : v.list()) {
            look_inside(item, list->element);
        }
    } else if (const auto* tuple = std::get_if<TupleType>(&t)) {
        for (std::uint32_t i = 0; i < v.size; ++i) {
            look_inside(v.items[i], tuple->places[i].type);
        }
    } else if (const auto* record = std::get_if<RecordType>(&t)) {
        for (std::uint32_t i = 0; i < v.size; ++i) {
            look_inside(v.items[i], record->fields[i].type);
        }
    } else if (const auto* map = std::get_if<MapType>(&t)) {
        for (std::uint32_t i = 1; i < v.size; i += 2) {
            look_inside(v.items[i], map->value);
        }
    } else if (const auto* choice = std::get_if<UnionType>(&t)) {
        if (v.alternative < choice->alternatives.size()) {
            look_inside(v, choice->alternatives[v.alternative]);
        }
    }
}

void Machine::raise_bad(const Value& v) const {
    const data::Decoded* decoded = &decoded_;
    for (const auto& named : named_) {
        if (named != nullptr && v.source >= named->bytes.data() &&
            v.source < named->bytes.data() + named->bytes.size()) {
            decoded = &named->decoded;
        }
    }
    const data::Problem& problem = decoded->problems[v.size];
    throw Failure{problem.diagnostic, problem.source};
}

void Machine::raise(Span span, diag::Diagnostic diagnostic, const Value* a, const Value* b) const {
    diagnostic.span = span;
    const char* source = a != nullptr && a->source != nullptr   ? a->source
                         : b != nullptr && b->source != nullptr ? b->source
                                                                : row_source_;
    throw Failure{std::move(diagnostic), source};
}

void Machine::raise_at(NodeId id, diag::Diagnostic diagnostic, const Value* a,
                       const Value* b) const {
    raise(plan_->spans[id], std::move(diagnostic), a, b);
}

// More than the limit, or than the machine has: which value took it is not known.
Failure Machine::out_of_memory() const {
    diag::Diagnostic d = diag::make(diag::limit_reached, options_.limits.value_bytes,
                                    std::string("bytes of values for one record"));
    d.span = plan_->task.span;
    return {std::move(d), row_source_};
}

void Machine::check_limits(Span span) {
    if (steps_given_ >= options_.limits.steps) {
        raise(span, diag::make(diag::limit_reached, options_.limits.steps,
                               std::string("steps for one task")));
    }
    if (arena_->used() + stack_.size() * sizeof(Value) + waiting_bytes() >
        options_.limits.value_bytes) {
        raise(span, diag::make(diag::limit_reached, options_.limits.value_bytes,
                               std::string("bytes of values for one record")));
    }
    const std::uint64_t slice = std::min(step_slice, options_.limits.steps - steps_given_);
    steps_given_ += slice;
    steps_left_ = slice + 1;
}

diag::DataLocation Machine::locate(const char* source) const {
    const auto within = [&](std::string_view bytes) {
        return source != nullptr && source >= bytes.data() && source < bytes.data() + bytes.size();
    };
    for (const auto& named : named_) {
        if (named != nullptr && within(named->bytes)) {
            return named->text->locate(source);
        }
    }
    diag::DataLocation where;
    if (rows_.reads_rows()) {
        const std::string_view text = record_->json;
        where = source != nullptr && source >= text.data() && source <= text.data() + text.size()
                    ? rows_.locate_in_text(static_cast<std::size_t>(source - text.data()),
                                           record_->line, record_->column)
                    : rows_.locate(source, record_->line, record_->column);
    } else {
        const std::string_view json = record_->json;
        const char* const place = within(json) ? source : json.data();
        where = record_->origin != nullptr
                    ? record_->origin->locate(static_cast<std::size_t>(place - json.data()))
                    : data::locate(json, place, record_->line, record_->column);
    }
    where.file =
        record_->file < options_.files.size() ? options_.files[record_->file] : std::string();
    where.record = record_->number;
    return where;
}

void Machine::reject(TaskSink& sink, Failure& failure, bool whole_record) {
    ++total_.rejected;
    stack_.clear();
    arena_ = &record_arena_;
    drop_counts();
    Rejection rejection;
    rejection.file = record_->file;
    rejection.record = record_->number;
    rejection.whole_record = whole_record;
    rejection.key = key_;
    rejection.diagnostic = std::move(failure.diagnostic);
    rejection.diagnostic.data = locate(failure.source);
    rejection.pointer = rejection.diagnostic.data->pointer;
    rejection.value = record_->json;
    rejection.origin = whole_record ? record_->origin : nullptr;
    if (!whole_record && plan_->task.row_binder != none) {
        const char* source = slots_[plan_->task.row_binder].source;
        if (source != nullptr && source >= json_.data() && source < json_.data() + json_.size()) {
            rejection.value =
                json_extent(json_.substr(static_cast<std::size_t>(source - json_.data())));
        }
    }
    sink.rejected(rejection);
    if (plan_->program.output == ir::OutputShape::responses) {
        sink.task("{\"result\":[]}", key_);  // answers stand in the order of the tasks
    }
}

void Machine::drop_counts(std::size_t from) {
    for (; counted_.size() > from; counted_.pop_back()) {
        --*counted_.back();
    }
}

Counts Machine::take_counts() {
    Counts taken = total_;
    total_.clear();
    return taken;
}

// A task of `task for`: what it needed of the arena is given back, unless an index was built of it.
void Machine::task_in_record(TaskSink& sink) {
    const data::Arena::Mark mark = record_arena_.mark();
    pinned_ = false;
    try {
        task(sink);
    } catch (Failure& failure) {
        reject(sink, failure, false);
    } catch (const std::bad_alloc&) {
        Failure failure = out_of_memory();
        reject(sink, failure, false);
    }
    if (!pinned_) {
        record_arena_.rewind(mark);
    }
}

void Machine::run(const data::Record& record, TaskSink& sink) {
    total_.records += record.part == 0 ? 1 : 0;
    ++epoch_;
    record_ = &record;
    record_arena_.reset();
    arena_ = &record_arena_;
    stack_.clear();
    key_.clear();
    row_source_ = nullptr;
    json_ = record.json;
    if (rows_.reads_rows()) {
        if (auto problem = rows_.read(record.json, record.header)) {
            Failure failure{std::move(problem->diagnostic), record.json.data() + problem->at};
            reject(sink, failure, true);
            return;
        }
        json_ = rows_.json();
    }
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = options_.measure ? Clock::now() : Clock::time_point();
    try {
        reader_.read(*plan_->record_shape, json_, record_arena_, decoded_, options_.strict_input);
        if (options_.measure) {
            total_.decode_seconds += std::chrono::duration<double>(Clock::now() - begin).count();
        }
    } catch (const std::bad_alloc&) {
        Failure failure = out_of_memory();
        reject(sink, failure, true);
        return;
    }
    has_problems_ = !decoded_.problems.empty();
    for (const auto& named : named_) {
        has_problems_ = has_problems_ || (named != nullptr && !named->decoded.problems.empty());
    }
    if (decoded_.syntax) {
        Failure failure{decoded_.syntax->diagnostic, decoded_.syntax->source};
        reject(sink, failure, true);
        return;
    }
    if (options_.strict_input) {
        // A key that is not declared belongs to no value: the record is to blame.
        for (const data::Problem& problem : decoded_.problems) {
            if (problem.diagnostic.code == diag::undeclared_key.code) {
                Failure failure{problem.diagnostic, problem.source};
                reject(sink, failure, true);
                return;
            }
        }
    }
    slots_[plan_->record] = decoded_.root;
    row_source_ = decoded_.root.source;
    try {
        if (plan_->task.pipeline == none) {
            task(sink);
        } else {
            steps_given_ = 0;
            steps_left_ = 1;
            check_limits(plan_->task.span);
            rows(plan_->pipelines[plan_->task.pipeline], plan_->task.site, [&] {
                task_in_record(sink);
                return true;
            });
            commit_counts();  // skips of the last rows
        }
    } catch (Failure& failure) {
        reject_rest(sink, failure);
    } catch (const std::bad_alloc&) {
        Failure failure = out_of_memory();
        reject_rest(sink, failure);
    }
}

// Of a record that has tasks: between them, so that what they counted stands.
void Machine::reject_rest(TaskSink& sink, Failure& failure) {
    const bool has_tasks = plan_->task.pipeline != none;
    if (has_tasks) {
        commit_counts();
    }
    reject(sink, failure, has_tasks);
}

}  // namespace lsmap::run
