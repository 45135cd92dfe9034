#!/usr/bin/env bash
# What the GitHub action does (action.yml): builds lsmapc where none is given, and checks rule files in the working directory.
# LSMAPC: a built program; RULES: files and patterns; BASELINE, SARIF: files; WERROR: true or false; ARGUMENTS: of `check`.
set -uo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)

lsmapc=${LSMAPC:-$home/build/release/lsmapc}
if [[ ! -x $lsmapc ]]; then
    if [[ -n ${LSMAPC:-} ]]; then
        echo "::error title=lsmapc::there is no program $LSMAPC"
        exit 2
    fi
    echo "::group::building lsmapc"
    (cd "$home" && scripts/install-deps.sh && cmake --preset release -DBUILD_TESTING=OFF &&
        cmake --build --preset release --target lsmapc) || exit 2
    echo "::endgroup::"
fi

shopt -s globstar nullglob
# shellcheck disable=SC2206 # patterns are to be spread out
files=(${RULES:-**/*.lsmap})
# shellcheck disable=SC2206 # so are the words of ARGUMENTS
arguments=(${ARGUMENTS:-})
if [[ ${#files[@]} -eq 0 ]]; then
    echo "::error title=lsmapc::no rule file is meant by ${RULES:-**/*.lsmap}"
    exit 2
fi
[[ -z ${BASELINE:-} ]] || arguments+=(--baseline "$BASELINE")
[[ ${WERROR:-false} != true ]] || arguments+=(--werror)

"$lsmapc" check "${files[@]}" "${arguments[@]}" --format github
status=$?
if [[ -n ${SARIF:-} ]]; then
    "$lsmapc" check "${files[@]}" "${arguments[@]}" --format sarif > "$SARIF"
fi
exit "$status"
