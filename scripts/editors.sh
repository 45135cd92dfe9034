#!/usr/bin/env bash
# Tests the syntax files of the editors, builds the extension of Visual Studio Code and packs it into
# editors/vscode/dist/lsmap.vsix. Installs Node.js, npm and Neovim where they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-deps.sh nodejs npm neovim

node editors/generate.mjs --check

cd editors/vscode
npm install --no-audit --no-fund --no-package-lock --loglevel=error
npm run --silent test
npm run --silent build -- --log-level=warning
npm run --silent package >dist/package.log 2>&1 || { cat dist/package.log; exit 1; }
echo "editors/vscode/dist/lsmap.vsix ($(stat -c %s dist/lsmap.vsix) bytes)"

cd ../vim
nvim --headless -u NONE -i NONE --cmd "set rtp^=$PWD" -c "source test.vim" 2>&1
echo
