#!/usr/bin/env bash
# The newest releases on each Python that can be had here, the lowest declared ones on the oldest.
# A Python that is declared in pyproject.toml and is not here is named, and was not tested by this run.
#   .ci/pythons.sh FOLDER      FOLDER holds the environments, one at a time
set -euo pipefail
cd "$(dirname "$0")/.."
place=$1
oldest=$(sed -n 's/^requires-python = ">=\(.*\)"$/\1/p' pyproject.toml)
declared=$(sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml)

# Prints "3.12.1 PATH" for each Python of that version: one on the path, Debian's, those that pyenv built.
# A shim of pyenv stands on the path and does not run, so each is asked.
pythons() {
  local candidate full
  for candidate in "$(command -v "python$1" || true)" "/usr/bin/python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python; do
    full=$("$candidate" -c 'import platform; print(platform.python_version())' 2> /dev/null) || continue
    printf '%s %s\n' "$full" "$candidate"
  done | sort --unique --key=1,1
}

try() { .ci/one_python.sh "$place" "$@"; }

found=$(for version in $declared; do pythons "$version"; done)
printf 'found: Python %s\n' $(cut -d ' ' -f 1 <<< "$found")
for version in $declared; do
  grep -q "^$version\." <<< "$found" || echo "Python $version is not here: NOT tested"
done
grep -q "^$oldest\." <<< "$found" || { echo "Python $oldest, the oldest one declared, must be here" >&2; exit 1; }

try lowest "$(grep -m 1 "^$oldest\." <<< "$found" | cut -d ' ' -f 2)" tests
# All tests run with the newest releases on `python3` in another step; of two of one minor version the later is tried.
tested=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
for minor in $(cut -d ' ' -f 1 <<< "$found" | cut -d . -f 1,2 | uniq); do
  python=$(grep "^$minor\." <<< "$found" | tail -n 1 | cut -d ' ' -f 2)
  if [ "$minor" = "$tested" ]; then try newest "$python"; else try newest "$python" tests; fi
done
