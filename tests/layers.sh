#!/usr/bin/env bash
# The order of the house: a folder of src/ includes itself and what stands before it in `order`, and a
# heavy header only where it is at home.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

order=(base diag syntax types raster data markup labelstudio validate infer builtins check plan run preview driver ide cli)
# Grammar headers that bring PEGTL along, as one regular expression.
pegtl_grammar=$(grep -lE '^#include <tao/|"grammar/(lex|expr|type)' grammar/*.hpp | paste -sd'|' -)
pegtl_grammar="(${pegtl_grammar:-grammar/none})"
# header prefix (a regular expression), then the files that may include it
heavy=(
    "tao/pegtl src/syntax/parse.cpp grammar/ tests/unit/syntax_analyze.cpp"
    "$pegtl_grammar src/syntax/parse grammar/ tests/unit/syntax_analyze.cpp"
    "grammar/[a-z_]*.hpp src/syntax/ grammar/ tests/unit/syntax_analyze.cpp"
    "simdjson src/data/reader.cpp bench/"
    "pugixml src/labelstudio/config.cpp"
    "CLI/ src/cli/"
    "re2/ src/builtins/regex.cpp"
    "spng.h src/raster/png_read.cpp"
    "gumbo.h src/markup/parse.cpp"
    "zlib.h src/data/packing_gzip.cpp"
    "zstd.h src/data/packing_zstd.cpp"
    "utf8proc.h src/builtins/strings.cpp src/data/graphemes.cpp"
    "nlohmann/json.hpp src/[a-z/_]*.cpp tests/[a-z/_]*.cpp bench/[a-z/_]*.cpp"
)
bad=0

complain() {
    echo "$1"
    bad=1
}

declare -A rank
for i in "${!order[@]}"; do
    rank[${order[i]}]=$i
done

while IFS=: read -r file line text; do
    from=${file#src/}
    from=${from%%/*}
    to=${text#*\"}
    to=${to%%/*}
    if [[ -z ${rank[$from]:-} ]]; then
        complain "$file: folder \`$from\` has no place in the order (tests/layers.sh)"
    elif [[ -n ${rank[$to]:-} && ${rank[$to]} -gt ${rank[$from]} ]]; then
        complain "$file:$line: \`$from\` stands before \`$to\`: $text"
    fi
done < <(grep -rnE '^#include "[a-z_]+/' src --include='*.[ch]pp')

for row in "${heavy[@]}"; do
    read -r header homes <<<"$row"
    while IFS=: read -r file line text; do
        home=0
        for pattern in $homes; do
            # shellcheck disable=SC2053
            [[ $file == $pattern || $file == "$pattern"* ]] && home=1
        done
        [[ $home -eq 1 ]] || complain "$file:$line: belongs into ${homes// / or }: $text"
    done < <(grep -rnE "^#include [<\"]$header" src tests grammar bench --include='*.[ch]pp' 2>/dev/null)
done
exit "$bad"
