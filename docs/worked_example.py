"""From eight reports to a chart: what contradicts itself in the corpus, and which value stands.

Run it in the folder of the project: python docs/worked_example.py [FOLDER FOR THE OUTPUT]
"""

import sys
from pathlib import Path

import pipeline
from pipeline.archive import read_manifest

ROOT = Path(__file__).parents[1]


def main(out: Path) -> None:
    """Read the corpus, look at its findings, follow one to its places, and draw the series it is about."""
    # 1. Read the reports. Nothing is thrown away: a file that cannot be read is a row with the reason.
    run = pipeline.run([ROOT / "corpus" / "documents"], manifest=read_manifest(ROOT / "corpus" / "manifest.csv"))
    print(run)
    print(run.documents[["title", "period", "figures", "status"]].to_string(index=False))

    # 2. Ask for the findings that cannot both be right. Severity is ordered, so it can be compared.
    errors = run.discrepancies[run.discrepancies["severity"] >= "error"]
    print(errors["type"].astype(str).value_counts().to_string())

    # 3. Follow a finding to its places: each has a page with a box, or a line with offsets.
    conflict = errors[errors["type"] == "version_conflict"].iloc[0]
    print(conflict["explanation"])
    places = run.evidence[run.evidence["discrepancy_id"] == conflict["discrepancy_id"]]
    named = places.merge(run.documents[["document_id", "path"]], on="document_id")
    print(named[["role", "text", "path", "page", "line"]].to_string(index=False))

    # 4. The same indicator in all reports, with the value that stands and why.
    satisfaction = run.series_for("satisfaction_hate_crime")
    print(satisfaction.frame[["period", "value", "status", "sources"]].to_string(index=False))

    # 5. Keep it: tables for other tools, pages for the auditor, a chart for the paper.
    run.save(out, formats=["csv", "audit"])
    satisfaction.plot(out / "satisfaction.svg")
    print(f"Open {out / 'audit.html'}")

    # 6. Another day, the same frames from the folder.
    again = pipeline.load(out)
    assert list(again.discrepancies["discrepancy_id"]) == list(run.discrepancies["discrepancy_id"])


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "outputs"))
