#!/usr/bin/env bash
# Lays out all C++ files as .clang-format says; with --check only names those that differ.
set -euo pipefail
cd "$(dirname "$0")/.."

formatter=$(command -v clang-format-14 || command -v clang-format)
mapfile -d '' files < <(find src tests bench -name '*.[ch]pp' -print0 | sort -z)
case "${1:-}" in
    "") "$formatter" -i "${files[@]}" ;;
    --check) "$formatter" --dry-run --Werror "${files[@]}" ;;
    *) echo "usage: format.sh [--check]" >&2; exit 2 ;;
esac
