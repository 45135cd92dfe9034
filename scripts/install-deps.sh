#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that building and testing need, where they are missing;
# with arguments, packages of these names.
set -euo pipefail

packages=(g++ cmake ninja-build ccache clang-format
    tao-pegtl-dev nlohmann-json3-dev libpugixml-dev libfmt-dev libsimdjson-dev libcli11-dev libre2-dev
    libutf8proc-dev libspng-dev libgumbo-dev zlib1g-dev libzstd-dev
    catch2 python3 neovim)
[[ $# -eq 0 ]] || packages=("$@")

if ! command -v dpkg-query >/dev/null; then
    echo "install-deps.sh knows Debian and Ubuntu only; elsewhere install: ${packages[*]}" >&2
    exit 0
fi
missing=()
for package in "${packages[@]}"; do
    # Node.js may come from elsewhere, with an npm of its own.
    [[ $package == npm ]] && command -v npm >/dev/null && continue
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [[ $status == "install ok installed" ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi
as_root=()
if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "install-deps.sh: not root and no sudo; install: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "installing: ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq >&2
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
