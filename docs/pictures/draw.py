"""Takes the pictures of this folder from the pages that a run over corpus/ wrote.

Run it in the folder of the project, where Chromium and its driver are installed:

    reportcheck run corpus/documents --manifest corpus/manifest.csv --out outputs
    python docs/pictures/draw.py outputs
"""

import csv
import shutil
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from selenium import webdriver

HERE = Path(__file__).parent
SIZE = (1280, 880)
COLOURS = 96  # of a picture: pages have few, and a small file is fetched with every copy of the project


def main(out: Path) -> None:
    """Draw one finding of audit.html, and one page of a report with its figures boxed."""
    finding = _first(out / "discrepancies.csv", code="VER-01")["discrepancy_id"]
    report = _first(out / "documents.csv", kind="dashboard", format="pdf")["document_id"]
    browser = _browser()
    try:
        for name, page in (("finding", f"audit.html#{finding}"), ("report", f"audit/{report}.html")):
            browser.get(f"file://{out.resolve()}/{page}")
            browser.implicitly_wait(2)
            picture = Image.open(BytesIO(browser.get_screenshot_as_png())).convert("RGB")
            small = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
            small.save(HERE / f"{name}.png", optimize=True)
    finally:
        browser.quit()


def _first(path: Path, **wanted: str) -> dict[str, str]:
    """Return the first row of a table whose columns have the values asked for."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(r for r in csv.DictReader(file) if all(r[name] == value for name, value in wanted.items()))


def _browser() -> Any:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    metrics = {"width": SIZE[0], "height": SIZE[1], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    return browser


if __name__ == "__main__":
    main(Path(sys.argv[1]))
