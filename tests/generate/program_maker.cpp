#include "generate/program_maker.hpp"

#include "generate/labels.hpp"
#include "generate/sources.hpp"
#include "generate/text.hpp"
#include "generate/values.hpp"
#include "types/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>

namespace lsmap::generate {
namespace {

using labelstudio::Control;
using labelstudio::ControlId;
using labelstudio::DataForm;
using labelstudio::DataVariable;
using labelstudio::Facts;
using labelstudio::Form;
using labelstudio::LabelSlot;
using labelstudio::Object;
using labelstudio::ObjectId;
using labelstudio::TextSource;

// Slots of which one alone, or two others together, say the same.
struct TwoWays {
    std::string_view first, second, alone;
};
constexpr TwoWays two_ways[] = {{"center", "radius", "box"}, {"from", "to", "span"}};

bool has(const std::vector<Slot>& slots, std::string_view name) {
    return std::ranges::find(slots, name, &Slot::name) != slots.end();
}

// As rules write the name of a tag.
std::string written(const std::string& name) {
    const bool plain = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
    return plain ? name : "`" + name + "`";
}

std::string indented(const std::string& text, std::size_t depth) {
    std::string out(depth, ' ');
    for (const char c : text) {
        out += c;
        if (c == '\n') {
            out.append(depth, ' ');
        }
    }
    return out;
}

// The rows that a rule goes through.
struct Loop {
    std::string clauses;  // "for x1 in r1 where x1.keep"; empty: none
    std::string owner;    // "x1."
    std::string score;    // an expression of it; empty: none
};

class Maker {
 public:
    Maker(const MadeConfig& made, Random& random)
        : made_(made), random_(random), sources_(types_, random, names_) {
        const FileId file = files_.add("config.xml", made.xml);
        diag::Sink sink;
        config_ = labelstudio::read_config(files_[file], file, sink);
        if (sink.has_errors() || !config_.usable) {
            std::string all;
            for (const diag::Diagnostic& d : sink.all()) {
                all += std::string(diag::info(d.code).id) + " " + d.message + "; ";
            }
            throw std::runtime_error("the generated config has errors: " + all + "\n" + made.xml);
        }
    }

    Triple make() {
        std::vector<std::string> items = {"lsmap 1", "config \"config.xml\""};
        base_ = "input.";
        per_element_ = random_.chance(10);
        if (per_element_) {
            base_ = "e0.";
        }
        const std::size_t shape = random_.below(12);
        if (shape == 0) {
            items.emplace_back("output predictions");
        } else if (shape == 1) {
            items.emplace_back("output responses");
        }
        for (std::uint32_t i = 0; i < config_.objects.size(); ++i) {
            plan_object(ObjectId{i});
        }
        std::string body;
        if (shape == 0 || random_.chance(25)) {
            body +=
                fmt::format("id: {}\n", base_field("id", [](Moment& m) {
                                return quoted(fmt::format("task {}", m.random.next() % 100000000));
                            }));
        }
        for (auto& [id, plan] : plans_) {
            body += object_entry(id, plan) + "\n";
        }
        const std::string predictions = all_predictions();
        body += data_entry();
        if (random_.chance(10)) {
            body += "meta { run: \"2024-05\", n: 1 }\n";
        }
        body += predictions;
        const std::string head =
            per_element_ ? fmt::format("task for e0 in input.{} {{\n", "es") : "task {\n";
        items.push_back(input_item());
        items.insert(items.end(), items_.begin(), items_.end());
        items.push_back(head + indented(body, 2) + "\n}");
        Triple triple;
        triple.config = made_.xml;
        triple.accept = made_.accept;
        triple.responses = shape == 1;
        triple.rules = joined(items, "\n") + "\n";
        for (int i = random_.between(1, 3); i > 0; --i) {
            triple.records.push_back(record());
        }
        return triple;
    }

 private:
    std::string base_field(std::string type, Json json) {
        const std::string name = names_.next("f");
        fields_.push_back({name, std::move(type), std::move(json)});
        return base_ + name;
    }

    // ---- objects ------------------------------------------------------------------------------

    bool stands_on(const Control& control, ObjectId object) const {
        return std::ranges::any_of(control.targets,
                                   [&](const auto& target) { return target.object == object; });
    }
    bool used(const Control& control) const {
        return std::ranges::find(made_.controls, control.name) != made_.controls.end();
    }

    void plan_object(ObjectId id) {
        const Object& object = config_.objects[id];
        ObjectPlan plan;
        plan.id = id;
        const auto gives = [&](Facts fact, int percent) {
            return (object.kind->facts & static_cast<std::uint8_t>(fact)) != 0 &&
                   random_.chance(percent);
        };
        std::uint8_t needs = 0;
        bool has_masks = false;
        for (const Control& control : config_.controls) {
            if (stands_on(control, id)) {
                needs = static_cast<std::uint8_t>(needs | control.kind->server_needs);
                has_masks |= control.kind->slots.find("mask") != std::string_view::npos;
            }
        }
        plan.has_masks = has_masks || random_.chance(10);
        plan.has_size = gives(Facts::size, 90) || (has_masks && gives(Facts::size, 100));
        if (plan.has_size && !plan.has_masks && random_.chance(10)) {
            plan.size_unit = random_.pick({types::Unit::inch, types::Unit::pt});
        }
        plan.has_rate = gives(Facts::rate, 60);
        plan.frame_rate = object.frame_rate;
        plan.has_duration = gives(Facts::duration, needs != 0 ? 100 : 80);
        plan.has_frames = gives(Facts::frames, 30) && object.frame_rate > 0;
        plan.has_fps = gives(Facts::fps, needs != 0 && object.frame_rate == 0 ? 100 : 50);
        const bool has_text_kind = object.kind->text != TextSource::none;
        const bool tells_text = object.kind->text == TextSource::value
                                    ? !object.is_url
                                    : object.kind->text == TextSource::page && !object.is_url;
        plan.has_text =
            has_text_kind &&
            (tells_text || object.kind->text == TextSource::paragraphs || object.is_url);
        plan.has_tokens = plan.has_text && gives(Facts::tokens, 40) && !object.has_items();
        plan.token_spans = random_.chance(50);
        plan.sizes_of_parts = object.has_items() || (object.kind->has_pages && random_.chance(60));
        plans_.emplace(id, plan);
    }

    const Scene* scene_of(const Moment& m, ObjectId id) const { return &m.scenes->at(id); }

    // A field with something of the object's scene.
    template <class Get> std::string fact(ObjectId id, std::string type, Get get) {
        return base_field(std::move(type),
                          [this, id, get](Moment& m) { return get(*scene_of(m, id)); });
    }
    template <class Get> std::string list_fact(ObjectId id, const std::string& type, Get get) {
        return base_field("[" + type + "]", [this, id, get](Moment& m) {
            std::vector<std::string> all;
            for (const Scene& part : scene_of(m, id)->parts) {
                all.push_back(get(part));
            }
            return array(all);
        });
    }

    std::string value_line(ObjectId id, const Object& object) {
        const auto takes = [&](DataForm form) {
            return (object.kind->data_forms & static_cast<std::uint8_t>(form)) != 0;
        };
        const auto address = [](const Scene& scene) { return quoted(scene.address); };
        if (object.is_list) {
            return list_fact(id, "string", address);
        }
        if (object.kind->text != TextSource::none && object.is_url) {
            return fact(id, "string", address);
        }
        switch (object.kind->text) {
            case TextSource::value:
                return fact(id, "string", [](const Scene& scene) { return quoted(scene.text); });
            case TextSource::page:
                return fact(id, "string", [](const Scene& scene) { return quoted(scene.html); });
            case TextSource::paragraphs: {
                const std::string name = object.name_key, text = object.text_key;
                return list_fact(id, fmt::format("{{ {}: string, {}: string }}", name, text),
                                 [name, text](const Scene& part) {
                                     return fmt::format("{{{}:\"Ann\",{}:{}}}", quoted(name),
                                                        quoted(text), quoted(part.text));
                                 });
            }
            case TextSource::none:
                break;
        }
        if (!object.kind->item_fields.empty()) {
            return base_field("[{ id: id, title: string, body?: string }]", [this, id](Moment& m) {
                std::vector<std::string> all;
                for (const std::string& one : scene_of(m, id)->ids) {
                    all.push_back(fmt::format("{{\"id\":{},\"title\":\"t\",\"body\":\"b\"}}", one));
                }
                return array(all);
            });
        }
        if (takes(DataForm::record) && (!takes(DataForm::text) || random_.chance(60))) {
            return fact(
                id, random_.chance(50) ? "{ time: json, v: json }" : "json", [](const Scene&) {
                    return std::string("{\"time\":[\"2000-01-01\",\"2001-01-01\"],\"v\":[1,2]}");
                });
        }
        if (takes(DataForm::text)) {
            return fact(id, "string", address);
        }
        return fact(
            id, random_.chance(50) ? "json" : "[{ role: string, content: string }]",
            [](const Scene&) { return std::string("[{\"role\":\"user\",\"content\":\"hi\"}]"); });
    }

    std::string object_entry(ObjectId id, const ObjectPlan& plan) {
        const Object& object = config_.objects[id];
        std::vector<std::string> lines;
        if (object.whole_value && object.variables.size() == 1) {
            lines.push_back("value: " + value_line(id, object));
        }
        if (plan.has_size) {
            const std::string unit(types::word(plan.size_unit));
            const bool plain = plan.size_unit == types::Unit::px;
            const auto width = [](const Scene& scene) { return number(scene.width); };
            const auto height = [](const Scene& scene) { return number(scene.height); };
            if (plan.sizes_of_parts) {
                const std::string binder = names_.next("p");
                const std::string list = list_fact(
                    id,
                    fmt::format("{{ w: {}, h: {} }}", plain ? "int" : unit, plain ? "int" : unit),
                    [width, height](const Scene& part) {
                        return fmt::format("{{\"w\":{},\"h\":{}}}", width(part), height(part));
                    });
                lines.push_back(fmt::format("size: [[{0}.w, {0}.h] for {0} in {1}]", binder, list));
            } else if (plain && random_.chance(40)) {
                const bool turned = random_.chance(50);
                lines.push_back("size: " +
                                fact(id, turned ? "size<hw>" : "size<wh>",
                                     [turned, width, height](const Scene& scene) {
                                         return turned ? array({height(scene), width(scene)})
                                                       : array({width(scene), height(scene)});
                                     }));
            } else {
                const std::string w = fact(id, plain ? "int" : unit, width);
                const std::string h = fact(id, plain ? "int" : unit, height);
                lines.push_back(fmt::format("size: [{}, {}]", w, h));
            }
        }
        if (plan.has_duration) {
            lines.push_back("duration: " + fact(id, "time<s>", [](const Scene& scene) {
                                return number(scene.duration);
                            }));
        }
        if (plan.has_rate) {
            lines.push_back("rate: " + fact(id, "number",
                                            [](const Scene& scene) { return number(scene.rate); }));
        }
        if (plan.has_fps) {
            lines.push_back("fps: " + (plan.frame_rate > 0
                                           ? number(plan.frame_rate)
                                           : fact(id, "number", [](const Scene& scene) {
                                                 return number(scene.fps);
                                             })));
        }
        if (plan.has_frames) {
            lines.push_back("frames: " + fact(id, "int", [](const Scene& scene) {
                                return std::to_string(scene.frames);
                            }));
        }
        if (object.kind->text != TextSource::none && object.is_url) {
            lines.push_back("text: " + fact(id, "string",
                                            [](const Scene& scene) { return quoted(scene.text); }));
        }
        if (plan.has_tokens) {
            lines.push_back("tokens: " + tokens(id, plan));
        }
        if (random_.chance(15)) {
            lines.push_back(fmt::format("outside: {}", random_.pick({"clip", "clamp", "skip"})));
        }
        return fmt::format("object {} {{\n{}\n}}", written(object.name),
                           indented(joined(lines, "\n"), 2));
    }

    std::string tokens(ObjectId id, const ObjectPlan& plan) {
        const bool as_spans = plan.token_spans;
        return base_field(as_spans ? "[span<offset<char>>]" : "[string]", [this, id,
                                                                           as_spans](Moment& m) {
            const Scene& scene = *scene_of(m, id);
            std::vector<std::string> all;
            for (const auto& [from, to] : scene.tokens) {
                const TextPlace& a = scene.places[from];
                const TextPlace& b = scene.places[to];
                all.push_back(
                    as_spans
                        ? fmt::format("[{},{}]", a.chars, b.chars)
                        : quoted(std::string_view(scene.text).substr(a.bytes, b.bytes - a.bytes)));
            }
            return array(all);
        });
    }

    // `$variables` that no object fills, and data of the user's own.
    std::string data_entry() {
        std::vector<std::string> lines;
        std::set<std::string> seen;
        for (const DataVariable& variable : config_.other_variables) {
            if (!seen.insert(variable.text).second || variable.keys.size() != 1) {
                continue;
            }
            std::string value = dynamic_labels();
            for (auto& [id, plan] : plans_) {
                const Object& object = config_.objects[id];
                const std::string_view attribute = object.kind->rate_attribute;
                const auto* given = attribute.empty()
                                        ? nullptr
                                        : config_.elements[object.element].attribute(attribute);
                if (given != nullptr && given->value == "$" + variable.text) {
                    value =
                        fact(id, "number", [](const Scene& scene) { return number(scene.fps); });
                }
            }
            lines.push_back(variable.keys[0] + ": " + value);
        }
        if (random_.chance(20)) {
            lines.push_back("note: " + base_field("string", [](Moment& m) {
                                return quoted(random_text(m.random, 6));
                            }));
        }
        return lines.empty() ? "" : fmt::format("data {{ {} }}\n", joined(lines, ", "));
    }

    // ---- rules --------------------------------------------------------------------------------

    ControlId id_of(const std::string& name) const { return *config_.find_control(name); }

    // Whose labels a control takes: its own, or those of a control that lends them.
    const Control* labels_of(const Control& control, ObjectId object) const {
        if (control.kind->label_slot == LabelSlot::none) {
            return nullptr;
        }
        if (!control.kind->labels.child.empty()) {
            return control.labels.empty() && !control.dynamic_labels ? nullptr : &control;
        }
        for (const Control& other : config_.controls) {
            const auto form = form_on(*other.kind, *config_.objects[object].kind);
            if (form && form->lends_labels && stands_on(other, object)) {
                return &other;
            }
        }
        return nullptr;
    }

    struct Body {
        std::vector<std::string> lines;
        std::vector<InputField> fields;
        bool has_instant = false;
    };

    void put(Body& body, const std::string& slot, Piece piece) {
        body.fields.insert(body.fields.end(), piece.fields.begin(), piece.fields.end());
        std::string expr = piece.expr;
        if (!piece.type.empty() && !piece.may_miss && random_.chance(8)) {
            const std::string name = names_.next("g");
            items_.push_back(fmt::format("fn {}(v: {}) -> {} = v", name, piece.type, piece.type));
            expr = name + "(" + expr + ")";
        }
        if (!piece.in_place && random_.chance(8)) {
            const std::string name = names_.next("q");
            body.lines.push_back(fmt::format("let {} = {}", name, expr));
            expr = name;
        }
        body.lines.push_back(slot + ": " + expr);
    }

    // Slots of its own and labels.
    void own_slots(Body& body, ControlId id, ObjectId object, const Form& form,
                   const std::string& owner) {
        const Control& control = config_.controls[id];
        const Place place{control, config_.objects[object], plans_.at(object), *form.payload};
        const std::vector<Slot> slots = slots_of(form.slots, types_);
        std::set<std::string_view> taken, left_out;
        for (const TwoWays& ways : two_ways) {
            if (!has(slots, ways.alone) || !has(slots, ways.first)) {
                continue;
            }
            const bool text_is_known = config_.objects[object].kind->text == TextSource::none ||
                                       plans_.at(object).has_text;
            if (random_.chance(60) || !text_is_known) {
                taken.insert(ways.alone);
                left_out.insert({ways.first, ways.second});
            } else {
                taken.insert({ways.first, ways.second});
                left_out.insert(ways.alone);
            }
        }
        for (std::size_t i = 0; i < slots.size(); ++i) {
            const Slot& slot = slots[i];
            const bool is_text = i == form.payload->text_slot;
            if (left_out.contains(slot.name) ||
                (slot.optional && !taken.contains(slot.name) && random_.chance(50)) ||
                (is_text && !place.plan.has_text)) {
                continue;
            }
            Slot wanted = slot;
            wanted.optional = slot.optional && !taken.contains(slot.name);
            std::string word = slot.name;
            const labelstudio::SlotPair pair = control.kind->list_slot;
            if (word == pair.many && random_.chance(50)) {
                word = pair.one;
                wanted.alternatives = {types_.as<types::ListType>(slot.alternatives[0])->element};
            }
            put(body, word, sources_.piece(wanted, i, place, owner));
        }
        body.has_instant |=
            has(slots, "instant") && std::ranges::any_of(body.lines, [](const auto& l) {
                return l.starts_with("instant:");
            });
        if (const Control* lender = labels_of(control, object)) {
            LabelPiece label = label_piece(*lender, written(lender->name), random_, names_, owner);
            items_.insert(items_.end(), label.items.begin(), label.items.end());
            body.fields.insert(body.fields.end(), label.piece.fields.begin(),
                               label.piece.fields.end());
            body.lines.push_back(label.slot + ": " + label.piece.expr);
        }
    }

    void common_slots(Body& body, const Control& control, const Loop& loop, bool is_with) {
        if (is_with) {
            if (random_.chance(20)) {
                body.lines.push_back(random_.chance(50) ? "score: null" : "score: 0.5");
            }
            return;
        }
        if (!loop.score.empty() && random_.chance(70)) {
            body.lines.push_back("score: " + loop.score);
        }
        if (random_.chance(10)) {
            const int rule = ++rules_;
            const std::string name = names_.next("f");
            body.fields.push_back({name, random_.chance(50) ? "id" : "string", [rule](Moment& m) {
                                       return quoted(fmt::format("u{}-{}", rule, m.number));
                                   }});
            body.lines.push_back("id: " + loop.owner + name);
        }
        if (random_.chance(10)) {
            body.lines.push_back(random_.chance(50) ? "meta: {text: [\"m\"]}"
                                                    : "meta: {a: 1, b: null}");
        }
        if (control.kind->is_region && random_.chance(10)) {
            body.lines.push_back("locked: true");
        }
    }

    // Further results of the region.
    void with_parts(Body& body, const Control& region, ObjectId object, const Loop& loop) {
        for (const std::string& name : made_.controls) {
            const auto found = config_.find_control(name);
            if (!found) {
                continue;
            }
            const Control& other = config_.controls[*found];
            const Object& on = config_.objects[object];
            if (!stands_on(other, object)) {
                continue;
            }
            const auto form = form_of(other, on);
            const bool partner =
                form && form->with_only && region.kind->unlabelled_tool && !other.per_region;
            if (!form || !(partner || other.per_region) || random_.chance(15)) {
                continue;
            }
            Body inner;
            own_slots(inner, *found, object, *form, loop.owner);
            common_slots(inner, other, loop, true);
            body.fields.insert(body.fields.end(), inner.fields.begin(), inner.fields.end());
            std::string part = fmt::format("with {} {{\n{}\n}}", written(name),
                                           indented(joined(inner.lines, "\n"), 2));
            if (random_.chance(20)) {
                const std::string flag = names_.next("f");
                body.fields.push_back({flag, "bool", [](Moment& m) {
                                           return std::string(m.random.chance(60) ? "true"
                                                                                  : "false");
                                       }});
                part = fmt::format("when {}{} {{\n{}\n}}", loop.owner, flag, indented(part, 2));
            }
            body.lines.push_back(part);
        }
    }

    struct Rule {
        std::string text;
        std::string handle, list;  // `ent`, and the list whose elements have the keys
        int first_key = 0;
    };

    // A list field at the base whose elements have `fields`.
    void add_list(const std::string& name, const std::string& form, ObjectId object,
                  std::vector<InputField> fields, bool has_instant, bool each_part) {
        std::vector<std::string> declared;
        for (const InputField& field : fields) {
            declared.push_back(declaration(field));
        }
        const std::string record = "{ " + joined(declared, ", ") + " }";
        const auto element = [this, object, fields, has_instant, each_part, name](Moment& m) {
            const std::size_t number = (*m.counts)[name]++;
            Moment inner{.random = m.random, .scenes = m.scenes};
            inner.whole = scene_of(m, object);
            inner.number = number;
            inner.part = each_part ? number : m.random.below(100);
            inner.counts = m.counts;
            choose(inner, has_instant);
            return object_json(fields, inner);
        };
        InputField list{name, record, element};
        if (form == "optional") {
            list.optional = true;
        } else if (form == "map") {
            list.type = "map<" + record + ">";
            list.json = [this, object, element, each_part](Moment& m) {
                std::vector<std::string> all;
                std::size_t count = m.random.below(4);
                if (each_part) {
                    count = std::min(count, scene_of(m, object)->parts.size());
                }
                for (std::size_t i = count; i > 0; --i) {
                    all.push_back(fmt::format("\"key {}\":", i) + element(m));
                }
                return "{" + joined(all, ",") + "}";
            };
        } else if (form == "list") {
            list.type = "[" + record + "]";
            list.json = [this, object, element, each_part](Moment& m) {
                std::size_t count = m.random.chance(10) ? 0 : 1 + m.random.below(3);
                if (each_part) {
                    count = std::min(count, scene_of(m, object)->parts.size());
                }
                std::vector<std::string> all;
                for (std::size_t i = 0; i < count; ++i) {
                    all.push_back(element(m));
                }
                return array(all);
            };
        }
        fields_.push_back(std::move(list));
    }

    void score_field(Body& body, Loop& loop, const std::string& owner) {
        const std::string name = names_.next("f");
        const std::size_t kind = random_.below(5);
        const auto share = [](double scale) {
            return [scale](Moment& m) { return number(m.random.share() * scale); };
        };
        switch (kind) {
            case 0:
                body.fields.push_back({name, "score<percent>", share(100)});
                loop.score = owner + name;
                return;
            case 1:
                body.fields.push_back({name, "number", share(1)});
                loop.score = fmt::format("score({}{})", owner, name);
                return;
            case 2:
                body.fields.push_back({name, "logit", share(4)});
                loop.score = fmt::format("sigmoid({}{})", owner, name);
                return;
            default:
                body.fields.push_back({name, "score", share(1)});
                body.fields.back().optional = random_.chance(30);
                loop.score = owner + name;
                return;
        }
    }

    Rule rule(ControlId id, ObjectId object) {
        const Control& control = config_.controls[id];
        const Object& on = config_.objects[object];
        const Form form = *form_of(control, on);
        const bool needs_item =
            (on.is_list && (control.kind->is_region || control.per_item)) || control.is_repeated();
        const bool each_part = needs_item && !control.kind->is_region;
        const bool once = !control.kind->is_region && !needs_item;
        const bool direct = once && random_.chance(30);
        Rule made;
        Body body;
        Loop loop;
        const std::string list = names_.next("r"), binder = names_.next("x");
        loop.owner = direct ? base_ : binder + ".";
        if (!direct) {
            score_field(body, loop, loop.owner);
        }
        const std::size_t clause = direct ? 99 : random_.below(10);
        std::string list_form = "list";
        std::string after;
        if (direct) {
            list_form.clear();
        } else if (once) {
            list_form = clause < 5 ? "optional" : "list";
            loop.clauses =
                fmt::format("for {} in {}{}{}", binder, base_, list, clause < 5 ? "" : " limit 1");
        } else {
            loop.clauses = clauses(clause, list, binder, list_form, body, loop, object);
        }
        if (needs_item) {
            const std::string item = names_.next("f");
            const bool as_page = random_.chance(30);
            const int base = as_page && random_.chance(50) ? 1 : 0;
            body.fields.push_back({item,
                                   !as_page    ? "int"
                                   : base == 1 ? "page<1>"
                                               : "page",
                                   [base](Moment& m) {
                                       return std::to_string(m.part +
                                                             static_cast<std::size_t>(base));
                                   }});
            body.lines.push_back("item: " + loop.owner + item);
        }
        own_slots(body, id, object, form, loop.owner);
        common_slots(body, control, loop, false);
        if (control.kind->is_region) {
            with_parts(body, control, object, loop);
            if (!direct && (has_relations() || random_.chance(15))) {
                handle(made, body, loop, list);
            }
        }
        std::string on_text;
        if (random_.chance(10) && !control.kind->is_own_object) {
            on_text = " on " + written(on.name);
        }
        std::string text =
            fmt::format("{}-> {}{}{} {{\n{}\n}}", loop.clauses.empty() ? "" : loop.clauses + " ",
                        written(control.name), on_text, after.empty() ? made.handle : "",
                        indented(joined(body.lines, "\n"), 2));
        if (direct) {
            // Its fields are the record's own.
            for (InputField& field : body.fields) {
                Json json = std::move(field.json);
                field.json = [this, object, json, instant = body.has_instant](Moment& m) {
                    Moment inner{.random = m.random, .scenes = m.scenes};
                    inner.whole = scene_of(m, object);
                    choose(inner, instant);
                    return json(inner);
                };
                fields_.push_back(std::move(field));
            }
        } else {
            add_list(list, list_form, object, body.fields, body.has_instant, each_part);
        }
        if (!direct && !once && list_form == "list" && !loop.clauses.empty() &&
            loop.clauses == fmt::format("for {} in {}{}", binder, base_, list) &&
            made.handle.empty() && random_.chance(30)) {
            // The same as a group of rules.
            const std::string inner = text.substr(loop.clauses.size() + 1);
            text = fmt::format("{} {{\n  skip \"none\" when false\n{}\n}}", loop.clauses,
                               indented(inner, 2));
        }
        made.text = text;
        return made;
    }

    bool has_relations() const {
        return std::ranges::any_of(config_.controls, [](const Control& control) {
            return control.kind->connects_regions;
        });
    }

    void handle(Rule& made, Body& body, const Loop& loop, const std::string& list) {
        const std::string key = names_.next("f"), name = names_.next("h");
        made.first_key = ++rules_ * 1000;
        made.list = list;
        body.fields.push_back(
            {key, random_.chance(50) ? "int" : "id", [first = made.first_key](Moment& m) {
                 return std::to_string(first + static_cast<int>(m.number));
             }});
        if (random_.chance(25)) {  // below the element before it
            const std::string parent = names_.next("f");
            body.fields.push_back(
                {parent, body.fields.back().type, [first = made.first_key](Moment& m) {
                     return std::to_string(first + static_cast<int>(m.number) - 1);
                 }});
            body.lines.push_back(fmt::format("parent: {}[{}{}]", name, loop.owner, parent));
        }
        handles_.push_back({name, made.first_key, list, body.fields.front().type});
        made.handle = fmt::format(" as {}[{}{}]", name, loop.owner, key);
        for (const InputField& field : body.fields) {
            if (field.name == key) {
                handles_.back().type = field.type;
            }
        }
    }

    std::string clauses(std::size_t kind, const std::string& list, const std::string& binder,
                        std::string& form, Body& body, Loop& loop, ObjectId object) {
        const std::string from = base_ + list;
        const auto flag = [&](std::string type, Json json) {
            const std::string name = names_.next("f");
            body.fields.push_back({name, std::move(type), std::move(json)});
            return name;
        };
        const Json small = [](Moment& m) { return std::to_string(m.random.below(4)); };
        switch (kind) {
            case 0: {
                const std::string keep = flag("bool", [](Moment& m) {
                    return std::string(m.random.chance(80) ? "true" : "false");
                });
                return fmt::format("for {} in {} where {}.{}", binder, from, binder, keep);
            }
            case 1: {
                const std::string by = flag("int", small);
                return fmt::format("for {} in {} order by {}.{}{}", binder, from, binder, by,
                                   random_.chance(50) ? " desc" : "");
            }
            case 2:
                return fmt::format("for {} in {} limit {}", binder, from, random_.between(1, 3));
            case 3:
                return fmt::format("for ({}, {}) in enumerate({})", names_.next("i"), binder, from);
            case 4: {
                const std::string other = names_.next("r"), second = names_.next("y");
                fields_later_.push_back({other, "[score]", [list](Moment& m) {
                                             std::vector<std::string> all;
                                             for (std::size_t i = (*m.counts)[list]; i > 0; --i) {
                                                 all.push_back(number(m.random.share()));
                                             }
                                             return array(all);
                                         }});
                loop.score = second;
                return fmt::format("for ({}, {}) in zip({}, {}{})", binder, second, from, base_,
                                   other);
            }
            case 5: {
                const std::string key = flag("id", [](Moment& m) {
                    return m.random.chance(50) ? std::to_string(m.number)
                                               : quoted(std::to_string(m.number));
                });
                const std::string other = names_.next("r"), second = names_.next("y");
                // A `join` finds a partner for each row; a `left join` need not.
                const bool left = random_.chance(50);
                fields_later_.push_back(
                    {other, "[{ key: id, p: score }]", [list, left](Moment& m) {
                         std::vector<std::string> all;
                         for (std::size_t i = (*m.counts)[list]; i > 0; --i) {
                             if (!left || m.random.chance(80)) {
                                 all.push_back(fmt::format("{{\"key\":{},\"p\":{}}}", i - 1,
                                                           number(m.random.share())));
                             }
                         }
                         return array(all);
                     }});
                loop.score = left ? second + "?.p" : second + ".p";
                return fmt::format("for {0} in {1} {2}join {3} in {4}{5} on {0}.{6} == {3}.key",
                                   binder, from, left ? "left " : "", second, base_, other, key);
            }
            case 6: {
                const std::string by = flag("int", small);
                const std::string each = names_.next("z"), group = names_.next("g");
                return fmt::format(
                    "for {0} in {1} group {0} by {0}.{2} as {3} for {4} in {3}.items", each, from,
                    by, group, binder);
            }
            case 7:
                form = "map";
                return fmt::format("for ({}, {}) in {}", names_.next("i"), binder, from);
            default:
                static_cast<void>(object);
                return fmt::format("for {} in {}", binder, from);
        }
    }

    std::string relations(const Control& control) {
        if (handles_.empty()) {
            return "";
        }
        const Handle a = random_.pick(handles_), b = random_.pick(handles_);
        const std::string list = names_.next("r"), binder = names_.next("x");
        const std::string from = names_.next("f"), to = names_.next("f");
        Body body;
        const auto key = [](const Handle& handle) {
            return [handle](Moment& m) {
                const auto count = (*m.counts)[handle.list] + 1;
                return std::to_string(handle.first_key + static_cast<int>(m.random.below(count)));
            };
        };
        body.fields = {{from, a.type, key(a)}, {to, b.type, key(b)}};
        if (!control.labels.empty() && random_.chance(70)) {
            LabelPiece label = label_piece(control, std::string(control.kind->type), random_,
                                           names_, binder + ".");
            items_.insert(items_.end(), label.items.begin(), label.items.end());
            body.fields.insert(body.fields.end(), label.piece.fields.begin(),
                               label.piece.fields.end());
            body.lines.push_back(label.slot + ": " + label.piece.expr);
        }
        if (random_.chance(60)) {
            body.lines.push_back(
                fmt::format("direction: {}", random_.pick({"right", "left", "bi"})));
        }
        std::vector<std::string> declared;
        for (const InputField& field : body.fields) {
            declared.push_back(declaration(field));
        }
        fields_later_.push_back(
            {list, "[{ " + joined(declared, ", ") + " }]",
             [fields = body.fields, most = control.single_choice ? 1 : 4](Moment& m) {
                 std::vector<std::string> all;
                 for (int i = m.random.between(1, most); i > 0; --i) {
                     all.push_back(object_json(fields, m));
                 }
                 return array(all);
             }});
        return fmt::format("for {0} in {1}{2} -> {3} {4}[{0}.{5}] to {6}[{0}.{7}] {{\n{8}\n}}",
                           binder, base_, list, control.kind->type, a.name, from, b.name, to,
                           indented(joined(body.lines, "\n"), 2));
    }

    std::string prediction(const std::string& version, bool first) {
        std::vector<std::string> rules;
        handles_.clear();
        bool has_rule = false;
        for (const std::string& name : made_.controls) {
            const auto id = config_.find_control(name);
            if (!id) {
                continue;
            }
            const Control& control = config_.controls[*id];
            if (control.kind->connects_regions || control.per_region || control.targets.empty()) {
                continue;
            }
            const ObjectId object = *control.targets.front().object;
            const auto form = form_of(control, config_.objects[object]);
            if (!form || form->payload == nullptr || form->with_only || form->lends_labels) {
                continue;
            }
            if (!first && has_rule && random_.chance(60)) {
                continue;
            }
            has_rule = true;
            rules.push_back(rule(*id, object).text);
            if (control.kind->is_region && random_.chance(10)) {
                rules.push_back(rule(*id, object).text);
            }
        }
        for (const Control& control : config_.controls) {
            if (control.kind->connects_regions) {
                rules.push_back(relations(control));
            }
        }
        if (rules.empty()) {
            throw std::runtime_error("no rule for the config\n" + made_.xml);
        }
        switch (random_.below(5)) {
            case 0:
                rules.insert(rules.begin(), "score: mean(scores())");
                break;
            case 1:
                rules.insert(rules.begin(), "score: 0.25");
                break;
            case 2:
                rules.insert(rules.begin(), "score: max(scores()) ?? 0.5");
                break;
            default:
                break;
        }
        return fmt::format("prediction {} {{\n{}\n}}\n", quoted(version),
                           indented(joined(rules, "\n"), 2));
    }

    std::string all_predictions() {
        std::string all = prediction("model 1", true);
        if (random_.chance(15)) {
            all += prediction("model 2", false);
        }
        return all;
    }

    // ---- input --------------------------------------------------------------------------------

    std::string input_item() {
        fields_.insert(fields_.end(), fields_later_.begin(), fields_later_.end());
        std::vector<std::string> declared;
        for (const InputField& field : fields_) {
            declared.push_back(declaration(field));
        }
        const std::string record = "{\n  " + joined(declared, "\n  ") + "\n}";
        return per_element_ ? "input { es: [" + record + "] }" : "input " + record;
    }
    std::string task_json() {
        std::map<ObjectId, Scene> scenes;
        for (const auto& [id, plan] : plans_) {
            scenes.emplace(id, make_scene(config_.objects[id], plan, random_));
        }
        std::map<std::string, std::size_t> counts;
        Moment moment{.random = random_, .scenes = &scenes};
        moment.counts = &counts;
        return object_json(fields_, moment);
    }
    std::string record() {
        if (!per_element_) {
            return task_json();
        }
        std::vector<std::string> all;
        for (int i = random_.between(0, 2); i >= 0; --i) {
            all.push_back(task_json());
        }
        return "{\"es\":" + array(all) + "}";
    }

    struct Handle {
        std::string name;
        int first_key = 0;
        std::string list, type;
    };

    const MadeConfig& made_;
    Random& random_;
    SourceMap files_;
    labelstudio::LabelingConfig config_;
    types::TypeStore types_;
    Names names_;
    Sources sources_;
    std::map<ObjectId, ObjectPlan> plans_;
    std::vector<InputField> fields_,
        fields_later_;  // of a task's record; later: they know the counts
    std::vector<std::string> items_;
    std::vector<Handle> handles_;
    std::string base_;
    bool per_element_ = false;
    int rules_ = 0;
};

}  // namespace

Triple make_triple(const Pair& pair, Random& random) {
    const MadeConfig config = make_config(pair, random);
    return Maker(config, random).make();
}

}  // namespace lsmap::generate
