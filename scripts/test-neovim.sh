#!/usr/bin/env bash
# The language server in an editor: headless Neovim works on an example. test-neovim.sh [LSMAPC]
set -euo pipefail
cd "$(dirname "$0")/.."

lsmapc=$(realpath "${1:-build/dev/lsmapc}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp examples/docs-airplanes/* "$folder"
session=$PWD/tests/neovim/session.lua
cd "$folder"
mkdir cache
LSMAPC=$lsmapc XDG_CACHE_HOME=$folder/cache XDG_STATE_HOME=$folder/cache XDG_DATA_HOME=$folder/cache \
    timeout 120 nvim --headless -u NONE -i NONE -n -c "luafile $session"
