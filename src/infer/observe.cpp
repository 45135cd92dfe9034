#include "infer/observe.hpp"

#include <algorithm>
#include <utility>

namespace lsmap::infer {
namespace {

void observe(Observed& seen, Value value);

Observed& made(std::unique_ptr<Observed>& place) {
    if (place == nullptr) {
        place = std::make_unique<Observed>();
    }
    return *place;
}

void observe_array(Observed& seen, Value array) {
    ++seen.arrays;
    seen.shortest = std::min(seen.shortest, array.size());
    seen.longest = std::max(seen.longest, array.size());
    std::size_t place = 0;
    for (Value element = array.first(); element; element = element.next(), ++place) {
        observe(made(seen.element), element);
        if (place < most_places) {
            if (place == seen.places.size()) {
                seen.places.emplace_back();
            }
            observe(made(seen.places[place]), element);
        }
    }
}

void observe_object(Observed& seen, Value object) {
    ++seen.objects;
    for (Value member = object.first(); member; member = member.next()) {
        std::string key = member.key();
        auto found = std::ranges::find(seen.members, key, &Observed::Member::key);
        if (found == seen.members.end()) {
            seen.members.push_back({std::move(key), std::make_unique<Observed>()});
            found = seen.members.end() - 1;
        }
        observe(*found->seen, member);
    }
}

void observe(Observed& seen, Value value) {
    ++seen.times;
    if (value.is(Kind::null)) {
        ++seen.nulls;
        return;
    }
    if (seen.values.size() < most_kept) {
        seen.values.push_back(value);
    }
    switch (value.kind()) {
        case Kind::null:
            break;
        case Kind::boolean:
            ++seen.bools;
            break;
        case Kind::string:
            ++seen.strings;
            break;
        case Kind::array:
            observe_array(seen, value);
            break;
        case Kind::object:
            observe_object(seen, value);
            break;
        case Kind::number: {
            const bool whole = value.raw().find_first_of(".eE") == std::string_view::npos;
            ++(whole ? seen.wholes : seen.reals);
            seen.least = std::min(seen.least, value.number());
            seen.most = std::max(seen.most, value.number());
            break;
        }
    }
}

}  // namespace

const Observed* Observed::member(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &Member::key);
    return found == members.end() ? nullptr : found->seen.get();
}

std::vector<std::string> Observed::texts(std::size_t most_texts) const {
    std::vector<std::string> found;
    for (const Value& value : values) {
        if (value.is(Kind::string) && found.size() < most_texts) {
            std::string text = value.text();
            if (std::ranges::find(found, text) == found.end()) {
                found.push_back(std::move(text));
            }
        }
    }
    return found;
}

std::optional<validate::json::Document::Problem> Samples::add(std::string text, bool whole) {
    const std::string& kept = texts_.emplace_back(std::move(text));
    validate::json::Records records = validate::json::split_records(kept);
    if (records.broken) {
        return std::move(records.broken);
    }
    if (whole && records.is_list) {
        const std::size_t begin = kept.find('[');
        records.all = {{begin, kept.find_last_of(']') + 1}};
    }
    for (const validate::json::Record& record : records.all) {
        validate::json::Document& document = documents_.emplace_back();
        if (auto problem = document.read(kept, record.begin, record.end)) {
            return problem;
        }
        records_.push_back(document.root());
        observe(root_, document.root());
    }
    return std::nullopt;
}

}  // namespace lsmap::infer
