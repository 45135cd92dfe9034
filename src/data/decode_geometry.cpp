#include "data/decode.hpp"
#include "diag/codes/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace lsmap::data {

namespace {

constexpr PartName point_parts[] = {{"x", 0}, {"y", 1}};

}  // namespace

void Decoder::keep_reals(Value& v, const double* from, std::size_t count) {
    double* kept = arena_->array<double>(count);
    std::copy_n(from, count, kept);
    v.reals = kept;
    v.size = static_cast<std::uint32_t>(count);
}

// The number here. `fits` becomes false where it is something else (which is then not passed over).
bool Decoder::real(double& d, bool& fits) {
    const char* p = here();
    Number n;
    if (*p != '-' && !is_digit(*p)) {
        fits = false;
        return true;
    }
    if (!number_at(p, n)) {
        return false;
    }
    fits = to_double(n, p, d);
    ++at_;
    return true;
}

// An array of numbers, added to `to`.
bool Decoder::numbers(std::vector<double>& to, bool& fits) {
    ++at_;
    if (cur() == ']') {
        ++at_;
        return true;
    }
    while (true) {
        double d = 0;
        if (!real(d, fits)) {
            return false;
        }
        if (!fits) {
            return true;
        }
        to.push_back(d);
        const char next = cur();
        ++at_;
        if (next != ',') {
            return next == ']';
        }
    }
}

bool Decoder::flat(Flat& found) {
    reals_.clear();
    ++at_;
    if (cur() == ']') {
        ++at_;
        return true;
    }
    while (true) {
        const std::size_t before = reals_.size();
        const char c = cur();
        bool object = false;
        if (c == '[') {
            if (!numbers(reals_, found.fits)) {
                return false;
            }
        } else if (c == '{') {
            double xy[2] = {0, 0};
            bool has[2] = {false, false};
            if (!parts(point_parts, xy, has, found.fits)) {
                return false;
            }
            found.fits = found.fits && has[0] && has[1];
            reals_.insert(reals_.end(), xy, xy + 2);
            object = true;
        } else {
            double d = 0;
            if (!real(d, found.fits)) {
                return false;
            }
            reals_.push_back(d);
        }
        const std::size_t width = c == '[' || c == '{' ? reals_.size() - before : 0;
        if (found.elements == 0) {
            found.width = width;
            found.objects = object;
        }
        const bool nested_but_empty = c == '[' && width == 0;
        found.fits =
            found.fits && width == found.width && object == found.objects && !nested_but_empty;
        if (!found.fits) {
            return true;  // the caller passes over the whole array
        }
        ++found.elements;
        const char next = cur();
        ++at_;
        if (next != ',') {
            return next == ']';
        }
    }
}

// The numbers under known keys of the object here; two names of one part must agree.
bool Decoder::parts(PartNames names, double* values, bool* found, bool& fits) {
    std::uint32_t seen = 0;
    ++at_;
    if (cur() == '}') {
        ++at_;
        return true;
    }
    while (true) {
        const char* key = here();
        if (*key != '"' || base_[at_[1]] != ':') {
            return false;
        }
        Value name;
        if (!text(name)) {
            return false;
        }
        ++at_;
        const auto known = std::ranges::find(names, name.str(), &PartName::key);
        if (known != names.end()) {
            const std::uint32_t bit = std::uint32_t{1} << (known - names.begin());
            if ((seen & bit) != 0) {
                duplicate_ = key;
                return false;
            }
            seen |= bit;
            double d = 0;
            if (!real(d, fits)) {
                return false;
            }
            fits = fits && (!found[known->part] || d == values[known->part]);
            if (!fits) {
                return true;
            }
            values[known->part] = d;
            found[known->part] = true;
        } else if (!skip(0)) {
            return false;
        }
        const char next = cur();
        ++at_;
        if (next != ',') {
            return next == '}';
        }
    }
}

// What keeps the object at `start` from being the shape, where a part is missing or no number.
bool Decoder::incomplete(const Shape& shape, const std::uint32_t* start, Value& v, PartNames names,
                         const bool* found, bool fits) {
    if (!fits) {
        return no_numbers(shape, start, v);
    }
    std::size_t part = 0;
    while (found[part]) {
        ++part;
    }
    std::string keys;
    for (const PartName& name : names) {
        if (name.part == part) {
            keys += fmt::format("{}`{}`", keys.empty() ? "" : " or ", name.key);
        }
    }
    return misfit(shape, start, v, diag::make(diag::missing_part, shape.subject, std::move(keys)));
}

bool Decoder::no_numbers(const Shape& shape, const std::uint32_t* start, Value& v) {
    const std::string is =
        std::string(kind_of(base_[*start])) + " that holds something else than its numbers";
    return misfit(shape, start, v,
                  diag::make(diag::wrong_kind, shape.subject, is, "`" + shape.type + "`"));
}

bool Decoder::object(const Shape& shape, Value& v, PartNames names, double* values,
                     std::size_t count) {
    const std::uint32_t* start = at_;
    bool found[8] = {};
    bool fits = true;
    if (!parts(names, values, found, fits)) {
        return false;
    }
    if (!fits || std::find(found, found + count, false) != found + count) {
        return incomplete(shape, start, v, names, found, fits);
    }
    return true;
}

bool Decoder::counted_numbers(const Shape& shape, Value& v, const NumberRow& row, bool& by_key) {
    const std::uint32_t* start = at_;
    by_key = cur() == '{';
    if (by_key && !row.keys.empty()) {
        double values[8];
        if (!object(shape, v, row.keys, values, row.count)) {
            return false;
        }
        reals_.assign(values, values + row.count);
        return true;
    }
    if (cur() != '[') {
        return wrong_kind(shape, start, v);
    }
    Flat found;
    if (!flat(found)) {
        return false;
    }
    const bool in_pairs = row.in_points && found.width == 2 && (row.named_points || !found.objects);
    if (!found.fits || (found.width != 0 && !in_pairs)) {
        return no_numbers(shape, start, v);
    }
    if (reals_.size() != row.count) {
        return in_pairs ? wrong_length(shape, start, v, counted(found.elements, "points"),
                                       std::to_string(row.count / 2))
                        : wrong_length(shape, start, v, counted(found.elements, "numbers"),
                                       std::to_string(row.count));
    }
    return true;
}

bool Decoder::point(const Shape& shape, Value& v) {
    bool by_key = false;
    if (!counted_numbers(shape, v, {.keys = point_parts, .count = 2}, by_key)) {
        return false;
    }
    if (v.present()) {
        keep_reals(v, reals_.data(), 2);
    }
    return true;
}

}  // namespace lsmap::data
