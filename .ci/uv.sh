#!/usr/bin/env bash
# Prints the path of uv, the installer of the other steps, and installs it first where it is absent.
# Its version and its hashes are those of the lock file.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.tools
if [ ! -x "$tools/bin/uv" ]; then
  python3 -m venv "$tools"
  # The lock's own lines about uv: the pin, then its hashes up to the next package.
  awk '/^[a-z0-9]/ { mine = /^uv==/ } mine' requirements-dev.lock > "$tools/uv.txt"
  "$tools/bin/pip" install -q --no-deps --require-hashes -r "$tools/uv.txt"
fi
printf '%s\n' "$tools/bin/uv"
