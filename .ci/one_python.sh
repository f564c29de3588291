#!/usr/bin/env bash
# One Python with the lowest or the newest releases: everything imports, the corpus gives the same figures, a part of the tests.
#   .ci/one_python.sh FOLDER lowest|newest PYTHON [tests]
set -euo pipefail
cd "$(dirname "$0")/.."
place=$1 which=$2 python=$3 tests_too=${4:-}
venv=$place/$which
uv=$(.ci/uv.sh)
started=$SECONDS
lap() { printf '   %s: %d s\n' "$1" "$((SECONDS - started))"; started=$SECONDS; }
# Runs a command, and shows what it said only if it fails.
quietly() { "$@" > "$place/said.txt" 2>&1 || { cat "$place/said.txt"; exit 1; }; }
resolution=highest
[ "$which" = newest ] || resolution=lowest-direct
# A part of the tests that goes through each library that is installed; all tests run once, with the newest releases.
tests=(tests/align tests/publish tests/review tests/read/test_office.py tests/read/test_text_markup.py)
if [ "$which" = lowest ]; then  # what only old releases have trouble with: damaged files, drawings, the cluster, the browser
  tests+=(tests/read/test_pdf_trouble.py tests/corpus/test_corpus.py tests/test_api.py tests/archive/test_cluster.py tests/browser/test_review_browser.py)
fi

printf '\n-- %s, %s releases\n' "$("$python" --version)" "$which"
"$uv" venv --quiet --clear --python "$python" "$venv"
# Wheels alone: nothing of a stranger's is built, and a release without one for this Python is passed over.
"$uv" pip install --quiet --python "$venv" --resolution "$resolution" --only-binary :all: --no-binary reportcheck \
  --editable ".[cluster,corpus,parquet,plot,review,test]"
lap install
if [ "$which" = lowest ]; then
  "$uv" pip install --quiet --python "$venv" packaging
  "$venv/bin/python" .ci/bounds.py
fi
"$venv/bin/python" .ci/import_all.py
lap import
quietly "$venv/bin/reportcheck" run corpus/documents --manifest corpus/manifest.csv --out "$place/out-$which"
.ci/same_figures.sh "$place/out-$which/figures.csv" "$place/figures.csv"
lap corpus
if [ "$tests_too" ]; then
  quietly "$venv/bin/python" -m pytest -q -n logical --dist worksteal -p no:cacheprovider "${tests[@]}"
  tail -n 1 "$place/said.txt"
  lap "a part of the tests"
fi
rm -rf "$venv" "$place/out-$which"
