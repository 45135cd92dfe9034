#include "generate/trial.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <unistd.h>

// Random well-typed triples (labeling config, rules, input) from the tables of tags, run and
// checked. See docs/dev/generator.md.
namespace lsmap::generate {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::uint64_t count = 1000, seed = 1;
    std::string keep, only, emit;
};

// Told where a sanitizer, a signal or an exception ends the program.
char current_seed[64] = "no triple yet\n";

void tell_seed() {
    const ssize_t written = write(2, current_seed, std::char_traits<char>::length(current_seed));
    static_cast<void>(written);
}
void die(int signal) {
    tell_seed();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

const char* usage =
    "usage: lsmap_generate [--count N] [--seed S] [--keep DIR] [--only TAG] [--emit DIR]\n";

bool read_options(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; i += 2) {
        const std::string_view name = argv[i];
        if (i + 1 == argc) {
            return false;
        }
        const std::string_view value = argv[i + 1];
        const auto number = [&](std::uint64_t& n) {
            return std::from_chars(value.data(), value.data() + value.size(), n).ec == std::errc{};
        };
        if (name == "--count" ? !number(options.count)
                              : name == "--seed" && !number(options.seed)) {
            return false;
        }
        if (name == "--keep") {
            options.keep = value;
        } else if (name == "--only") {
            options.only = value;
        } else if (name == "--emit") {
            options.emit = value;
        } else if (name != "--count" && name != "--seed") {
            return false;
        }
    }
    return true;
}

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

void keep(const fs::path& folder, const Triple& triple, bool ndjson, const Outcome& outcome) {
    fs::create_directories(folder);
    write_file(folder / "config.xml", triple.config);
    write_file(folder / "rules.lsmap", triple.rules);
    write_file(folder / "input.json", input_text(triple, ndjson));
    write_file(folder / "output.json", outcome.output);
    if (!outcome.why.empty()) {
        write_file(folder / "why.txt", outcome.why + "\n" + outcome.messages);
    }
}

std::string_view word(labelstudio::Accept accept) {
    switch (accept) {
        case labelstudio::Accept::both:
            return "both";
        case labelstudio::Accept::server:
            return "server";
        case labelstudio::Accept::editor:
            return "editor";
    }
    return "";
}

class Generator {
 public:
    explicit Generator(Options options) : options_(std::move(options)) {
        for (const Pair& pair : all_pairs()) {
            if (options_.only.empty() || labelstudio::same_name(pair.control->tag, options_.only)) {
                pairs_.push_back(pair);
            }
        }
        std::string pattern = (fs::temp_directory_path() / "lsmap_generate.XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) {
            folder_ = pattern;
        }
    }
    ~Generator() {
        std::error_code none;
        if (!folder_.empty()) {
            fs::remove_all(folder_, none);
        }
    }
    Generator(const Generator&) = delete;
    Generator& operator=(const Generator&) = delete;

    int run() {
        if (pairs_.empty() || folder_.empty()) {
            std::cerr << (pairs_.empty() ? "no control has this tag\n" : "no temporary folder\n");
            return 2;
        }
        const auto start = std::chrono::steady_clock::now();
        for (std::uint64_t i = 0; i < options_.count && failures_ < most_failures; ++i) {
            one(options_.seed + i);
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        return report(took.count());
    }

 private:
    static constexpr int most_failures = 20;

    void one(std::uint64_t seed) {
        fmt::format_to_n(current_seed, sizeof current_seed - 1, "seed {}\n{}", seed, '\0');
        alarm(60);
        Random random(seed);
        const Pair pair = random.pick(pairs_);
        Triple triple;
        Outcome outcome;
        bool damaged = false;
        Workplace workplace{folder_};
        ++triples_[pair.name()];
        try {
            triple = make_triple(pair, random);
            workplace.ndjson_input = random.chance(20);
            workplace.ndjson_output = random.chance(20);
            outcome = try_triple(triple, workplace, false);
            for (const auto& [name, count] : outcome.results) {
                results_[name] += count;
            }
            if (!options_.emit.empty() && outcome.why.empty()) {
                keep(fs::path(options_.emit) / fmt::format("{}-{}", seed, word(triple.accept)),
                     triple, workplace.ndjson_input, outcome);
            }
            if (outcome.why.empty() && random.chance(40)) {
                std::string& record = random.pick(triple.records);
                record = mutated(record, random);
                damaged = true;
                outcome = try_triple(triple, workplace, true);
                ++mutants_;
                rejected_ += outcome.rejected;
            }
        } catch (const std::exception& error) {
            outcome.why = std::string("an exception: ") + error.what();
        }
        alarm(0);
        if (!outcome.why.empty()) {
            ++failures_;
            std::cout << fmt::format("FAILED: {}{}, accept {}: --seed {} --count 1{}\n{}\n\n",
                                     pair.name(), damaged ? ", with damaged input" : "",
                                     word(triple.accept), seed,
                                     options_.only.empty() ? "" : " --only " + options_.only,
                                     outcome.why.substr(0, 1500));
            if (!options_.keep.empty()) {
                keep(fs::path(options_.keep) / std::to_string(seed), triple, workplace.ndjson_input,
                     outcome);
            }
        }
    }

    int report(double seconds) {
        std::size_t all = 0;
        std::string unreached;
        for (const Pair& pair : pairs_) {
            const std::string name = pair.name();
            const std::size_t count = results_[name];
            std::cout << fmt::format("{:44} {:6} triples {:8} results\n", name, triples_[name],
                                     count);
            unreached += count == 0 ? (unreached.empty() ? "" : ", ") + name : "";
            all += triples_[name];
        }
        std::cout << fmt::format(
            "{} triples and {} with damaged input ({} tasks rejected) in {:.1f} s\n", all, mutants_,
            rejected_, seconds);
        const bool must_reach = options_.count >= pairs_.size() * 20;
        if (!unreached.empty() && must_reach) {
            std::cout << "FAILED: no result of " << unreached << "\n";
        }
        std::cout << fmt::format("{} passed, {} failed\n",
                                 all - static_cast<std::size_t>(failures_), failures_);
        return failures_ != 0 || (!unreached.empty() && must_reach) ? 1 : 0;
    }

    Options options_;
    std::vector<Pair> pairs_;
    fs::path folder_;
    std::map<std::string, std::size_t> triples_, results_;
    std::size_t mutants_ = 0, rejected_ = 0;
    int failures_ = 0;
};

}  // namespace
}  // namespace lsmap::generate

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

int main(int argc, char** argv) {
    using namespace lsmap::generate;
    Options options;
    if (!read_options(argc, argv, options)) {
        std::cerr << usage;
        return 2;
    }
    if (__sanitizer_set_death_callback != nullptr) {
        __sanitizer_set_death_callback(tell_seed);
    }
    for (const int signal : {SIGABRT, SIGALRM}) {
        std::signal(signal, die);
    }
    if (__sanitizer_set_death_callback == nullptr) {
        std::signal(SIGSEGV, die);
        std::signal(SIGFPE, die);
    }
    return Generator(options).run();
}
