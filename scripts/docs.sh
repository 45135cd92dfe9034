#!/usr/bin/env bash
# Renders docs/ as a static site with search: docs.sh [OUT], by default build/site. Open OUT/index.html.
# Installs what it needs (cmark-gfm, Pygments). A link that leads nowhere is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-deps.sh cmark-gfm python3 python3-pygments
# Debian's own Python: another one on the PATH does not see Debian's packages.
/usr/bin/python3 docs/site/build.py "${1:-build/site}"
