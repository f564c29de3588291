"""The audit page as an auditor meets it: opened by a double click in a browser without network."""

import base64
import csv
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS, ROOT, Made, start_browser

from pipeline.align.words import fold

REPORTS = ROOT.parent / "shared" / "reports" / "pdf"
SEED = 20_160_322
PICKED, ON_WORDS = 30, 15


def find(browser: Any, selector: str) -> list[Any]:
    return [e for e in browser.find_elements("css selector", selector) if e.is_displayed()]


def wait_for(browser: Any, script: str) -> Any:
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser, 10).until(lambda b: b.execute_script(f"return {script}"))


def press(browser: Any, keys: str) -> None:
    browser.find_element("tag name", "body").send_keys(keys)


def open_page(browser: Any, path: Path, anchor: str = "") -> None:
    browser.get("about:blank")  # another anchor alone would load nothing anew
    browser.get(path.as_uri() + (f"#{anchor}" if anchor else ""))


def row_of(out: Path, kind: str) -> dict[str, str]:
    with (out / "discrepancies.csv").open(encoding="utf-8", newline="") as file:
        return next(r for r in csv.DictReader(file) if r["type"] == kind)


def boxed_words(data: bytes, page: int, box: tuple[float, float, float, float]) -> str:
    """Return what the text layer of a page has in a box given in points from the top left."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        sheet = pdf[page - 1]
        left, _, _, top = sheet.get_cropbox()
        x0, y0, x1, y1 = box
        return str(sheet.get_textpage().get_text_bounded(x0 + left, top - y1, x1 + left, top - y0))


def boxes_of(browser: Any, name: str) -> list[dict[str, Any]]:
    """Return page, place number and box of every box that a finding's pictures show, in points of the page."""
    return list(
        browser.execute_script(
            """return [...document.getElementById(arguments[0]).querySelectorAll('.picture svg .box')].map((b) => {
              const svg = b.ownerSVGElement, n = (name) => Number(b.getAttribute(name));
              const x = n('x') + Number(svg.dataset.x0), y = n('y') + Number(svg.dataset.top);
              const link = svg.closest('.panel').querySelector('.report').getAttribute('href');
              return {page: Number(svg.dataset.page), place: Number(b.dataset.place), link,
                      box: [x, y, x + n('width'), y + n('height')]}; })""",
            name,
        )
    )


def test_hate_crime_is_found_and_boxed_on_both_pages(browser: Any, corpus_run: Made) -> None:
    open_page(browser, corpus_run.out / "audit.html")
    find(browser, "input[type=search]")[0].send_keys("hate crime")
    shown = find(browser, ".item")
    assert 0 < len(shown) < len(browser.find_elements("css selector", ".item"))
    conflict = row_of(corpus_run.out, "version_conflict")["discrepancy_id"]
    next(i for i in shown if i.get_attribute("data-id") == conflict).click()
    assert [a.get_attribute("id") for a in find(browser, ".finding")] == [conflict]
    assert browser.current_url.endswith(f"audit.html#{conflict}")
    pdfs = {"80.9%": "performance-report-q3-2015-16.pdf", "90.9%": "dashboard-december-2015.pdf"}
    boxes = boxes_of(browser, conflict)
    assert len(boxes) == 2
    for (printed, file), box in zip(pdfs.items(), boxes, strict=True):
        data = (CORPUS / "documents" / file).read_bytes()
        assert boxed_words(data, box["page"], tuple(box["box"])).strip() == printed
    widths = browser.execute_script(
        "return [...document.querySelectorAll('.finding.current img')].map((i) => i.naturalWidth)"
    )
    assert min(widths) > 500, "both pictures are there and decoded"


def test_a_link_to_a_figure_shows_its_box_and_what_it_was_taken_to_be(browser: Any, corpus_run: Made) -> None:
    conflict = row_of(corpus_run.out, "version_conflict")["discrepancy_id"]
    open_page(browser, corpus_run.out / "audit.html", conflict)
    find(browser, ".finding .places a")[0].click()
    wait_for(browser, "document.querySelector('.fig.at') !== null")
    figure = browser.current_url.partition("#")[2]
    marked = find(browser, ".fig.at")[0]
    assert marked.get_attribute("data-figure") == figure
    assert marked.get_attribute("class") == "fig error at"
    tip = find(browser, ".tip")[0].text
    assert tip.startswith("80.9%")
    assert "12M to 2015-12" in tip
    apart = """const at = (e) => e.getBoundingClientRect().top;
               return at(document.querySelector('.tip')) - at(document.querySelector('.fig.at'))"""
    before = browser.execute_script(apart)
    browser.execute_script("window.scrollBy(0, -20)")
    wait_for(browser, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    assert find(browser, ".tip"), "it stays when the page scrolls, as it does by itself after a link"
    assert abs(browser.execute_script(apart) - before) < 1


def test_filters_leave_what_they_say(browser: Any, corpus_run: Made) -> None:
    open_page(browser, corpus_run.out / "audit.html")
    find(browser, ".toggle.warning")[0].click()
    find(browser, ".toggle.info")[0].click()
    shown = find(browser, ".item")
    assert shown
    assert {i.get_attribute("data-sev") for i in shown} == {"error"}
    assert find(browser, ".shown")[0].text.startswith(f"{len(shown)} finding")
    press(browser, "jj")
    assert find(browser, ".pos")[0].text == f"2 of {len(shown)}"
    press(browser, "\ue00c")  # Esc
    assert find(browser, "#overview")


def test_it_prints_every_finding_shown_and_none_else(browser: Any, corpus_run: Made) -> None:
    import pypdfium2

    open_page(browser, corpus_run.out / "audit.html")
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    with pypdfium2.PdfDocument(printed) as pdf:
        text = " ".join(" ".join(pdf[i].get_textpage().get_text_range().split()) for i in range(len(pdf)))
    with (corpus_run.out / "discrepancies.csv").open(encoding="utf-8", newline="") as file:
        names = [r["discrepancy_id"] for r in csv.DictReader(file)]
    shown = {i.get_attribute("data-id") for i in find(browser, ".item")}
    assert {n for n in names if n in text} == shown


def test_no_page_asks_the_network_or_complains(browser: Any, corpus_run: Made) -> None:
    folder = corpus_run.out / "audit"
    pages = [corpus_run.out / "audit.html", *sorted(folder.glob("d*.html"))[:3], *sorted(folder.glob("i*.html"))[:3]]
    browser.get_log("performance")
    browser.get_log("browser")
    for page in pages:
        open_page(browser, page)
    sent = [json.loads(e["message"])["message"] for e in browser.get_log("performance")]
    urls = [m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"]
    assert [u for u in urls if not u.startswith(("file:", "data:", "about:"))] == []
    assert [e["message"] for e in browser.get_log("browser")] == []


@pytest.mark.parametrize(
    ("width", "dark"), [(360, False), (768, True), (1400, True)], ids=["phone light", "tablet dark", "desk dark"]
)
def test_nothing_runs_out_of_the_page(corpus_run: Made, width: int, dark: bool) -> None:
    browser = start_browser(width=width, height=800, dark=dark)
    try:
        conflict = row_of(corpus_run.out, "version_conflict")["discrepancy_id"]
        page = sorted((corpus_run.out / "audit").glob("[di]*.html"))
        for path, anchor in [(corpus_run.out / "audit.html", conflict), (page[0], ""), (page[-1], "")]:
            open_page(browser, path, anchor)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width
            assert contrast(browser) >= 4.5, "WCAG 2.2, 1.4.3"
    finally:
        browser.quit()


def contrast(browser: Any) -> float:
    """Return the contrast of body text to its ground, by the formula of WCAG 2.2."""
    colours = browser.execute_script("const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]")
    shades = []
    for colour in colours:
        parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        shades.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(shades) + 0.05) / (min(shades) + 0.05)


def controls(browser: Any) -> list[dict[str, Any]]:
    """Return what a screen reader finds on the page to go to or to use; the tree comes a moment after the page."""
    from selenium.webdriver.support.ui import WebDriverWait

    kinds = {"link", "button", "textbox", "searchbox", "combobox", "checkbox", "image", "region"}

    def found(browser: Any) -> list[dict[str, Any]]:
        tree = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        return [n for n in tree if not n.get("ignored") and n.get("role", {}).get("value") in kinds]

    nodes: list[dict[str, Any]] = WebDriverWait(browser, 20).until(found)
    return nodes


def test_every_control_has_a_name(browser: Any, corpus_run: Made) -> None:
    conflict = row_of(corpus_run.out, "version_conflict")["discrepancy_id"]
    documents = sorted((corpus_run.out / "audit").glob("d*.html"))
    for path, anchor in [(corpus_run.out / "audit.html", conflict), (documents[0], "")]:
        open_page(browser, path, anchor)
        nodes = controls(browser)
        assert len(nodes) > 10
        assert [n for n in nodes if not n.get("name", {}).get("value", "").strip()] == []


@pytest.fixture(scope="module")
def pages_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A run over the corpus' PDFs and the real ones where they are, with the bytes of each file."""
    import pipeline

    if shutil.which("chromium") is None:
        pytest.skip("there is no chromium here (apt-get install chromium chromium-driver)")
    files = [p for p in sorted((CORPUS / "documents").glob("*.pdf")) if "scan" not in p.name]
    files += sorted(REPORTS.glob("*-ruled.pdf"))
    out = tmp_path_factory.mktemp("pages")
    pipeline.run(files).save(out, formats=["csv", "audit"])
    return out, {f.name: f.read_bytes() for f in files}


def test_each_crop_shows_the_quoted_words_inside_its_box(
    browser: Any, pages_run: tuple[Path, dict[str, bytes]]
) -> None:
    out, data = pages_run
    tables: dict[str, list[dict[str, str]]] = {}
    for name in ("evidence", "documents"):
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    files = {r["document_id"]: r["path"].rsplit("/", 1)[-1] for r in tables["documents"]}
    findings: dict[str, list[dict[str, str]]] = {}
    for row in tables["evidence"]:
        findings.setdefault(row["discrepancy_id"], []).append(row)
    shown = {n: rows for n, rows in findings.items() if all(r["page"] for r in rows)}
    wordy = sorted(n for n, rows in shown.items() if any(not r["figure_id"] for r in rows))
    others = sorted(set(shown) - set(wordy))
    pick = random.Random(SEED)
    picked = pick.sample(wordy, min(ON_WORDS, len(wordy))) + pick.sample(others, min(PICKED - ON_WORDS, len(others)))
    assert len(picked) >= (PICKED if REPORTS.is_dir() and len(shown) >= PICKED else 10) - ON_WORDS
    open_page(browser, out / "audit.html")
    wrong = []
    for name in picked:
        boxes = boxes_of(browser, name)
        assert boxes, f"{name} has no picture"
        for number in {b["place"] for b in boxes}:
            row = shown[name][number - 1]
            inside = " ".join(
                boxed_words(data[files[row["document_id"]]], b["page"], tuple(b["box"]))
                for b in boxes
                if b["place"] == number
            )
            if squeezed(row["text"].lstrip("'")) not in squeezed(inside):
                wrong.append((name, number, row["text"], inside))
    assert wrong == []


def squeezed(text: str) -> str:
    """Return letters and digits alone: hyphens at line ends and spaces are the page's, not the words'."""
    return re.sub(r"\W", "", fold(text))
