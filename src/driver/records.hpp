#pragma once
#include "data/input.hpp"
#include "plan/plan.hpp"
#include "run/cut_record.hpp"
#include "run/runner.hpp"

#include <memory>
#include <optional>

namespace lsmap::driver {

// The records of the inputs, large ones in parts where the plan allows that.
class Records {
 public:
    // Objects of more bytes are taken in parts.
    static constexpr std::size_t default_cut_from = std::size_t{40} << 20U;

    // `options` are those of the input; `cut_from`: see RunOptions.
    Records(data::Input::Options options, std::shared_ptr<const plan::Plan> plan,
            std::size_t cut_from, bool strict);

    // The next record, valid until the next one. `runner` looks into large ones. False: at the end,
    // or `error`.
    bool next(data::Record& record, run::Runner& runner);
    const std::optional<diag::Diagnostic>& error() const {
        return error_ ? error_ : input_.error();
    }
    bool error_is_io() const { return error_ || input_.error_is_io(); }

    // Bytes of the inputs that the records so far take.
    std::uint64_t bytes_done() const;
    std::uint64_t bytes_read() const { return input_.bytes_read(); }
    const std::string& path(std::uint32_t file) const { return input_.path(file); }

 private:
    bool cut(data::Record& record, run::Runner& runner);

    std::shared_ptr<const plan::Plan> plan_;
    std::size_t cut_from_;
    data::Input input_;
    std::unique_ptr<run::CutRecord> parts_;
    std::optional<diag::Diagnostic> error_;
};

}  // namespace lsmap::driver
