#include "data/decode.hpp"

#include "diag/codes/data.hpp"

#include <algorithm>

namespace lsmap::data {

void Decoder::start(std::string_view json, const std::uint32_t* tokens, std::size_t count,
                    Arena& arena, Decoded& out, bool strict) {
    base_ = json.data();
    end_ = json.data() + json.size();
    at_ = tokens;
    stop_ = tokens + count;
    arena_ = &arena;
    out_ = &out;
    strict_ = strict;
    duplicate_ = nullptr;
    pending_.clear();
    tail_ = nullptr;
    const char* last = base_ + tokens[count - 1];
    if (*last == '-' || is_digit(*last)) {
        tail_ = last;
        tail_text_.assign(last, end_);
        tail_text_.append(padding, ' ');
    }
}

bool Decoder::root(const Shape& shape, Value& v) { return part(shape, shape, v); }

bool Decoder::part(const Shape& shape, const Shape& whole, Value& v) {
    if (learned_for_ != whole.serial) {
        learned_.assign(whole.orders, 0);
        learned_for_ = whole.serial;
    }
    return value(shape, v) && at_ == stop_;
}

bool Decoder::lenient(const Shape& shape, Value& v) {
    const char* source = here();
    const std::size_t before = out_->problems.size();
    const bool strict = strict_;
    strict_ = false;
    const bool is_json = fitted(shape, v);
    strict_ = strict;
    if (out_->problems.size() != before) {
        out_->problems.erase(out_->problems.begin() + static_cast<std::ptrdiff_t>(before),
                             out_->problems.end());
        ++out_->lenient;
        v = missing_value();
        v.source = source;
    }
    return is_json;
}

bool Decoder::null(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (!scalar()) {
        return false;
    }
    if (shape.optional || shape.form == Form::presence) {
        v.state = State::missing;
        return true;
    }
    return wrong_kind(shape, start, v);
}

bool Decoder::fitted(const Shape& shape, Value& v) {
    v.source = here();
    if (*v.source == 'n' && (shape.form != Form::json || shape.optional)) {
        return null(shape, v);
    }
    switch (shape.form) {
        case Form::presence:
            return skip(shape.depth);
        case Form::boolean:
            return boolean(shape, v);
        case Form::integer:
            return integer(shape, v);
        case Form::number:
            return number(shape, v);
        case Form::string:
            return string(shape, v);
        case Form::id:
            return id(shape, v);
        case Form::json:
            return json(shape, v);
        case Form::literal:
            return literal(shape, v);
        case Form::clock:
        case Form::iso_duration:
        case Form::datetime:
            return time(shape, v);
        case Form::size:
            return size(shape, v);
        case Form::point:
            return point(shape, v);
        case Form::box:
            return box(shape, v);
        case Form::quad:
            return quad(shape, v);
        case Form::cxcywhr:
            return cxcywhr(shape, v);
        case Form::polygon:
            return polygon(shape, v);
        case Form::keypoints:
            return keypoints(shape, v);
        case Form::rle:
            return rle(shape, v);
        case Form::bitmap:
            return bitmap(shape, v);
        case Form::png:
            return png(shape, v);
        case Form::list:
            return list(shape, v);
        case Form::tuple:
            return tuple(shape, v);
        case Form::map:
            return map(shape, v);
        case Form::record:
            return record(shape, v);
        case Form::alternatives:
            return alternatives(shape, v);
    }
    return false;
}

// The field that the key here names, if the type declares it; stops at the value.
bool Decoder::key_of(const Shape& shape, const FieldShape*& field) {
    if (cur() != '"' || base_[at_[1]] != ':') {
        return false;
    }
    const char* begin = here() + 1;
    const char* end = string_end(at_);
    if (*end != '"') {
        return false;
    }
    at_ += 2;
    if (has_backslash(begin, end)) {
        unescaped_.resize(static_cast<std::size_t>(end - begin) + padding);
        const char* unescaped_end = unescape(begin, end, unescaped_.data());
        if (unescaped_end == nullptr) {
            return false;
        }
        begin = unescaped_.data();
        end = unescaped_end;
    }
    field = shape.find(begin, static_cast<std::size_t>(end - begin));
    if (field == nullptr && strict_) {
        undeclared(shape, base_ + at_[-2]);
    }
    return true;
}

bool Decoder::record(const Shape& shape, Value& v) {
    if (cur() != '{') {
        return wrong_kind(shape, at_, v);
    }
    const std::size_t count = shape.fields.size();
    Value* items = arena_->array<Value>(count);
    std::fill_n(items, count, missing_value());
    std::uint16_t* learned = learned_.data() + shape.order;
    std::size_t before = 0;  // the field that came last, + 1
    std::uint32_t found = 0;
    ++at_;
    if (cur() == '}') {
        ++at_;
    } else {
        while (true) {
            const FieldShape* field = nullptr;
            const std::size_t guess = learned[before];
            const char* key = here();
            if (guess != 0 && shape.fields[guess - 1].key.matches(key + 1) && *key == '"' &&
                base_[at_[1]] == ':') {
                field = &shape.fields[guess - 1];
                before = guess;
                at_ += 2;
            } else {
                if (!key_of(shape, field)) {
                    return false;
                }
                if (field != nullptr) {
                    const auto place = static_cast<std::size_t>(field - shape.fields.data()) + 1;
                    learned[before] = static_cast<std::uint16_t>(place);
                    before = place;
                }
            }
            if (field != nullptr && field->needed) {
                Value& item = items[before - 1];
                if (item.source != nullptr) {
                    duplicate_ = key;
                    return false;
                }
                ++found;
                item.state = State::present;
                if (!value(field->shape, item)) {
                    return false;
                }
            } else if (!skip(shape.depth + 1)) {
                return false;
            }
            const char next = cur();
            ++at_;
            if (next == ',') {
                continue;
            }
            if (next != '}') {
                return false;
            }
            break;
        }
    }
    v.items = items;
    v.size = static_cast<std::uint32_t>(count);
    return found == shape.needed || missing_fields(shape, items, v.source);
}

bool Decoder::missing_fields(const Shape& shape, Value* items, const char* source) {
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        const FieldShape& field = shape.fields[i];
        if (field.needed && field.required && items[i].source == nullptr) {
            items[i].state = State::bad;
            items[i].source = source;
            items[i].size = static_cast<std::uint32_t>(out_->problems.size());
            diag::Diagnostic d = diag::make(diag::value_absent, field.shape.subject);
            d.help(may_be_missing);
            label_declaration(field.shape, d);
            out_->problems.push_back({source, std::move(d)});
        }
    }
    return true;
}

bool Decoder::list(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (cur() != '[') {
        return wrong_kind(shape, start, v);
    }
    const Shape& element = shape.children.front();
    const std::size_t first = pending_.size();
    ++at_;
    if (cur() == ']') {
        ++at_;
    } else {
        while (true) {
            Value item;
            if (!value(element, item)) {
                return false;
            }
            pending_.push_back(item);
            const char next = cur();
            ++at_;
            if (next == ',') {
                continue;
            }
            if (next != ']') {
                return false;
            }
            break;
        }
    }
    const std::size_t count = pending_.size() - first;
    Value* items = arena_->array<Value>(count);
    std::copy_n(pending_.data() + first, count, items);
    pending_.resize(first);
    v.items = items;
    v.size = static_cast<std::uint32_t>(count);
    if (count < shape.at_least || count > shape.at_most) {
        const bool exact = shape.at_least == shape.at_most;
        return wrong_length(shape, start, v, counted(count, "elements"),
                            fmt::format("{}{}", exact ? "" : "at least ", shape.at_least));
    }
    return true;
}

bool Decoder::tuple(const Shape& shape, Value& v) {
    const std::uint32_t* start = at_;
    if (cur() != '[') {
        return wrong_kind(shape, start, v);
    }
    const std::size_t places = shape.children.size();
    Value* items = arena_->array<Value>(places);
    std::fill_n(items, places, missing_value());
    std::size_t count = 0;
    ++at_;
    if (cur() == ']') {
        ++at_;
    } else {
        while (true) {
            if (count < places) {
                items[count].state = State::present;
                if (!value(shape.children[count], items[count])) {
                    return false;
                }
            } else if (!skip(shape.depth + 1)) {
                return false;
            }
            ++count;
            const char next = cur();
            ++at_;
            if (next == ',') {
                continue;
            }
            if (next != ']') {
                return false;
            }
            break;
        }
    }
    v.items = items;
    v.size = static_cast<std::uint32_t>(places);
    if (count < shape.at_least || count > shape.at_most) {
        std::string takes = shape.open ? fmt::format("at least {}", shape.at_least)
                            : shape.at_least == shape.at_most
                                ? fmt::format("{}", shape.at_most)
                                : fmt::format("{} to {}", shape.at_least, shape.at_most);
        return wrong_length(shape, start, v, counted(count, "elements"), std::move(takes));
    }
    return true;
}

bool Decoder::map(const Shape& shape, Value& v) {
    if (cur() != '{') {
        return wrong_kind(shape, at_, v);
    }
    const std::size_t first = pending_.size();
    ++at_;
    if (cur() == '}') {
        ++at_;
    } else {
        while (true) {
            Value key;
            Value item;
            if (cur() != '"' || base_[at_[1]] != ':') {
                return false;
            }
            key.source = here();
            if (!text(key)) {
                return false;
            }
            ++at_;
            if (!value(shape.children.front(), item)) {
                return false;
            }
            pending_.push_back(key);
            pending_.push_back(item);
            const char next = cur();
            ++at_;
            if (next == ',') {
                continue;
            }
            if (next != '}') {
                return false;
            }
            break;
        }
    }
    if (!map_keys_differ(first)) {
        return false;
    }
    const std::size_t count = pending_.size() - first;
    Value* items = arena_->array<Value>(count);
    std::copy_n(pending_.data() + first, count, items);
    pending_.resize(first);
    v.items = items;
    v.size = static_cast<std::uint32_t>(count);
    return true;
}

bool Decoder::map_keys_differ(std::size_t first) {
    keys_.clear();
    for (std::size_t i = first; i < pending_.size(); i += 2) {
        keys_.push_back(pending_[i].str());
    }
    std::ranges::sort(keys_);
    const auto twice = std::ranges::adjacent_find(keys_);
    if (twice == keys_.end()) {
        return true;
    }
    for (std::size_t i = first; i < pending_.size(); i += 2) {
        if (pending_[i].str() == *twice) {
            duplicate_ = pending_[i].source;  // the last one stays
        }
    }
    return false;
}

}  // namespace lsmap::data
