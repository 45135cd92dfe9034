#!/usr/bin/env bash
# Rewrites what the golden cases expect, all or those whose path holds FILTER. Read the diff then.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset dev >/dev/null
cmake --build --preset dev --target lsmap_golden
build/dev/tests/lsmap_golden --update "$@"
