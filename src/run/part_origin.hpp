#pragma once
#include "data/object_walk.hpp"
#include "data/origin.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lsmap::run {

// The file that a record is cut from.
struct CutFile {
    int descriptor = -1;     // of its own
    std::uint64_t base = 0;  // of the record in what that reads
    std::uint64_t bytes = 0;
    data::Place begin;               // offset 0
    std::vector<data::Place> marks;  // behind it, in order
    std::deque<std::string> keys;    // quoted

    CutFile() = default;
    ~CutFile();
    CutFile(const CutFile&) = delete;
    CutFile& operator=(const CutFile&) = delete;

    // Line and column of an offset.
    data::Place place(std::uint64_t offset) const;
};

// Where the pieces of a part come from.
class PartOrigin : public data::Origin {
 public:
    struct Piece {
        std::size_t begin, size;  // in the part's text
        std::uint64_t offset;     // in the record
        std::string_view key;     // quoted, of the field; CutFile's
        std::int64_t element;     // of the list that the field is; -1: all of the field
    };
    PartOrigin(std::shared_ptr<const CutFile> file, std::vector<Piece> pieces)
        : file_(std::move(file)), pieces_(std::move(pieces)) {}

    diag::DataLocation locate(std::size_t at) const override;
    std::string whole() const override;

 private:
    std::shared_ptr<const CutFile> file_;
    std::vector<Piece> pieces_;  // in the order of the text
};

}  // namespace lsmap::run
