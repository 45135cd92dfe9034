#!/usr/bin/env bash
# From a bare machine to predictions: installs what is missing, builds, maps the example
# examples/docs-airplanes and shows the summary and the first task.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-deps.sh
cmake --preset release -DBUILD_TESTING=OFF >/dev/null
cmake --build --preset release --target lsmapc

lsmapc=build/release/lsmapc
example=examples/docs-airplanes
tasks=build/demo.json
input=("$example"/input.json*)
echo "\$ lsmapc $example/rules.lsmap ${input[0]} --pretty"
"$lsmapc" "$example/rules.lsmap" "${input[0]}" --pretty -o "$tasks"
echo "the first task of $tasks:"
sed -n '2,/^  }/p' "$tasks"
