#!/usr/bin/env bash
# Copies what git knows or would add, and nothing else, to a new folder.
#   .ci/clean_copy.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir "$1"
git ls-files -z --cached --others --exclude-standard | xargs -0 sh -c 'for f; do [ -e "$f" ] && printf "%s\0" "$f"; done' _ \
  | tar --null --files-from=- --create --file=- | tar --extract --directory="$1"
