"""The corpus is what its sources say, says what it plants, and a run finds what is planted."""

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pipeline.types import Cause, DiscrepancyType, Severity

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
DOCUMENTS = CORPUS / "documents"
SHARED = ROOT.parent / "shared" / "reports"
SHINGLE = 8  # words in a row that two texts do not share by chance
SCAN = "hate-crime-return-2014-15-scan.pdf"
DAMAGED = "plan-progress-report-2021-damaged.pdf"

with (CORPUS / "expected.csv").open(encoding="utf-8", newline="") as stream:
    EXPECTED = list(csv.DictReader(stream))


def words_of(row: dict[str, str], column: str) -> list[str]:
    return [part for part in row[column].split("; ") if part]


def build_into(folder: Path) -> dict[str, bytes]:
    pytest.importorskip("reportlab", reason='building the corpus needs: pip install "reportcheck[corpus]"')
    pytest.importorskip("PIL", reason='building the corpus needs: pip install "reportcheck[corpus]"')
    subprocess.run([sys.executable, str(CORPUS / "build.py"), "--out", str(folder)], check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build_into(tmp_path_factory.mktemp("built"))


@cache
def pages_of(content: bytes) -> tuple[str, ...]:
    document = pypdfium2.PdfDocument(content)
    texts = tuple(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return texts


def text_of(path: Path) -> str:
    if path.suffix == ".txt":
        return path.read_text(encoding="utf-8")
    return "\n".join(pages_of(path.read_bytes()))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\ufffe", "-").replace("\x02", "-"))


def test_two_builds_give_the_same_bytes(built: dict[str, bytes], tmp_path: Path) -> None:
    assert build_into(tmp_path) == built


def test_the_documents_are_what_the_sources_give(built: dict[str, bytes]) -> None:
    committed = {path.name: path.read_bytes() for path in DOCUMENTS.iterdir()}
    assert sorted(committed) == sorted(built)
    recorded = dict(line.split() for line in (CORPUS / "built-with.txt").read_text(encoding="utf-8").splitlines())
    if recorded == {library: version(library) for library in recorded}:
        assert [name for name in built if built[name] != committed[name]] == []
        return
    # another version of a library may draw other bytes, never another text
    for name in built:
        if name.endswith(".txt"):
            assert built[name] == committed[name], name
        elif name not in (SCAN, DAMAGED):
            assert pages_of(built[name]) == pages_of(committed[name]), name


def test_the_archive_is_small() -> None:
    assert sum(path.stat().st_size for path in DOCUMENTS.iterdir()) < 1_500_000


def shingles(text: str) -> Iterator[tuple[str, ...]]:
    """Yield runs of words, by paragraph and table cell; numbers are left out, for facts are free."""
    for part in re.split(r"[\n\t|]", text):
        words = re.findall(r"\b[a-z]+\b", part.lower())
        yield from (tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))


@pytest.mark.parametrize("source", sorted((CORPUS / "sources").glob("*.md")), ids=lambda path: path.stem)
def test_a_source_shares_no_sentence_with_a_real_report(source: Path) -> None:
    reports = sorted(SHARED.glob("*.txt"))
    if not reports:
        pytest.skip(f"the real reports are not at {SHARED}")
    real = {words for report in reports for words in shingles(report.read_text(encoding="utf-8"))}
    shared = {" ".join(words) for words in shingles(source.read_text(encoding="utf-8"))} & {" ".join(w) for w in real}
    assert not shared


def test_shingles_would_notice_a_copied_sentence() -> None:
    assert set(shingles("one two three four five six seven eight 9 nine")) == {
        ("one", "two", "three", "four", "five", "six", "seven", "eight"),
        ("two", "three", "four", "five", "six", "seven", "eight", "nine"),
    }


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["id"])
def test_what_is_planted_stands_in_the_documents(row: dict[str, str]) -> None:
    files = words_of(row, "files")
    assert all((DOCUMENTS / name).is_file() for name in files)
    if row["needs"] == "ocr":
        text = (CORPUS / "sources" / SCAN.replace("-scan.pdf", ".md")).read_text(encoding="utf-8")
        files.remove(SCAN)
    else:
        text = ""
    text += " ".join(text_of(DOCUMENTS / name) for name in files)
    assert [value for value in words_of(row, "values") if value not in plain(text)] == []


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["id"])
def test_what_is_planted_uses_the_words_of_the_dataset(row: dict[str, str]) -> None:
    for name in (row["type"], *words_of(row, "also")):
        DiscrepancyType(name)
    Severity(row["severity"])
    if row["cause"]:
        Cause(row["cause"])


def test_the_dashboards_differ_in_one_cell_and_one_row() -> None:
    appendix = [line for line in text_of(DOCUMENTS / "performance-report-q3-2015-16.txt").splitlines() if "\t" in line]
    separate = plain(text_of(DOCUMENTS / "dashboard-december-2015.pdf"))
    rows = [
        plain(line.replace("\t", " ")).strip()
        for line in appendix[appendix.index("Number of offences\t58805\t59653\t") - 3 :]
    ]
    assert [row for row in rows if row.startswith(("Satisfaction", "Number", "Position")) and row not in separate] == []
    assert "Satisfaction with service 84.2% 90.9%" in separate
    assert "Satisfaction with service\t84.2%\t80.9%\t" in appendix
    assert separate.count("SPC variance") == sum(line.startswith("SPC variance") for line in appendix) + 1


def test_the_two_renditions_say_the_same() -> None:
    def bare(text: str) -> list[str]:
        return sorted(re.findall(r"\d+(?:[.,]\d+)*", text))

    printed = [
        "\n".join(line for line in page.splitlines() if line.strip() not in {"22 March 2016", str(label)})
        for label, page in enumerate(pages_of((DOCUMENTS / "performance-report-q3-2015-16.pdf").read_bytes()), 25)
    ]
    pdf = " ".join(printed).replace("22 March 2016", "")
    text = text_of(DOCUMENTS / "performance-report-q3-2015-16.txt").replace("¹", "1")
    assert bare(pdf) == bare(text)


def test_the_scan_is_a_picture_without_text() -> None:
    document = pypdfium2.PdfDocument(DOCUMENTS / SCAN)
    page = document[0]
    assert page.get_textpage().count_chars() == 0
    (image,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    left, bottom, right, top = image.get_bounds()
    width, height = page.get_size()
    assert (right - left) * (top - bottom) > 0.95 * width * height
    document.close()


def test_nobody_can_repair_the_damaged_file() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(DOCUMENTS / DAMAGED)
    with pytest.raises(pikepdf.PdfError), pikepdf.open(DOCUMENTS / DAMAGED) as pdf:
        len(pdf.pages)


def test_the_dashboard_is_landscape() -> None:
    document = pypdfium2.PdfDocument(DOCUMENTS / "dashboard-december-2015.pdf")
    assert all(page.get_width() > page.get_height() for page in document)
    document.close()


def test_the_manifest_names_documents_of_the_archive() -> None:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    assert list(rows[0]) == ["path", "title", "publisher", "published", "version_of", "url", "retrieved", "licence"]
    assert [row["path"] for row in rows if not (DOCUMENTS / row["path"]).is_file()] == []


def test_the_readme_shows_every_document() -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in DOCUMENTS.iterdir() if f"`{path.name}`" not in readme] == []
