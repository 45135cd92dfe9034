#include "generate/labels.hpp"

#include "generate/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lsmap::generate {
namespace {

using labelstudio::Control;
using labelstudio::LabelOption;
using labelstudio::LabelSlot;

constexpr std::string_view dynamic_words[] = {"North", "South pole", "\u897f"};

// Classes of a model: what the keys of a table are.
std::string class_name(std::size_t i) { return fmt::format("class {}", i); }

class Maker {
 public:
    Maker(const Control& control, const std::string& target, Random& random, Names& names,
          const std::string& owner)
        : control_(control), target_(target), random_(random), names_(names), owner_(owner) {
        for (const LabelOption& label : control.labels) {
            const bool is_path = control.kind->label_slot == LabelSlot::paths;
            if ((label.is_leaf || !control.leafs_only) &&
                (is_path || control.allow_nested || label.path.size() == 1)) {
                labels_.push_back(&label);
            }
        }
    }

    LabelPiece make() {
        const labelstudio::SlotPair words =
            labelstudio::label_slot_names(control_.kind->label_slot);
        const bool several = !control_.single_choice && random_.chance(40);
        made_.slot = several ? words.many : words.one;
        if (control_.dynamic_labels) {
            dynamic(several);
        } else if (several) {
            many();
        } else {
            one();
        }
        return std::move(made_);
    }

 private:
    bool has_paths() const {
        return control_.kind->label_slot == LabelSlot::paths || control_.allow_nested;
    }
    // As a rule writes it.
    std::string written(const LabelOption& label) {
        if (has_paths()) {
            std::vector<std::string> parts;
            for (const std::string& part : label.path) {
                parts.push_back(quoted(part));
            }
            return array(parts);
        }
        return quoted(random_.chance(50) ? label.value : label.result);
    }
    std::string some() { return written(*random_.pick(labels_)); }
    std::string field(std::string type, Json json) {
        const std::string name = names_.next("f");
        made_.piece.fields.push_back({name, std::move(type), std::move(json)});
        return owner_ + name;
    }
    // A name of a class, one in ten of them unknown.
    static std::string some_class(Random& random, std::size_t count) {
        return quoted(random.chance(10) ? std::string("something else")
                                        : class_name(random.below(count)));
    }

    // `labels t -> control { … }`; its name.
    std::string table(bool by_number) {
        const std::string name = names_.next("t");
        std::vector<std::string> arms;
        std::size_t key = 0;
        for (const LabelOption* label : labels_) {
            std::string keys = by_number ? std::to_string(key) : quoted(class_name(key));
            ++key;
            if (random_.chance(25)) {
                keys += " | " + (by_number ? std::to_string(key) : quoted(class_name(key)));
                ++key;
            }
            arms.push_back(keys + " -> " + written(*label));
        }
        classes_ = key;
        arms.emplace_back(random_.chance(50) ? "_ -> skip" : "_ -> skip \"unknown class\"");
        item(name, arms);
        return name;
    }
    void item(const std::string& name, const std::vector<std::string>& arms) {
        made_.items.push_back(
            fmt::format("labels {} -> {} {{\n  {}\n}}", name, target_, joined(arms, "\n  ")));
    }

    void one() {
        const bool plain = !has_paths();
        switch (random_.below(plain ? 7 : 3)) {
            case 0:
                made_.piece.expr = some();
                return;
            case 1: {
                const std::string name = table(false);
                made_.piece.expr = name + "(" + field("string", classes(false)) + ")";
                return;
            }
            case 2: {
                const std::string name = table(true);
                made_.piece.expr = name + "(" + field("int", classes(true)) + ")";
                return;
            }
            case 3: {
                const std::string name = names_.next("t");
                item(name, {random_.chance(50) ? "same" : "same loose", "_ -> skip"});
                made_.piece.expr = name + "(" + field("string", own_words()) + ")";
                return;
            }
            case 4: {
                const std::string name = names_.next("t");
                item(name, {"by position", "_ -> skip"});
                classes_ = labels_.size();
                made_.piece.expr = name + "(" + field("int", classes(true)) + ")";
                return;
            }
            case 5:
                made_.piece.expr = "as_label(" + field("string", own_words()) + ") ?? skip";
                return;
            default: {
                classes_ = 2;
                made_.piece.expr = fmt::format(
                    "match {} {{ {} -> {}, _ -> {} }}", field("string", classes(false)),
                    quoted(class_name(0)), some(), random_.chance(50) ? some() : "skip");
                return;
            }
        }
    }
    void many() {
        if (random_.chance(30)) {
            made_.piece.expr = array({some()});
            return;
        }
        const std::string name = table(false);
        const std::size_t count = classes_;
        const std::string list = field("[string]", [count](Moment& m) {
            std::vector<std::string> all;
            for (std::size_t i = 0; i < count; ++i) {
                if (m.random.chance(40)) {
                    all.push_back(quoted(class_name(i)));
                }
            }
            return array(all);
        });
        const std::string binder = names_.next("s");
        made_.piece.expr = fmt::format("[{}({}) for {} in {}]", name, binder, binder, list);
    }
    void dynamic(bool several) {
        const auto word = [](Moment& m) {
            return quoted(dynamic_words[m.random.below(std::size(dynamic_words))]);
        };
        if (several) {
            const std::string list =
                field("[string]", [word](Moment& m) { return array({word(m)}); });
            made_.piece.expr =
                random_.chance(50) ? fmt::format("[as_label(w) ?? skip for w in {}]", list) : list;
            return;
        }
        const std::string text = field("string", word);
        made_.piece.expr = random_.chance(50) ? text : "as_label(" + text + ") ?? skip";
    }

    Json classes(bool by_number) const {
        const std::size_t count = classes_;
        return [count, by_number](Moment& m) {
            return by_number ? std::to_string(m.random.below(count + (m.random.chance(10) ? 3 : 0)))
                             : some_class(m.random, count);
        };
    }
    Json own_words() const {
        std::vector<std::string> words;
        for (const LabelOption* label : labels_) {
            words.push_back(label->value);
        }
        return [words](Moment& m) {
            return quoted(m.random.chance(10) ? std::string("no such label")
                                              : words[m.random.below(words.size())]);
        };
    }

    const Control& control_;
    const std::string& target_;
    Random& random_;
    Names& names_;
    const std::string& owner_;
    std::vector<const LabelOption*> labels_;
    std::size_t classes_ = 1;
    LabelPiece made_;
};

}  // namespace

LabelPiece label_piece(const Control& control, const std::string& table_target, Random& random,
                       Names& names, const std::string& owner) {
    return Maker(control, table_target, random, names, owner).make();
}

std::string dynamic_labels() {
    std::vector<std::string> all;
    for (const std::string_view word : dynamic_words) {
        all.push_back("{value: " + quoted(word) + "}");
    }
    return array(all);
}

}  // namespace lsmap::generate
