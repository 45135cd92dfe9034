#pragma once
#include "data/input.hpp"
#include "diag/diagnostic.hpp"
#include "plan/plan.hpp"
#include "run/runner.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace lsmap::run {

struct CutOptions {
    std::size_t part_bytes = std::size_t{1} << 20U;    // about so much text has a part
    std::size_t held_bytes = std::size_t{32} << 20U;   // of the fields that every part holds
    std::size_t spill_bytes = std::size_t{64} << 20U;  // of keyed lists that stay in memory
    std::string file;                                  // for messages
};

// A large record as parts (plan::Cut), each of them a record that gives the tasks of some elements
// of the list. They come to the same tasks, in the same order, as the whole record.
//
// The text is gone through once, keyed lists that stand before the list once more. It is read whole
// on the way, so that what is no JSON shows before the first task. In memory stay 24 bytes for each
// element of the list, 24 for each of its keys, and the fields that are held; elements of keyed
// lists are sorted into parts, on disk where they are many.
class CutRecord {
 public:
    // nullptr: it has to be read whole (what is no JSON, a list that is none, a key that stands
    // twice, …), or with `failure` it cannot be read. `runner` is used while it is made.
    static std::unique_ptr<CutRecord> make(const data::Record& record, const data::OpenRecord& open,
                                           const plan::Plan& plan, Runner& runner,
                                           const CutOptions& options,
                                           std::optional<diag::Diagnostic>& failure);
    ~CutRecord();

    // The next part, valid until the next one. False: behind the last, or `failure`.
    bool next(data::Record& part, std::optional<diag::Diagnostic>& failure);

    // Bytes of the record for the parts that are still to come, about.
    std::uint64_t bytes_left() const;
    // The place behind the record: bytes of it, line and column.
    std::uint64_t bytes() const;
    std::uint64_t line() const;
    std::uint64_t column() const;

 private:
    struct State;
    explicit CutRecord(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace lsmap::run
