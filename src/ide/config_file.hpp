#pragma once
#include "base/source.hpp"
#include "ide/outline.hpp"
#include "labelstudio/config.hpp"

#include <string>
#include <vector>

namespace lsmap::ide {

// A control, an object or a label as its config names it.
struct ConfigName {
    Span tag;                                          // the start tag
    Span name;                                         // its name in the tag, or the tag's own
    const labelstudio::Control* control = nullptr;     // itself, or the one that has the label
    const labelstudio::LabelOption* option = nullptr;  // of a label
    const labelstudio::Object* object = nullptr;
};

// A labeling config that is open itself, read for questions about it.
class ConfigFile {
 public:
    ConfigFile(std::string path, std::string text);

    bool is_read() const { return config_.usable; }
    const SourceMap& sources() const { return sources_; }
    const SourceFile& source() const { return sources_[config_.file]; }
    const labelstudio::LabelingConfig& config() const { return config_; }

    // What the start tag around `byte` declares; two where one tag is a control and its object.
    std::vector<ConfigName> names_at(std::uint32_t byte) const;
    // The object whose name in a `toName` stands there.
    std::vector<ConfigName> targets_at(std::uint32_t byte) const;
    // All that it declares, in the order of the file; labels follow their control.
    std::vector<ConfigName> names() const;

 private:
    ConfigName named(labelstudio::ElementId element) const;

    SourceMap sources_;
    labelstudio::LabelingConfig config_;
};

// Objects and controls, which have their labels below them.
std::vector<OutlineEntry> outline(const ConfigFile& file);

// What hover says of a name of the config, but for its uses.
std::string config_text(const ConfigFile& file, const ConfigName& name);

}  // namespace lsmap::ide
