#!/usr/bin/env bash
# One Python with the lowest or the newest releases: everything imports, the corpus gives the same figures, a part of the tests.
#   .ci/one_python.sh FOLDER lowest|newest PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."
place=$1 which=$2 python=$3
venv=$place/$which
uv=$(.ci/uv.sh)
started=$SECONDS
lap() { printf '   %s: %d s\n' "$1" "$((SECONDS - started))"; started=$SECONDS; }
resolution=highest
[ "$which" = newest ] || resolution=lowest-direct
# Tests that go through each library and take seconds; all of them run once, with the newest releases.
tests=(tests/rules tests/align tests/check tests/publish tests/review tests/test_api.py)

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
"$venv/bin/reportcheck" run corpus/documents --manifest corpus/manifest.csv --out "$place/out-$which" > /dev/null
.ci/same_figures.sh "$place/out-$which/figures.csv" "$place/figures.csv"
lap corpus
"$venv/bin/python" -m pytest -q -p no:cacheprovider "${tests[@]}" > "$place/tests.txt" || { cat "$place/tests.txt"; exit 1; }
tail -n 1 "$place/tests.txt"
lap tests
rm -rf "$venv" "$place/out-$which"
