#pragma once
#include "driver/commands.hpp"
#include "driver/reject_log.hpp"
#include "driver/result_log.hpp"
#include "driver/stats.hpp"
#include "driver/task_writer.hpp"
#include "run/runner.hpp"

#include <string>
#include <vector>

namespace lsmap::driver {

struct Mapped {
    run::Summary summary;
    std::vector<run::Partners::Alone> alone;  // named inputs with rows that nothing was joined with
    Stats stats;                              // without the time of compiling and the wall time
    std::string usage;                        // what is wrong with --input; "": nothing
    bool unreadable = false;                  // an input could not be read; reported
    bool broken = false;  // an input stopped being JSON, or a named one does not fit; reported
};

// Maps every record of the inputs. Stops at the first rejected unit unless --keep-going, and where
// `writer` fails. `compilation.program` is there and is taken; what cannot be read goes to its
// sink.
// `terminal`: where a line may say how far it is; nullptr: nowhere. `log` hears where each result
// comes from, of one record after the other; nullptr: nobody does.
Mapped map_records(Compilation& compilation, const RunOptions& options, TaskWriter& writer,
                   RejectLog& rejects, ByteSink* terminal, ResultLog* log = nullptr);

}  // namespace lsmap::driver
