#include "driver/compile.hpp"

#include "diag/codes/config.hpp"
#include "diag/codes/names.hpp"
#include "driver/files.hpp"
#include "driver/stdlib.hpp"
#include "labelstudio/config.hpp"
#include "syntax/build_ast.hpp"
#include "syntax/parse.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace lsmap::driver {
namespace {

namespace fs = std::filesystem;

// A file with `use`, `type`, `const`, `fn`, `rules` alone is there to be used by others.
bool is_module(const ast::Module& module) {
    return std::ranges::none_of(module.items, [](const ast::Item& item) {
        return std::holds_alternative<ast::ConfigItem>(item.node) ||
               std::holds_alternative<ast::InputItem>(item.node) ||
               std::holds_alternative<ast::TaskItem>(item.node) ||
               std::holds_alternative<ast::ErrorItem>(item.node);
    });
}

bool has_broken_items(const ast::Module& module) {
    return std::ranges::any_of(module.items, [](const ast::Item& item) {
        return std::holds_alternative<ast::ErrorItem>(item.node);
    });
}

class Loader {
 public:
    Loader(const std::string& rules, const CompileOptions& options, Compilation& result)
        : options_(options), result_(result), rules_(rules) {
        const fs::path root =
            options.module_root.empty() ? rules_.parent_path() : fs::path(options.module_root);
        std::error_code none;
        root_ = fs::weakly_canonical(root.empty() ? fs::path(".") : root, none);
    }

    std::shared_ptr<const Parsed> parse_file(const fs::path& path, std::optional<Span> from) {
        return parse(read(path, from));
    }

    std::shared_ptr<const Parsed> parse(std::optional<FileId> file) {
        return file ? cached(*file,
                             [&](const SourceFile& source, diag::Sink& heard) {
                                 syntax::Tree tree = syntax::parse(source, *file, heard);
                                 ast::Module module = syntax::build_ast(tree, source, *file, heard);
                                 return FileCache::Entry{
                                     {},
                                     std::make_shared<Parsed>(
                                         Parsed{*file, std::move(tree), std::move(module)}),
                                     {},
                                     {}};
                             })
                          .parsed
                    : nullptr;
    }

    // The module that `use` means in the file `from`; each file is read once.
    std::shared_ptr<const ast::Module> module(const ast::UseItem& use, FileId from) {
        const ast::Name& name = use.path;
        if (use.standard) {
            const std::optional<FileId> file =
                read_standard_module(name.text, options_.stdlib, name.span, result_.sources,
                                     result_.sink, result_.unreadable);
            if (file) {
                standard_.insert(*file);
            }
            return module_of(parse(file));
        }
        if (standard_.contains(from)) {
            result_.sink.emit(name.span, diag::module_outside_folder, name.text)
                .help("a standard module uses only standard modules: use NAME");
            return nullptr;
        }
        const fs::path path = beside(result_.sources[from].path, name.text);
        std::error_code none;
        const fs::path canonical = fs::weakly_canonical(fs::absolute(path, none), none);
        const auto [end, rest] = std::ranges::mismatch(root_, canonical);
        if (end != root_.end()) {
            result_.sink.emit(name.span, diag::module_outside_folder, name.text)
                .help("move it there, or open a wider folder with `--module-root DIR`");
            return nullptr;
        }
        const auto [known, added] = modules_.try_emplace(canonical.string());
        if (added) {
            known->second = module_of(parse_file(path, name.span));
        }
        return known->second;
    }

    std::shared_ptr<const labelstudio::LabelingConfig> config(const ast::Module& module) {
        const ast::ConfigItem* item = check::config_item(module);
        std::optional<FileId> file;
        if (!options_.config.empty()) {
            file = read(options_.config, {});
        } else if (item != nullptr) {
            file = read(beside(rules_, item->path.text), item->path.span);
        } else if (!has_broken_items(module)) {  // a broken one may have been `config`
            diag::Diagnostic& d = result_.sink.emit(diag::no_config);
            if (!module.items.empty()) {
                d.span = module.items.front().span;
            }
            d.help(
                "add `config \"config.xml\"` with the project's labeling config, or give `--config "
                "FILE`");
        }
        if (!file) {
            return nullptr;
        }
        const auto config =
            cached(*file, [&](const SourceFile& source, diag::Sink& heard) {
                return FileCache::Entry{{},
                                        {},
                                        std::make_shared<labelstudio::LabelingConfig>(
                                            labelstudio::read_config(source, *file, heard)),
                                        {}};
            }).config;
        return config->usable ? config : nullptr;
    }

    static std::shared_ptr<const ast::Module> module_of(std::shared_ptr<const Parsed> parsed) {
        return parsed == nullptr ? nullptr
                                 : std::shared_ptr<const ast::Module>(parsed, &parsed->module);
    }

 private:
    // What `read` makes of the file, or made of the same text before.
    template <class Read> FileCache::Entry cached(FileId file, const Read& read_it) {
        const SourceFile& source = result_.sources[file];
        const FileCache::Entry* known =
            options_.cache == nullptr ? nullptr : options_.cache->find(source, file);
        FileCache::Entry entry;
        if (known != nullptr) {
            entry = *known;
        } else {
            diag::Sink heard;
            entry = read_it(source, heard);
            entry.heard.assign(heard.all().begin(), heard.all().end());
            if (options_.cache != nullptr) {
                options_.cache->keep(source, file, entry);
            }
        }
        for (diag::Diagnostic& d : entry.heard) {
            result_.sink.add(std::move(d));
        }
        return entry;
    }

    std::optional<FileId> read(const fs::path& path, std::optional<Span> from) {
        result_.paths.push_back(path.string());
        if (options_.open_text) {
            if (std::optional<std::string> text = options_.open_text(path);
                text && text->size() <= max_text_file) {
                return result_.sources.add(path.string(), *std::move(text));
            }
        }
        const std::optional<FileId> file =
            read_text(path, path.string(), result_.sources, result_.sink, from);
        result_.unreadable = result_.unreadable || !file;
        return file;
    }

    const CompileOptions& options_;
    Compilation& result_;
    fs::path rules_, root_;
    std::map<std::string, std::shared_ptr<const ast::Module>> modules_;
    std::set<FileId> standard_;  // files of standard modules
};

}  // namespace

const FileCache::Entry* FileCache::find(const SourceFile& source, FileId file) const {
    const auto found = entries_.find({source.path, file});
    return found != entries_.end() && found->second.text == source.text ? &found->second : nullptr;
}

void FileCache::keep(const SourceFile& source, FileId file, Entry entry) {
    entry.text = source.text;
    entries_.insert_or_assign({source.path, file}, std::move(entry));
}

std::unique_ptr<Compilation> compile(const std::string& rules, const CompileOptions& options) {
    auto result = std::make_unique<Compilation>();
    Loader loader(rules, options, *result);
    result->main = loader.parse_file(rules, {});
    if (result->main == nullptr) {
        return result;
    }
    const ast::Module* const module = &result->main->module;
    const bool whole = !is_module(*module);
    check::Environment environment{
        .sources = result->sources,
        .config = whole ? loader.config(*module) : nullptr,
        .load_module = [&](const ast::UseItem& use,
                           FileId from) { return loader.module(use, from); },
        .settings = options.settings,
        .output = options.output,
        .accept = options.accept,
        .whole_program = whole,
        .meanings = options.meanings};
    result->program = check::check_program(*module, environment, result->sink);
    if (result->program) {
        result->rows = check::program_rows(*module, *result->program, options.formats,
                                           options.insist_on_formats, result->sink);
        if (result->sink.has_errors()) {
            result->program.reset();
        }
    }
    return result;
}

}  // namespace lsmap::driver
