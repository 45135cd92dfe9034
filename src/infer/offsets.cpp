#include "infer/offsets.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace lsmap::infer {
namespace {

constexpr std::size_t shortest_text = 8;
constexpr std::size_t most_texts = 40;

void texts_in(Value value, std::vector<std::string>& texts) {
    if (value.is(Kind::string) && texts.size() < most_texts) {
        std::string text = value.text();
        if (text.size() >= shortest_text) {
            texts.push_back(std::move(text));
        }
    }
    if (value.is(Kind::array) || value.is(Kind::object)) {
        for (Value v = value.first(); v; v = v.next()) {
            texts_in(v, texts);
        }
    }
}

// Bytes of a text where its characters and UTF-16 units start, one past its end too.
struct Starts {
    std::vector<std::size_t> chars, utf16;

    explicit Starts(const std::string& text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto c = static_cast<unsigned char>(text[i]);
            if ((c & 0xC0) != 0x80) {
                chars.push_back(i);
                utf16.insert(utf16.end(), c >= 0xF0 ? 2 : 1, i);
            }
        }
        chars.push_back(text.size());
        utf16.push_back(text.size());
    }
};

std::string cut(const std::string& text, std::size_t from, std::size_t to) {
    return from <= to && to <= text.size() ? text.substr(from, to - from) : "";
}

std::string trimmed(const std::string& text) {
    const std::size_t from = text.find_first_not_of(" \t\n");
    return from == std::string::npos ? ""
                                     : text.substr(from, text.find_last_not_of(" \t\n") + 1 - from);
}

class Voter {
 public:
    void record(Value root) {
        texts_.clear();
        texts_in(root, texts_);
        visit(root);
    }
    OffsetCount result() const {
        static constexpr std::string_view names[] = {"char", "byte", "utf16"};
        OffsetCount best;
        for (std::size_t inclusive = 0; inclusive < 2; ++inclusive) {
            for (std::size_t kind = 0; kind < 3; ++kind) {
                if (votes_[inclusive][kind] > best.votes) {
                    best = {std::string(names[kind]), inclusive == 1, votes_[inclusive][kind]};
                }
            }
        }
        return best;
    }

 private:
    void visit(Value value) {
        if (value.is(Kind::object)) {
            row(value);
        }
        if (value.is(Kind::array) || value.is(Kind::object)) {
            for (Value v = value.first(); v; v = v.next()) {
                visit(v);
            }
        }
    }

    // A record with two positions and a quote: does a cut of one of the texts give the quote?
    void row(Value object) {
        std::optional<std::size_t> from;
        std::optional<std::size_t> to;
        std::vector<std::string> quotes;
        for (Value v = object.first(); v; v = v.next()) {
            const std::string key = v.key();
            if (v.is(Kind::number) && v.raw().find_first_of(".eE-") == std::string_view::npos) {
                if (has_word(key, {"start", "begin"})) {
                    from = static_cast<std::size_t>(v.number());
                } else if (has_word(key, {"end", "stop"})) {
                    to = static_cast<std::size_t>(v.number());
                }
            } else if (v.is(Kind::string)) {
                quotes.push_back(trimmed(v.text()));
            }
        }
        if (!from || !to || *from >= *to) {
            return;
        }
        for (const std::string& text : texts_) {
            const Starts starts(text);
            for (std::size_t inclusive = 0; inclusive < 2; ++inclusive) {
                const std::size_t end = *to + inclusive;
                const auto at = [&](const std::vector<std::size_t>& places) {
                    return end < places.size() ? trimmed(cut(text, places[*from], places[end]))
                                               : "";
                };
                const std::string cuts[3] = {at(starts.chars), trimmed(cut(text, *from, end)),
                                             at(starts.utf16)};
                for (std::size_t kind = 0; kind < 3; ++kind) {
                    const bool quoted = !cuts[kind].empty() &&
                                        std::ranges::any_of(quotes, [&](const std::string& q) {
                                            return lower(q) == lower(cuts[kind]);
                                        });
                    votes_[inclusive][kind] += quoted ? 1 : 0;
                }
            }
        }
    }

    std::vector<std::string> texts_;
    std::array<std::array<std::size_t, 3>, 2> votes_{};
};

}  // namespace

OffsetCount offset_count(const Samples& samples) {
    Voter voter;
    for (const Value& record : samples.records()) {
        voter.record(record);
    }
    return voter.result();
}

void set_offsets(Declared& type, const std::string& kind) {
    const std::string old = "offset<char>";
    if (const std::size_t at = type.text.find(old); at != std::string::npos) {
        type.text.replace(at, old.size(), "offset<" + kind + ">");
    }
    for (Declared::Field& field : type.fields) {
        set_offsets(*field.type, kind);
    }
    if (type.element != nullptr) {
        set_offsets(*type.element, kind);
    }
}

}  // namespace lsmap::infer
