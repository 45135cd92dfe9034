#include "run/cut_record.hpp"

#include "data/object_walk.hpp"
#include "data/reader.hpp"
#include "data/scan.hpp"
#include "data/spill.hpp"
#include "diag/codes/data.hpp"
#include "run/part_map.hpp"
#include "run/part_origin.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace lsmap::run {
namespace {

constexpr std::size_t most_parts = 1U << 14U;
constexpr std::size_t most_everywhere = 64;  // elements that every part gets, since their key fails

// Stands before each element of a keyed list in its part.
struct ElementHead {
    std::uint64_t offset;  // in the record
    std::uint64_t number;
    std::uint64_t size;
};

}  // namespace

struct CutRecord::State {
    struct List {  // a keyed one
        const plan::Cut::Keyed* keyed = nullptr;
        std::string_view key;       // "" where the record has no such field
        std::size_t first_key = 0;  // among all
        std::uint64_t elements = 0, everywhere = 0;
        std::optional<data::Place> later;  // where it stands, when it has to wait for the list
        std::unique_ptr<data::Spill> spill;
    };

    State(const plan::Plan& plan_in, Runner& runner_in, const CutOptions& options_in)
        : plan(plan_in), cut(*plan_in.cut), runner(runner_in), options(options_in) {
        for (const plan::Cut::Keyed& keyed : cut.keyed) {
            lists.push_back({&keyed, {}, all_keys, 0, 0, {}, nullptr});
            all_keys += keyed.keys.size();
        }
    }

    const plan::Plan& plan;
    const plan::Cut& cut;
    Runner& runner;
    CutOptions options;
    data::Record record;  // whose parts these are
    std::shared_ptr<CutFile> file = std::make_shared<CutFile>();
    std::optional<diag::Diagnostic> failure;
    data::Place end;

    // Elements of the list, in order.
    std::string_view list_key;
    bool has_list = false;
    std::vector<std::uint64_t> offsets;
    std::uint64_t list_end = 0;         // behind the last one
    std::vector<std::uint64_t> hashes;  // `all_keys` for each
    std::size_t all_keys = 0;

    std::size_t parts = 0, elements_a_part = 1, next_part = 0;
    std::vector<PartMap> maps;  // by key
    std::vector<List> lists;
    std::string held;  // `"key":value,"key":value`
    std::vector<PartOrigin::Piece> held_pieces;

    std::string chunk, part_text, spilled;
    std::vector<CutKey> keys;
    std::vector<std::uint32_t> wanted;

    bool fail(int error) {
        failure = diag::make(diag::cannot_read_file, options.file,
                             std::generic_category().message(error));
        return false;
    }

    // ---- going through the text; false: no parts can be made, or `failure`

    bool read_all(std::uint64_t bytes_to_end);
    bool member(data::ObjectWalk& walk, std::string_view key, std::uint64_t bytes_to_end);
    bool read_list(data::ObjectWalk& walk);
    bool read_keyed(data::ObjectWalk& walk, List& list);
    bool add_keyed(List& list, const data::ObjectWalk::Elements& elements);
    bool hold(data::ObjectWalk& walk, std::uint32_t field, std::string_view key, bool keep);
    bool ignore_list(data::ObjectWalk& walk, std::string_view key, bool check);
    bool fits(std::string_view key, std::string_view text, bool elements, std::uint32_t field);
    void make_maps(std::uint64_t bytes);

    bool next(data::Record& part);
    bool add_list(std::size_t first, std::size_t behind, std::vector<PartOrigin::Piece>& pieces);
    bool add_elements(const List& list, std::vector<PartOrigin::Piece>& pieces);
};

// Whether the text is JSON as the decoder takes it, with the keys of its elements in `keys`.
bool CutRecord::State::fits(std::string_view key, std::string_view text, bool elements,
                            std::uint32_t field) {
    chunk.clear();
    chunk += '{';
    chunk += key;
    chunk += elements ? ":[" : ":";
    chunk += text;
    chunk += elements ? "]}" : "}";
    const std::size_t size = chunk.size();
    chunk.append(data::padding, ' ');
    return runner.cut_keys(std::string_view(chunk).substr(0, size), field, keys);
}

bool CutRecord::State::read_list(data::ObjectWalk& walk) {
    data::ObjectWalk::Elements elements;
    while (walk.next_elements(elements)) {
        if (!fits(list_key, elements.text, true, cut.list) ||
            keys.size() != elements.each.size() * all_keys) {
            return false;
        }
        for (const auto& [begin, size] : elements.each) {
            offsets.push_back(elements.offset + begin);
            list_end = elements.offset + begin + size;
        }
        for (const CutKey& key : keys) {  // 0: none
            hashes.push_back(
                key.state == CutKey::State::known ? std::max<std::uint64_t>(key.hash, 1) : 0);
        }
    }
    has_list = true;
    return !walk.broken();
}

// Elements of the list in a part: so many that a part is as large as asked for, if they are alike.
void CutRecord::State::make_maps(std::uint64_t bytes) {
    const std::size_t wanted_parts = std::clamp<std::size_t>(
        static_cast<std::size_t>(bytes / std::max<std::size_t>(options.part_bytes, 1)), 1,
        most_parts);
    elements_a_part = std::max<std::size_t>((offsets.size() + wanted_parts - 1) / wanted_parts, 1);
    parts = std::max<std::size_t>((offsets.size() + elements_a_part - 1) / elements_a_part, 1);
    maps.resize(all_keys);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (hashes[i] != 0) {
            maps[i % all_keys].add(hashes[i],
                                   static_cast<std::uint32_t>(i / all_keys / elements_a_part));
        }
    }
    hashes = {};
    for (PartMap& map : maps) {
        map.finish();
    }
    for (List& list : lists) {
        list.spill = std::make_unique<data::Spill>(parts, options.spill_bytes / lists.size());
    }
}

bool CutRecord::State::add_keyed(List& list, const data::ObjectWalk::Elements& elements) {
    const std::size_t keys_each = list.keyed->keys.size();
    if (!fits(list.key, elements.text, true, list.keyed->field) ||
        keys.size() != elements.each.size() * keys_each) {
        return false;
    }
    for (std::size_t i = 0; i < elements.each.size(); ++i) {
        wanted.clear();
        bool everywhere = false;
        for (std::size_t k = 0; k < keys_each; ++k) {
            const CutKey& key = keys[i * keys_each + k];
            everywhere = everywhere || key.state == CutKey::State::unknown;
            if (key.state == CutKey::State::known) {
                maps[list.first_key + k].find(std::max<std::uint64_t>(key.hash, 1), wanted);
            }
        }
        // The first element decides which of key and probe fails first where both do.
        const bool is_first = list.elements + i == 0;
        if (everywhere || is_first) {
            if (++list.everywhere > most_everywhere) {
                return false;
            }
            wanted.resize(parts);
            for (std::size_t p = 0; p < parts; ++p) {
                wanted[p] = static_cast<std::uint32_t>(p);
            }
        } else if (wanted.size() > 1) {
            std::ranges::sort(wanted);
            wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
        }
        const auto& [begin, size] = elements.each[i];
        const ElementHead head{elements.offset + begin, list.elements + i, size};
        for (const std::uint32_t part : wanted) {
            if (!list.spill->add(part, {reinterpret_cast<const char*>(&head), sizeof head},
                                 elements.text.substr(begin, size))) {
                failure = list.spill->failure();
                return false;
            }
        }
    }
    list.elements += elements.each.size();
    return true;
}

bool CutRecord::State::read_keyed(data::ObjectWalk& walk, List& list) {
    data::ObjectWalk::Elements elements;
    while (walk.next_elements(elements)) {
        if (!add_keyed(list, elements)) {
            return false;
        }
    }
    return !walk.broken();
}

// A value that is not gone through; `keep`: rules read it.
bool CutRecord::State::hold(data::ObjectWalk& walk, std::uint32_t field, std::string_view key,
                            bool keep) {
    std::string_view text;
    if (!walk.value(text)) {
        return false;
    }
    const std::uint64_t offset = walk.place().offset - text.size();
    if (!fits(key, text, false, field)) {
        return false;
    }
    if (keep) {
        held += held.empty() ? "" : ",";
        held += key;
        held += ':';
        held_pieces.push_back({held.size(), text.size(), offset, key, -1});
        held += text;
    }
    return held.size() <= options.held_bytes;
}

bool CutRecord::State::ignore_list(data::ObjectWalk& walk, std::string_view key, bool check) {
    data::ObjectWalk::Elements elements;
    while (walk.next_elements(elements)) {
        if (check && !fits(key, elements.text, true, plan::none)) {
            return false;
        }
    }
    return !walk.broken();
}

bool CutRecord::State::member(data::ObjectWalk& walk, std::string_view key,
                              std::uint64_t bytes_to_end) {
    const auto& fields =
        plan.program.types->as<types::RecordType>(plan.program.record_declared)->fields;
    const auto found =
        std::ranges::find(fields, key.substr(1, key.size() - 2), &types::Field::json_key);
    const auto field =
        found == fields.end() ? plan::none : static_cast<std::uint32_t>(found - fields.begin());
    const auto list = std::find_if(lists.begin(), lists.end(),
                                   [&](const List& one) { return one.keyed->field == field; });
    const bool is_list = walk.at_list();
    if (field == cut.list && field != plan::none) {
        list_key = key;
        if (!is_list || !read_list(walk)) {
            return false;
        }
        make_maps(bytes_to_end);
        return true;
    }
    if (list != lists.end()) {
        list->key = key;
        if (!is_list) {
            return false;
        }
        if (has_list) {
            return read_keyed(walk, *list);
        }
        list->later = walk.place();
        return ignore_list(walk, key, false);
    }
    const bool keep = std::ranges::find(cut.held, field) != cut.held.end();
    return is_list && !keep ? ignore_list(walk, key, true) : hold(walk, field, key, keep);
}

bool CutRecord::State::read_all(std::uint64_t bytes_to_end) {
    data::ObjectWalk walk(file->descriptor, file->base, file->begin, options.held_bytes);
    std::set<std::string_view> seen;
    std::string_view key;
    bool good = walk.enter();
    while (good && walk.next_member(key)) {
        const std::string& kept = file->keys.emplace_back(key);
        good = kept.find('\\') == std::string::npos && seen.insert(kept).second &&
               member(walk, kept, bytes_to_end);
    }
    if (walk.failure() != 0) {
        return fail(walk.failure());
    }
    if (!good || walk.broken() || !has_list) {
        return false;
    }
    end = walk.place();
    file->bytes = end.offset;
    file->marks = walk.marks();
    for (List& list : lists) {
        if (!list.later) {
            continue;
        }
        data::ObjectWalk again(file->descriptor, file->base, *list.later, options.held_bytes);
        if (!again.at_list() || !read_keyed(again, list)) {
            return again.failure() != 0 ? fail(again.failure()) : false;
        }
    }
    return true;
}

// ---- parts

bool CutRecord::State::add_list(std::size_t first, std::size_t behind,
                                std::vector<PartOrigin::Piece>& pieces) {
    part_text += list_key;
    part_text += ":[";
    if (first < behind) {
        const std::uint64_t from = offsets[first];
        const std::uint64_t to = behind < offsets.size() ? offsets[behind] : list_end;
        const std::size_t begin = part_text.size();
        part_text.resize(begin + static_cast<std::size_t>(to - from));
        if (const int error = data::read_at(file->descriptor, file->base + from,
                                            part_text.data() + begin, part_text.size() - begin);
            error != 0) {
            return fail(error);
        }
        // What stands between this part and the next.
        while (data::is_space(part_text.back()) || part_text.back() == ',') {
            part_text.pop_back();
        }
        for (std::size_t i = first; i < behind; ++i) {
            const std::uint64_t next =
                i + 1 < behind ? offsets[i + 1] : from + part_text.size() - begin;
            pieces.push_back({begin + static_cast<std::size_t>(offsets[i] - from),
                              static_cast<std::size_t>(next - offsets[i]), offsets[i], list_key,
                              static_cast<std::int64_t>(i)});
        }
    }
    part_text += ']';
    return true;
}

bool CutRecord::State::add_elements(const List& list, std::vector<PartOrigin::Piece>& pieces) {
    if (const int error = list.spill->read(next_part, spilled); error != 0) {
        return fail(error);
    }
    part_text += ',';
    part_text += list.key;
    part_text += ":[";
    for (std::size_t at = 0; at < spilled.size();) {
        ElementHead head;
        std::memcpy(&head, spilled.data() + at, sizeof head);
        at += sizeof head;
        const auto size = static_cast<std::size_t>(head.size);
        pieces.push_back({part_text.size(), size, head.offset, list.key,
                          static_cast<std::int64_t>(head.number)});
        part_text.append(spilled, at, size);
        at += size;
        part_text += at < spilled.size() ? "," : "";
    }
    part_text += ']';
    return true;
}

bool CutRecord::State::next(data::Record& part) {
    if (next_part == parts) {
        return false;
    }
    const std::size_t first = next_part * elements_a_part;
    const std::size_t behind = std::min(first + elements_a_part, offsets.size());
    std::vector<PartOrigin::Piece> pieces;
    part_text.assign("{");
    if (!add_list(first, behind, pieces)) {
        return false;
    }
    for (const List& list : lists) {
        if (!list.key.empty() && !add_elements(list, pieces)) {
            return false;
        }
    }
    if (!held.empty()) {
        part_text += ',';
        for (PartOrigin::Piece piece : held_pieces) {
            piece.begin += part_text.size();
            pieces.push_back(piece);
        }
        part_text += held;
    }
    part_text += '}';
    const std::size_t size = part_text.size();
    part_text.append(data::padding, ' ');
    part = record;
    part.is_open = false;
    part.json = std::string_view(part_text).substr(0, size);
    part.part = next_part++;
    part.origin = std::make_shared<PartOrigin>(file, std::move(pieces));
    return true;
}

// ---- the outside

CutRecord::CutRecord(std::unique_ptr<State> state) : state_(std::move(state)) {}
CutRecord::~CutRecord() = default;

std::unique_ptr<CutRecord> CutRecord::make(const data::Record& record, const data::OpenRecord& open,
                                           const plan::Plan& plan, Runner& runner,
                                           const CutOptions& options,
                                           std::optional<diag::Diagnostic>& failure) {
    auto state = std::make_unique<State>(plan, runner, options);
    state->record = record;
    state->file->descriptor = ::dup(open.descriptor);
    if (state->file->descriptor < 0) {
        state->fail(errno);
        failure = state->failure;
        return nullptr;
    }
    state->file->base = open.offset;
    state->file->begin = {0, record.line, record.column};
    const bool made = state->read_all(open.bytes);
    failure = state->failure;
    return made ? std::unique_ptr<CutRecord>(new CutRecord(std::move(state))) : nullptr;
}

bool CutRecord::next(data::Record& part, std::optional<diag::Diagnostic>& failure) {
    const bool given = state_->next(part);
    failure = state_->failure;
    return given;
}

std::uint64_t CutRecord::bytes_left() const {
    const State& s = *state_;
    return s.parts == 0 ? 0 : s.end.offset * (s.parts - s.next_part) / s.parts;
}
std::uint64_t CutRecord::bytes() const { return state_->end.offset; }
std::uint64_t CutRecord::line() const { return state_->end.line; }
std::uint64_t CutRecord::column() const { return state_->end.column; }

}  // namespace lsmap::run
