#include "data/packing.hpp"

#include <utility>

namespace lsmap::data {
namespace {

using namespace std::string_view_literals;

struct Row {
    Packing packing;
    std::string_view name, ending, begin;
    std::unique_ptr<Unpacker> (*unpacker)();
    std::unique_ptr<Packer> (*packer)();
};
constexpr Row rows[] = {
    {Packing::gzip, "gzip", ".gz", "\x1F\x8B", packing::gzip_unpacker, packing::gzip_packer},
    {Packing::zstd, "zstd", ".zst", "\x28\xB5\x2F\xFD", packing::zstd_unpacker,
     packing::zstd_packer},
};
constexpr std::pair<std::string_view, std::string_view> unknown_rows[] = {
    {"bzip2", "BZh"},
    {"xz",
     "\xFD"
     "7zXZ\0"sv},
    {"lz4", "\x04\x22\x4D\x18"},
    {"zip", "PK\x03\x04"},
};

const Row* find(Packing packing) {
    for (const Row& row : rows) {
        if (row.packing == packing) {
            return &row;
        }
    }
    return nullptr;
}

}  // namespace

std::string_view name_of(Packing packing) {
    const Row* row = find(packing);
    return row == nullptr ? "" : row->name;
}

Packing packing_of_name(std::string_view path) {
    for (const Row& row : rows) {
        if (path.ends_with(row.ending)) {
            return row.packing;
        }
    }
    return Packing::none;
}

Packing packing_of_bytes(std::string_view begin) {
    for (const Row& row : rows) {
        if (begin.starts_with(row.begin)) {
            return row.packing;
        }
    }
    return Packing::none;
}

std::string_view unknown_packing(std::string_view begin) {
    for (const auto& [name, bytes] : unknown_rows) {
        if (begin.starts_with(bytes)) {
            return name;
        }
    }
    return "";
}

std::string_view unpacked_name(std::string_view path) {
    const Row* row = find(packing_of_name(path));
    return row == nullptr ? path : path.substr(0, path.size() - row->ending.size());
}

std::unique_ptr<Unpacker> Unpacker::make(Packing packing) {
    const Row* row = find(packing);
    return row == nullptr ? nullptr : row->unpacker();
}

std::unique_ptr<Packer> Packer::make(Packing packing) {
    const Row* row = find(packing);
    return row == nullptr ? nullptr : row->packer();
}

}  // namespace lsmap::data
