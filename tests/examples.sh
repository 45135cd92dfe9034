#!/usr/bin/env bash
# What the examples promise: each is a whole folder, and says in at most 25 lines what is not a table of classes. What the
# table of formats promises: its modules and examples are there, and every module and family is in it.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

most_lines=25
table=docs/coming-from.md
bad=0

complain() {
    echo "$1"
    bad=1
}

# Lines of rules but for blank ones, comments, label tables, tests and constants that are lists.
lines_of() {
    awk '
        /^[ \t]*(#|$)/ { next }
        /^(labels|test) |^const [a-z0-9_]+(: [^=]*)? = [\[{]$/ { inside = 1 }
        inside { if (/^[]})]/ || /^(labels|test) .*}[ \t]*(#.*)?$/) inside = 0; next }
        { lines++ }
        END { print lines + 0 }' "$1"
}

for folder in examples/*/; do
    name=$(basename "$folder")
    for file in README.md config.xml rules.lsmap expected.json; do
        [[ -s $folder$file ]] || complain "$folder has no $file"
    done
    compgen -G "${folder}input*" >/dev/null || complain "$folder has no input"
    lines=$(lines_of "${folder}rules.lsmap")
    [[ $lines -le $most_lines ]] || complain "${folder}rules.lsmap: $lines lines besides its tables, at most $most_lines"
    # An example that uses a module shows a format, and stands in the table.
    if grep -q '^use [a-z]' "${folder}rules.lsmap" && ! grep -q "(../examples/$name)" "$table"; then
        complain "$table has no row for examples/$name"
    fi
done

while read -r name; do
    [[ -d examples/$name ]] || complain "$table: there is no examples/$name"
done < <(grep -oE '\(\.\./examples/[a-z0-9-]+' "$table" | sed 's,.*/,,')

# shellcheck disable=SC2016  # backquotes of Markdown
while read -r name; do
    [[ -f stdlib/$name.lsmap ]] || complain "$table: there is no stdlib/$name.lsmap"
done < <(grep -oE '`use [a-z0-9_]+`' "$table" | tr -d '`' | sed 's/use //' | sort -u)

# A module is in the table, or others use it.
for file in stdlib/*.lsmap; do
    name=$(basename "$file" .lsmap)
    grep -q "\`use $name\`" "$table" || grep -lq "^use $name$" stdlib/*.lsmap || complain "$table has no row with \`use $name\`"
done

# A row has the module, the units and the example.
while IFS='|' read -r _ what module units example _; do
    for cell in "$what" "$module" "$units" "$example"; do
        [[ -n ${cell// /} ]] || complain "$table: an empty cell in the row of$what"
    done
done < <(grep -E '^\| [^|]' "$table" | grep -vE '^\| what prints it|^\|---')
exit "$bad"
