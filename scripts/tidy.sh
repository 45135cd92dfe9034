#!/usr/bin/env bash
# clang-tidy over src and tests, or over the given files. Needs clang and clang-tidy.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset tidy >/dev/null
cmake --build --preset tidy --target lsmap >/dev/null
if [[ $# -gt 0 ]]; then
    files=("$@")
else
    mapfile -t files < <(find src tests -name '*.cpp' | sort)
fi
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet -p build/tidy
