#!/usr/bin/env bash
# Everything that is checked: unit tests, golden cases, generated programs, layers, format, built with
# sanitizers and with warnings as errors. The last line sums it up: N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

export ASAN_OPTIONS="abort_on_error=0:detect_leaks=1:strict_string_checks=1:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1:${UBSAN_OPTIONS:-}"
passed=0
failed=0

finish() {
    echo "$passed passed, $failed failed"
    [[ $failed -eq 0 ]]
    exit
}

# Counts one thing that either works or does not.
step() {
    local name=$1
    shift
    echo "== $name"
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        return 1
    fi
}

# Runs a test program; its own counts are read from its closing line with `sed -E`. One that dies
# without that line, or fails with no failure counted, is one failure.
count() {
    local name=$1 good=$2 bad=$3
    shift 3
    echo "== $name"
    local log status p f
    log=$(mktemp)
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    p=$(sed -nE "$good" "$log" | tail -n 1)
    f=$(sed -nE "$bad" "$log" | tail -n 1)
    rm -f "$log"
    passed=$((passed + ${p:-0}))
    failed=$((failed + ${f:-0}))
    if [[ -z $p && -z $f ]] || [[ $status -ne 0 && ${f:-0} -eq 0 ]]; then
        echo "FAILED: $name ended with status $status"
        failed=$((failed + 1))
    fi
}

scripts/install-deps.sh || { failed=1; finish; }
step "configure" cmake --preset dev || finish
step "build" cmake --build --preset dev || finish

build=build/dev/tests
count "unit" 's/^(All tests passed \(.* in |test cases:.* \| *)([0-9]+) (test cases?\)|passed).*/\2/p' \
    's/^test cases:.* \| *([0-9]+) failed.*/\1/p' "$build/lsmap_unit"
count "golden" 's/^([0-9]+) passed, [0-9]+ failed$/\1/p' 's/^[0-9]+ passed, ([0-9]+) failed$/\1/p' "$build/lsmap_golden"
count "generate" 's/^([0-9]+) passed, [0-9]+ failed$/\1/p' 's/^[0-9]+ passed, ([0-9]+) failed$/\1/p' \
    "$build/lsmap_generate" --count 10000
step "bench" bench/run.py --check --check-megabytes 0.05 --lsmapc build/dev/lsmapc --work build/dev/bench
step "neovim" scripts/test-neovim.sh build/dev/lsmapc
step "editors" scripts/editors.sh
step "documentation" scripts/docs.sh build/site
step "completions" tests/shell/completions.sh build/dev/lsmapc
step "ci" tests/shell/ci.sh build/dev/lsmapc
step "reports" tests/shell/reports.py build/dev/lsmapc
step "layers" tests/layers.sh
step "examples" tests/examples.sh
step "format" scripts/format.sh --check
finish
