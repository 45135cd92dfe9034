#!/usr/bin/env bash
# ci.sh LSMAPC: what the GitHub action's script does with a small project, and that action.yml and the hooks name what there is.
set -uo pipefail
lsmapc=$(realpath "${1:?usage: ci.sh LSMAPC}")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failed=0

fail() {
    echo "FAILED: $1"
    failed=1
}

mkdir -p models/yolo
cat > models/yolo/config.xml <<'XML'
<View><Text name="text" value="$text"/><Choices name="kind" toName="text"><Choice value="A"/></Choices></View>
XML
cat > models/yolo/rules.lsmap <<'LSMAP'
lsmap 1
config "config.xml"
input { text: string, p: number }
task {
  object text { value: text }
  prediction "m" { -> kind { choice: "B" } }
}
LSMAP

# action STATUS NAME=VALUE…: runs the action's script; its output is in the file `out`.
action() {
    local wanted=$1 status
    shift
    env LSMAPC="$lsmapc" "$@" "$root/scripts/action.sh" > out 2>&1
    status=$?
    [[ $status -eq $wanted ]] || fail "the action with $* ends with $status, not $wanted: $(cat out)"
}

action 1 WERROR=false
grep -q '^::error file=models/yolo/rules.lsmap,line=6,col=38,endColumn=40,title=LSM5102::`B` is not a label of `kind`%0A' out || fail "no annotation: $(cat out)"
action 1 RULES="models/*/rules.lsmap nothing*" SARIF=found.sarif
grep -q '"ruleId": "LSM5102"' found.sarif || fail "no SARIF"
action 2 RULES="nothing/*.lsmap"
action 2 LSMAPC=/nonexistent/lsmapc
(cd models/yolo && "$lsmapc" check rules.lsmap --baseline ../../known.json --write-baseline > /dev/null 2>&1) || fail "no baseline is written"
action 0 BASELINE=known.json
sed -i 's/"B"/"A"/' models/yolo/rules.lsmap
action 0 ARGUMENTS="--accept editor"
printf 'const unused = 1\n' >> models/yolo/rules.lsmap
action 0
action 1 WERROR=true
grep -q '^::warning file=models/yolo/rules.lsmap' out || fail "no warning: $(cat out)"

# Every input of the action reaches the script, and the hooks' commands are ones that the program has.
for name in $(sed -nE 's/^ {8}([A-Z]+): \$\{\{ inputs\.[a-z]+ \}\}$/\1/p' "$root/action.yml"); do
    grep -q "{$name:-" "$root/scripts/action.sh" || fail "action.yml hands $name to a script that does not read it"
done
while read -r _ _ command rest; do
    "$lsmapc" "$command" --help > /dev/null || fail "a hook runs lsmapc $command $rest"
done < <(grep -E '^  entry: lsmapc ' "$root/.pre-commit-hooks.yaml")

[[ $failed -eq 0 ]] && echo "action and hooks: ok"
exit "$failed"
