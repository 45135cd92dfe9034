#!/usr/bin/env bash
# completions.sh LSMAPC: what the completions offer, asked of bash itself (and of zsh and fish where they are installed), and
# whether the manual page is clean.
set -uo pipefail
lsmapc=$(realpath "${1:?usage: completions.sh LSMAPC}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
mkdir -p rules.d "two words"
touch rules.d/a.lsmap b.lsmap sample.json "two words/c.lsmap" config.xml
failed=0

fail() {
    echo "FAILED: $1"
    failed=1
}

"$lsmapc" completions bash > bash.sh && "$lsmapc" completions zsh > _lsmapc && "$lsmapc" completions fish > lsmapc.fish &&
    "$lsmapc" man > lsmapc.1 || fail "a script is not written"

# offered WORD…: what bash offers for the last word, a line each, sorted. As readline does, words are split at `=`.
offered() {
    bash --norc -c '
        source ./bash.sh
        for word; do
            while [[ $word == --*=* && -z ${split:-} ]]; do
                COMP_WORDS+=("${word%%=*}" "=")
                word=${word#*=} split=1
            done
            split=
            [[ $word == "" && ${COMP_WORDS[-1]} == "=" ]] || COMP_WORDS+=("$word")
        done
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        compopt() { :; }
        _lsmapc
        printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | sort | tr '\n' ' '
}

# wants EXPECTED WORD…
wants() {
    local expected=$1 got
    shift
    got=$(offered "$@")
    [[ $got == "$expected " || $got == "$expected" ]] || fail "$* offers <$got>, not <$expected>"
}

wants "check" lsmapc che
wants "--format" lsmapc check --form
wants "github json sarif text" lsmapc check --format ""
wants "sarif" lsmapc check --format s
wants "json" lsmapc check --format=j
wants "github json sarif text" lsmapc check --format=
wants "b.lsmap rules.d two words" lsmapc check ""
wants "rules.d/a.lsmap" lsmapc check rules.d/
wants "two words/c.lsmap" lsmapc check "two words/"
wants "b.lsmap" lsmapc check --werror --format json b
wants "b.lsmap" lsmapc check --format=json b
wants "b.lsmap" lsmapc b
wants "--ndjson" lsmapc b.lsmap sample.json --nd
wants "sample.json" lsmapc b.lsmap sa
wants "sample.json" lsmapc run b.lsmap --digits six sa
wants "b.lsmap" lsmapc run --config config.xml b
wants "config.xml" lsmapc check --config con
wants "rules.d" lsmapc check --module-root ru
wants "LSM3104" lsmapc explain LSM3104
wants "bash fish zsh" lsmapc completions ""
wants "ultralytics" lsmapc doc ultral
wants "" lsmapc check --set ""
wants "" lsmapc check --nothing-like-it
[[ " $(offered lsmapc "") " == *" validate "* ]] || fail "an empty command line offers no commands"
# Every option that the help names is offered.
for command in run check validate; do
    for option in $("$lsmapc" "$command" --help | grep -oE -- '^ +-[-a-z,]+' | tr ',' '\n' | grep -oE -- '--[a-z-]+'); do
        [[ " $(offered lsmapc "$command" "$option") " == *" $option "* ]] || fail "$command $option is not offered"
    done
done

if command -v zsh > /dev/null; then
    zsh -n _lsmapc || fail "zsh cannot read its script"
    zsh -f -c 'autoload -Uz compinit && compinit -u -d ./zdump; source ./_lsmapc; [[ ${_comps[lsmapc]} == _lsmapc ]]' || fail "zsh does not take its script"
else
    echo "no zsh here: its script is not run"
fi
if command -v fish > /dev/null; then
    fish --no-config -c 'source ./lsmapc.fish; complete -C "lsmapc check --format s"' | grep -q '^sarif' || fail "fish offers no sarif"
    fish --no-config -c 'source ./lsmapc.fish; complete -C "lsmapc che"' | grep -q '^check' || fail "fish offers no check"
    fish --no-config -c 'source ./lsmapc.fish; complete -C "lsmapc b.lsmap --nd"' | grep -q '^--ndjson' || fail "fish offers no --ndjson"
else
    echo "no fish here: its script is not run"
fi

# The page: no warning of groff, mandoc where it is there, and the text of an option in it.
if command -v groff > /dev/null; then
    warnings=$(groff -man -Tutf8 -ww -z lsmapc.1 2>&1)
    [[ -z $warnings ]] || fail "groff on the manual page: $warnings"
    grep -qF '\-\-baseline' lsmapc.1 || fail "the manual page lacks --baseline"
fi
if command -v mandoc > /dev/null; then
    warnings=$(mandoc -T lint -W warning lsmapc.1 2>&1 | grep -v "missing date")  # a page that is made anew has none
    [[ -z $warnings ]] || fail "mandoc on the manual page: $warnings"
fi

[[ $failed -eq 0 ]] && echo "completions and manual page: ok"
exit "$failed"
