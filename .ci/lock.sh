#!/usr/bin/env bash
# The lock file of development: every package of every extra, with the hashes of its files.
#   .ci/lock.sh renew          takes the newest releases (`renew NAME...`: of these packages alone)
#   .ci/lock.sh check          fails if pyproject.toml asks for something that the lock does not give
#   .ci/lock.sh install VENV   makes the environment VENV from the lock, and from nothing else
set -euo pipefail
cd "$(dirname "$0")/.."
lock=requirements-dev.lock
oldest=$(sed -n 's/^requires-python = ">=\(.*\)"$/\1/p' pyproject.toml)

# One lock for every Python and every system; addresses are left out, so that it holds with any mirror.
compile() {
  "$uv" pip compile --quiet --universal --python-version "$oldest" --all-extras --generate-hashes --no-annotate \
    --custom-compile-command ".ci/lock.sh renew" --output-file "$1" "${@:2}" pyproject.toml > /dev/null
}

# Releases alone: a file added to a release later brings a hash, and is no reason to renew.
releases() { grep -v -e '--hash=' -e '^#' "$1" | sed 's/ *\\$//'; }

renew() {
  local only=()
  for name in "$@"; do only+=(--upgrade-package "$name"); done
  [ "$#" -gt 0 ] || only=(--upgrade)
  compile "$lock" "${only[@]}"
}

check() {
  local copy
  copy=$(mktemp)
  cp "$lock" "$copy"
  if ! compile "$copy"; then
    echo "$lock was not resolved anew (see above): that each declared package is in it is checked by tests/test_supply.py alone"
    return 0
  fi
  if ! diff <(releases "$lock") <(releases "$copy"); then
    echo "$lock does not fit pyproject.toml: run .ci/lock.sh renew NAME for the packages above, and commit it" >&2
    return 1
  fi
  echo "$lock fits pyproject.toml: $(releases "$lock" | wc -l) releases, $(grep -c -e '--hash=' "$lock") hashes"
}

install() {
  "$uv" venv --quiet --clear --python "${PYTHON:-python3}" "$1"
  "$uv" pip install --quiet --python "$1" --require-hashes --requirement "$lock"
  # The build backend is locked too, so the package itself is built with it and not with one fetched anew.
  "$uv" pip install --quiet --python "$1" --no-deps --no-build-isolation --editable .
}

uv=$(.ci/uv.sh)
"$@"
