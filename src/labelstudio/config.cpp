#include "labelstudio/config.hpp"

#include "diag/codes/config.hpp"
#include "labelstudio/resolve.hpp"
#include "labelstudio/xml.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>

namespace lsmap::labelstudio {
namespace {

constexpr std::size_t deepest_element = 100;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class Reader {
 public:
    Reader(const SourceFile& source, LabelingConfig& config, diag::Sink& sink)
        : text_(source.text), config_(config), sink_(sink) {}

    void read() {
        if (!is_utf8()) {
            return;
        }
        pugi::xml_document document;
        const unsigned options = pugi::parse_default | pugi::parse_doctype;
        const std::size_t skip = text_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
        start_ = static_cast<std::uint32_t>(skip);
        const std::string_view body = text_.substr(skip);
        const pugi::xml_parse_result result =
            document.load_buffer(body.data(), body.size(), options, pugi::encoding_utf8);
        if (!result) {
            report(result.status, static_cast<std::uint32_t>(result.offset) + start_);
            return;
        }
        for (const xml::Flaw& flaw : xml::flaws(text_)) {
            sink_.emit(span(flaw.range), diag::malformed_config, flaw.what).help(flaw.help);
        }
        report_doctype(document);
        config_.usable = add_elements(document);
    }

 private:
    Span span(xml::Range range) const { return {range.begin, range.end, config_.file}; }

    bool is_utf8() {
        if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
            sink_.emit(span({0, 2}), diag::malformed_config, "it is UTF-16")
                .help("save it as UTF-8");
            return false;
        }
        const std::optional<std::uint32_t> bad = xml::first_bad_byte(text_);
        if (bad) {
            sink_
                .emit(span({*bad, *bad + 1}), diag::malformed_config,
                      fmt::format("byte {:#04x} is not text in UTF-8",
                                  static_cast<unsigned char>(text_[*bad])))
                .help("save the file as UTF-8");
        }
        return !bad;
    }

    // Where the construct begins that the parser found unfinished at `offset`.
    xml::Range opening(std::string_view mark, std::uint32_t offset) const {
        const std::size_t found = text_.rfind(mark, offset);
        const auto begin =
            static_cast<std::uint32_t>(found == std::string_view::npos ? offset : found);
        return clipped({begin, begin + static_cast<std::uint32_t>(mark.size())});
    }
    xml::Range doctype_at(std::uint32_t offset) const {
        const std::uint32_t begin = opening("<!D", offset).begin;
        return clipped(
            {begin, begin + static_cast<std::uint32_t>(std::string_view("<!DOCTYPE").size())});
    }
    xml::Range clipped(xml::Range range) const {
        const auto size = static_cast<std::uint32_t>(text_.size());
        return {std::min(range.begin, size), std::min(range.end, size)};
    }
    // From the `<` at or before `offset` to the end of that name.
    xml::Range tag_at(std::uint32_t offset) const {
        const xml::Range less = opening("<", offset);
        const std::size_t end = text_.find_first_of(" \t\r\n>", less.begin + 1);
        return {less.begin, static_cast<std::uint32_t>(std::min(end, text_.size()))};
    }

    void report(pugi::xml_parse_status status, std::uint32_t offset) {
        const auto emit = [&](xml::Range where, std::string what) -> diag::Diagnostic& {
            return sink_.emit(span(clipped(where)), diag::malformed_config, std::move(what));
        };
        switch (status) {
            case pugi::status_no_document_element:
                emit({start_, start_}, "there is no tag in it")
                    .help("a config begins with `<View>`");
                return;
            case pugi::status_end_element_mismatch:
                report_mismatch(offset);
                return;
            case pugi::status_bad_comment:
                emit(opening("<!--", offset), "this comment is not closed")
                    .help("close it with `-->`");
                return;
            case pugi::status_bad_cdata:
                emit(opening("<![CDATA[", offset), "this CDATA is not closed")
                    .help("close it with `]]>`");
                return;
            case pugi::status_bad_pi:
                emit(opening("<?", offset), "this `<?` is not closed").help("close it with `?>`");
                return;
            case pugi::status_bad_doctype:
                sink_.emit(span(doctype_at(offset)), diag::config_doctype).help("take it out");
                return;
            case pugi::status_bad_attribute:
                emit(tag_at(offset), "an attribute of this tag is not written `name=\"value\"`")
                    .label(span(clipped({offset, offset + 1})), "reading stopped here")
                    .help("quotes around the value, and a blank before the next attribute");
                return;
            case pugi::status_bad_start_element:
            case pugi::status_bad_end_element:
                emit(tag_at(offset), "this tag is not finished").help("finish it with `>`");
                return;
            case pugi::status_unrecognized_tag:
                emit(opening("<", offset), "this `<` begins no tag")
                    .help("a `<` that is meant as text is written `&lt;`");
                return;
            case pugi::status_ok:
            case pugi::status_file_not_found:
            case pugi::status_io_error:
            case pugi::status_out_of_memory:
            case pugi::status_internal_error:
            case pugi::status_bad_pcdata:
            case pugi::status_append_invalid_root:
                break;
        }
        emit({offset, offset + 1}, "it cannot be read from here on");
    }

    void report_mismatch(std::uint32_t offset) {
        const xml::Range less = opening("<", offset);
        const bool is_end_tag =
            text_.substr(less.begin).starts_with("</") &&
            text_.substr(less.begin, offset - less.begin).find('>') == text_.npos;
        const std::vector<xml::Range> open = xml::open_tags(
            text_, is_end_tag ? less.begin : static_cast<std::uint32_t>(text_.size()));
        const auto emit = [&](xml::Range where, std::string what) -> diag::Diagnostic& {
            return sink_.emit(span(where), diag::malformed_config, std::move(what));
        };
        if (!is_end_tag && !open.empty()) {
            const std::string_view name = open.back().of(text_);
            emit(open.back(), fmt::format("`<{}>` is not closed", name))
                .help(
                    fmt::format("close it with `</{}>`, or write `<{}/>` if nothing stands inside",
                                name, name));
            return;
        }
        const xml::Range tag = tag_at(offset);
        const std::string_view written = text_.substr(tag.begin, tag.end - tag.begin);
        if (open.empty()) {
            emit(tag, fmt::format("`{}>` closes nothing", written)).help("take it out");
            return;
        }
        const std::string_view name = open.back().of(text_);
        emit(tag, fmt::format("`{}>` stands where `</{}>` is due", written, name))
            .label(span(open.back()), fmt::format("`<{}>` is open since here", name));
    }

    void report_doctype(const pugi::xml_document& document) {
        for (const pugi::xml_node node : document.children()) {
            if (node.type() == pugi::node_doctype) {
                const auto inside = static_cast<std::uint32_t>(node.offset_debug()) + start_;
                sink_.emit(span(doctype_at(inside)), diag::config_doctype).help("take it out");
            }
        }
    }

    // In the order of the text, without recursion. False: nested too deep.
    bool add_elements(const pugi::xml_document& document) {
        std::vector<ElementId> path;
        pugi::xml_node node = next_element(document.first_child());
        while (node) {
            const std::optional<ElementId> parent =
                path.empty() ? std::nullopt : std::optional(path.back());
            const ElementId id = add_element(node, parent);
            path.push_back(id);
            if (path.size() > deepest_element) {
                sink_.emit(config_.elements[id].tag_span, diag::config_too_deep, deepest_element);
                return false;
            }
            pugi::xml_node next = next_element(node.first_child());
            while (!next && !path.empty()) {
                path.pop_back();
                next = next_element(node.next_sibling());
                node = node.parent();
            }
            node = next;
        }
        return true;
    }

    static pugi::xml_node next_element(pugi::xml_node node) {
        while (node && node.type() != pugi::node_element) {
            node = node.next_sibling();
        }
        return node;
    }

    ElementId add_element(pugi::xml_node node, std::optional<ElementId> parent) {
        const auto name = static_cast<std::uint32_t>(node.offset_debug()) + start_;
        const xml::StartTag tag = xml::scan_start_tag(text_, name);
        Element element;
        element.tag = node.name();
        element.tag_span = span(tag.name);
        element.span = span(tag.whole);
        element.parent = parent;
        element.text = trimmed(node.text().get());
        std::size_t index = 0;
        for (const pugi::xml_attribute attribute : node.attributes()) {
            const xml::AttributePlace place = index < tag.attributes.size()
                                                  ? tag.attributes[index]
                                                  : xml::AttributePlace{tag.name, tag.name};
            ++index;
            add_attribute(element, {attribute.name(), attribute.value(), span(place.name),
                                    span(place.value)});
        }
        const ElementId id = config_.elements.add(std::move(element));
        if (parent) {
            config_.elements[*parent].children.push_back(id);
        }
        return id;
    }

    static std::string trimmed(std::string_view text) {
        constexpr std::string_view blanks = " \t\r\n";
        const std::size_t first = text.find_first_not_of(blanks);
        return first == std::string_view::npos
                   ? ""
                   : std::string(text.substr(first, text.find_last_not_of(blanks) + 1 - first));
    }

    void add_attribute(Element& element, Attribute attribute) {
        const auto twin = std::ranges::find(element.attributes, attribute.name, &Attribute::name);
        if (twin != element.attributes.end()) {
            sink_.emit(attribute.name_span, diag::duplicate_attribute, element.tag, attribute.name)
                .label(twin->name_span, "the first stands here")
                .help("take one of them out");
        }
        element.attributes.push_back(std::move(attribute));
    }

    std::string_view text_;
    LabelingConfig& config_;
    diag::Sink& sink_;
    std::uint32_t start_ = 0;  // behind a byte order mark
};

template <class Id, class Rows>
std::optional<Id> find_named(const Rows& rows, std::string_view name) {
    const auto row = std::ranges::find_if(rows, [&](const auto& r) { return r.name == name; });
    if (row == rows.end()) {
        return std::nullopt;
    }
    return static_cast<Id>(row - rows.begin());
}

template <class Rows> std::vector<std::string> names_of(const Rows& rows) {
    std::vector<std::string> names;
    for (const auto& row : rows) {
        if (!row.name.empty()) {
            names.push_back(row.name);
        }
    }
    return names;
}

}  // namespace

const Attribute* Element::attribute(std::string_view name) const {
    const auto found = std::ranges::find_if(
        attributes, [&](const Attribute& a) { return same_name(a.name, name); });
    return found == attributes.end() ? nullptr : &*found;
}

const LabelOption* Control::find_label(std::string_view value_or_alias) const {
    auto found = std::ranges::find(labels, value_or_alias, &LabelOption::result);
    if (found == labels.end()) {
        found = std::ranges::find(labels, value_or_alias, &LabelOption::value);
    }
    return found == labels.end() ? nullptr : &*found;
}

const LabelOption* Control::find_path(const std::vector<std::string>& path) const {
    const auto is_named = [&](const LabelOption& option) {
        if (option.path.size() != path.size()) {
            return false;
        }
        for (std::size_t i = 0; i < path.size(); ++i) {
            if (path[i] != option.path[i] && path[i] != option.values[i]) {
                return false;
            }
        }
        return true;
    };
    auto found = std::ranges::find(labels, path, &LabelOption::path);
    if (found == labels.end()) {
        found = std::ranges::find_if(labels, is_named);
    }
    return found == labels.end() ? nullptr : &*found;
}

std::optional<Form> form_of(const Control& control, const Object& object) {
    std::optional<Form> form = form_on(*control.kind, *object.kind, !object.date_format.empty());
    if (form && !control.own_slots.empty()) {
        form->slots = control.own_slots;
    }
    return form;
}

std::optional<ControlId> LabelingConfig::find_control(std::string_view name) const {
    return find_named<ControlId>(controls, name);
}
std::optional<ObjectId> LabelingConfig::find_object(std::string_view name) const {
    return find_named<ObjectId>(objects, name);
}
std::vector<std::string> LabelingConfig::control_names() const { return names_of(controls); }
std::vector<std::string> LabelingConfig::object_names() const { return names_of(objects); }

LabelingConfig read_config(const SourceFile& source, FileId file, diag::Sink& sink) {
    LabelingConfig config;
    config.file = file;
    Reader(source, config, sink).read();
    if (config.usable) {
        resolve(config, sink);
    }
    return config;
}

}  // namespace lsmap::labelstudio
