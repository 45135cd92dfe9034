#include "generate/config_maker.hpp"

#include "generate/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lsmap::generate {
namespace {

using labelstudio::Accept;
using labelstudio::ControlKind;
using labelstudio::Form;
using labelstudio::LabelSlot;
using labelstudio::ObjectKind;
using labelstudio::TextSource;

constexpr std::string_view label_texts[] = {
    "Car", "Big truck",  "a&b",   "\u00c9tat", "\u732b", "\u05e9\u05dc\u05d5\u05dd",
    "x<y", "say \"hi\"", "R2-D2", "_"};

bool borrows_labels(const ControlKind& kind) {
    return !kind.labels.key.empty() && kind.labels.child.empty();
}

class Maker {
 public:
    explicit Maker(Random& random) : random_(random) {}

    MadeConfig make(const Pair& pair) {
        view_.tag = "View";
        const std::size_t accepts = random_.below(4);
        made_.accept = accepts == 0 ? Accept::server : accepts == 1 ? Accept::editor : Accept::both;
        if (pair.object == nullptr) {
            connected(*pair.control);
        } else {
            const Form form = *form_on(*pair.control, *pair.object, pair.has_dates);
            const std::string object = place(*pair.control, *pair.object, pair.has_dates);
            std::string control = own(*pair.control, object);
            partners(*pair.control, *pair.object, form, object);
            further(*pair.object, pair.has_dates, object);
        }
        made_.xml = view_.xml();
        return std::move(made_);
    }

 private:
    std::string name(std::string_view prefix) {
        const std::string plain = fmt::format("{}{}", prefix, ++names_);
        return random_.chance(5) ? plain + " b" : random_.chance(5) ? plain + "-b" : plain;
    }

    void must_accept(const ControlKind& kind) {
        if (!kind.server_accepts) {
            made_.accept = Accept::editor;
        }
    }

    Element object_element(const ObjectKind& kind, bool has_dates, const std::string& object) {
        Element element{std::string(kind.tag), {{"name", object}}};
        if (!kind.aliases.empty() && random_.chance(20)) {
            element.tag = *kind.aliases.begin();
        }
        const std::string variable =
            fmt::format("${}d{}", random_.chance(10) ? "deep." : "", ++names_);
        if (kind.can_be_list && random_.chance(25)) {
            element.set("valueList", variable);
        } else if (!kind.needs_no_value || random_.chance(70)) {
            element.set(kind.data_attribute, variable);
        }
        if (!kind.rate_attribute.empty() && random_.chance(40)) {
            element.set(kind.rate_attribute, random_.pick({"25", "30", "29.97", "12.5", "0.04"}));
        }
        if (has_dates) {
            std::size_t which = 0;
            for (const std::string_view attribute : kind.date_attributes) {
                element.set(attribute, which++ == 0 ? random_.pick({"%Y-%m-%d %H:%M:%S", "%Y-%m-%d",
                                                                    "%d.%m.%Y %H:%M"})
                                                    : "time");
            }
        }
        if (kind.text == TextSource::value && random_.chance(15)) {
            element.set("valueType", "url");
        }
        if (kind.text == TextSource::page && random_.chance(20)) {
            element.set("inline", "true");
        }
        if (kind.text == TextSource::paragraphs) {
            element.set("layout", "dialogue");
            if (random_.chance(40)) {
                element.set("textKey", "says");
                element.set("nameKey", "who");
            }
        }
        return element;
    }

    // The object, or the objects, that a control stands on; what `toName` says.
    std::string place(const ControlKind& control, const ObjectKind& object, bool has_dates) {
        if (control.is_own_object) {
            return "";
        }
        const std::string first = name("o");
        view_.children.push_back(object_element(object, has_dates, first));
        if (!control.compares_objects) {
            return first;
        }
        const std::string second = name("o");
        view_.children.push_back(object_element(object, has_dates, second));
        return first + "," + second;
    }

    void labels(const ControlKind& kind, Element& element) {
        if (kind.labels.child.empty()) {
            return;
        }
        const bool is_dynamic =
            kind.label_slot == LabelSlot::choices && !nested_ && random_.chance(10);
        if (is_dynamic) {
            element.set("value", fmt::format("$l{}", ++names_));
            return;
        }
        const std::size_t count = static_cast<std::size_t>(random_.between(1, 4));
        const std::size_t first = random_.below(std::size(label_texts));
        for (std::size_t i = 0; i < count; ++i) {
            const std::string_view text = label_texts[(first + i) % std::size(label_texts)];
            Element label{std::string(kind.labels.child), {{"value", std::string(text)}}};
            if (random_.chance(30)) {
                label.set("alias", fmt::format("alias {}", i));
            }
            const bool nested = kind.label_slot == LabelSlot::paths ||
                                (kind.label_slot == LabelSlot::choices && nested_);
            for (int child = 0; nested && child < random_.between(0, 2); ++child) {
                label.children.push_back(
                    {std::string(kind.labels.child), {{"value", fmt::format("part {}", child)}}});
                if (random_.chance(30)) {
                    label.children.back().children.push_back(
                        {std::string(kind.labels.child), {{"value", "leaf"}, {"alias", "L"}}});
                }
            }
            element.children.push_back(std::move(label));
        }
    }

    // Attributes that change what a control takes.
    void attributes(const ControlKind& kind, Element& element) {
        nested_ = false;
        if (kind.label_slot == LabelSlot::choices && made_.accept == Accept::editor &&
            random_.chance(20)) {
            nested_ = true;
            element.set("allowNested", "true");
        }
        if (kind.single_by_default && random_.chance(60)) {
            element.set("choice", random_.pick({"single", "multiple", "single-radio"}));
        }
        if (kind.connects_regions && random_.chance(40)) {
            element.set("choice", random_.pick({"single", "multiple"}));
        }
        if (kind.label_slot == LabelSlot::paths && random_.chance(30)) {
            element.set("leafsOnly", "true");
        }
        if (kind.has_limits && random_.chance(60)) {
            element.set("min", random_.pick({"0", "-10", "0.5"}));
            if (random_.chance(70)) {
                element.set("max", random_.pick({"1", "10", "99.5"}));
            }
        }
        if (kind.slots.find("rating") != std::string_view::npos && random_.chance(60)) {
            element.set("maxRating", random_.pick({"1", "3", "10"}));
        }
        if (kind.has_date_format && random_.chance(70)) {
            element.set("only", random_.pick({"date", "time", "year", "month,year", "date,time"}));
            if (random_.chance(30)) {
                element.set("format", random_.pick({"%d.%m.%Y", "%Y/%m/%d", "%m-%d-%y"}));
            }
        }
        if (!kind.part.empty()) {
            for (int i = 0; i < random_.between(0, 2); ++i) {
                element.children.push_back(
                    {std::string(kind.part),
                     {{"name", fmt::format("part{}", ++names_)}, {"title", "Part"}}});
            }
        }
        if (!kind.schema.empty() && random_.chance(60)) {
            element.set(
                kind.schema,
                random_.pick({"a:choices(x, y), b, n:number(0, 10)", "tags:multichoices(u, v)",
                              "{\"e\": {\"type\": \"array\", \"items\": {\"type\": \"object\", "
                              "\"properties\": {\"t\": {\"type\": \"string\"}, \"s\": {\"type\": "
                              "\"integer\"}}, \"required\": [\"t\"]}}}"}));
        }
        if (random_.chance(10)) {
            element.set("required", "true");
        }
    }

    std::string own(const ControlKind& kind, const std::string& object, bool per_region = false,
                    bool per_item = false) {
        must_accept(kind);
        const std::string control = name("c");
        Element element{std::string(kind.tag), {}};
        if (kind.is_own_object) {
            const ObjectKind& itself = *labelstudio::find_object_kind(kind.tag);
            element = object_element(itself, false, control);
            element.tag = kind.tag;
            if (!kind.refuses_to_name && random_.chance(50)) {
                element.set("toName", control);
            }
        } else if (!kind.connects_regions) {
            element.set("name", control);
            element.set("toName", object);
        }
        attributes(kind, element);
        if (per_region) {
            element.set("perRegion", "true");
        } else if (per_item) {
            element.set("perItem", "true");
        }
        labels(kind, element);
        view_.children.push_back(std::move(element));
        made_.controls.push_back(kind.connects_regions ? std::string(kind.type) : control);
        return control;
    }

    template <class Fits> const ControlKind* some_kind(Fits fits) {
        std::vector<const ControlKind*> found;
        for (const ControlKind& kind : labelstudio::control_kinds()) {
            if (fits(kind)) {
                found.push_back(&kind);
            }
        }
        return found.empty() ? nullptr : random_.pick(found);
    }
    // A kind that draws regions on such an object.
    const ControlKind* region_kind(const ObjectKind& object, bool unlabelled) {
        return some_kind([&](const ControlKind& kind) {
            const auto form = form_on(kind, object);
            return kind.is_region && !kind.is_own_object && form && form->payload != nullptr &&
                   !form->with_only && !form->lends_labels &&
                   (kind.server_accepts || made_.accept == Accept::editor) &&
                   (!unlabelled || kind.unlabelled_tool);
        });
    }
    bool is_list() const {
        return std::ranges::any_of(view_.children.front().attributes,
                                   [](const auto& one) { return one.first == "valueList"; });
    }

    // What the control cannot do without, and what often stands beside it.
    void partners(const ControlKind& kind, const ObjectKind& object, const Form& form,
                  const std::string& to) {
        if (form.with_only) {
            if (const ControlKind* tool = region_kind(object, true)) {
                own(*tool, to);
            }
        } else if (form.lends_labels) {
            if (const ControlKind* track = some_kind([&](const ControlKind& other) {
                    return borrows_labels(other) && form_on(other, object);
                })) {
                own(*track, to);
            }
        } else if (kind.unlabelled_tool || borrows_labels(kind)) {
            const ControlKind* lender = some_kind([&](const ControlKind& other) {
                const auto there = form_on(other, object);
                return there && (kind.unlabelled_tool ? there->with_only : there->lends_labels);
            });
            if (lender != nullptr && random_.chance(80)) {
                own(*lender, to);
            }
        }
        if (kind.can_per_region && random_.chance(45)) {
            if (const ControlKind* region = region_kind(object, false)) {
                view_.children.back().set("perRegion", "true");
                own(*region, to);
            }
        } else if (kind.can_per_item && is_list() && random_.chance(50)) {
            view_.children.back().set("perItem", "true");
        }
    }

    // Further controls on the same object, or on one more.
    void further(const ObjectKind& object, bool has_dates, const std::string& to) {
        const bool many_targets = to.empty() || to.find(',') != std::string::npos;
        if (random_.chance(30) && !many_targets) {
            const ControlKind* answer = some_kind([&](const ControlKind& kind) {
                return kind.can_per_region && form_on(kind, object);
            });
            if (answer != nullptr) {
                const bool has_region =
                    std::ranges::any_of(view_.children, [&](const Element& one) {
                        const auto* kind = labelstudio::find_control_kind(one.tag);
                        return kind != nullptr && kind->is_region && !has_dates;
                    });
                own(*answer, to, has_region && random_.chance(50), false);
            }
        }
        if (random_.chance(15) && !many_targets && !has_dates) {
            if (const ControlKind* region = region_kind(object, false);
                region != nullptr && !borrows_labels(*region)) {
                own(*region, to);
            }
        }
        if (random_.chance(20)) {
            const ControlKind* region = some_kind([&](const ControlKind& kind) {
                return kind.payload != nullptr && !kind.compares_objects && !kind.is_own_object &&
                       !kind.objects.empty() && !borrows_labels(kind) &&
                       (kind.server_accepts || made_.accept == Accept::editor);
            });
            const ObjectKind& other = *labelstudio::find_object_kind(*region->objects.begin());
            const auto form = form_on(*region, other);
            if (form && !form->with_only && !form->lends_labels) {
                own(*region, place(*region, other, false));
            }
        }
        if (random_.chance(25)) {
            if (const ControlKind* relations =
                    some_kind([](const ControlKind& kind) { return kind.connects_regions; })) {
                own(*relations, "");
            }
        }
    }

    // Relations: two regions to connect.
    void connected(const ControlKind& kind) {
        own(kind, "");
        const ControlKind* region = some_kind([&](const ControlKind& other) {
            return other.is_region && other.payload != nullptr && !other.is_own_object &&
                   !borrows_labels(other) &&
                   (other.server_accepts || made_.accept == Accept::editor);
        });
        const ObjectKind& object = *labelstudio::find_object_kind(*region->objects.begin());
        const std::string to = place(*region, object, false);
        own(*region, to);
        const auto form = form_on(*region, object);
        if (region->unlabelled_tool || (form && form->with_only)) {
            partners(*region, object, *form, to);
        }
    }

    Random& random_;
    Element view_;
    MadeConfig made_;
    int names_ = 0;
    bool nested_ = false;
};

}  // namespace

std::string Pair::name() const {
    return object == nullptr ? std::string(control->tag)
                             : fmt::format("{} on {}{}", control->tag, object->tag,
                                           has_dates ? " with dates" : "");
}

std::vector<Pair> all_pairs() {
    std::vector<Pair> pairs;
    for (const ControlKind& control : labelstudio::control_kinds()) {
        if (control.connects_regions) {
            pairs.push_back({&control, nullptr});
        }
        for (const std::string_view tag : control.objects) {
            const ObjectKind* object = labelstudio::find_object_kind(tag);
            for (const bool has_dates : {false, true}) {
                const auto form = form_on(control, *object, has_dates);
                const bool may_have_dates = !has_dates || !object->date_attributes.empty();
                const bool has_results = form && form->payload != nullptr && !form->lends_labels;
                if (has_results && may_have_dates) {
                    pairs.push_back({&control, object, has_dates});
                }
            }
        }
    }
    return pairs;
}

std::string Element::xml(int depth) const {
    std::string out = fmt::format("{:{}}<{}", "", depth * 2, tag);
    for (const auto& [attribute, value] : attributes) {
        out += fmt::format(" {}={}", attribute, xml_quoted(value));
    }
    if (children.empty()) {
        return out + "/>\n";
    }
    out += ">\n";
    for (const Element& child : children) {
        out += child.xml(depth + 1);
    }
    return out + fmt::format("{:{}}</{}>\n", "", depth * 2, tag);
}

MadeConfig make_config(const Pair& pair, Random& random) { return Maker(random).make(pair); }

}  // namespace lsmap::generate
