"""A headless Chromium, and the output of a run over the corpus for it to look at."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"


def start_browser(*, width: int = 1400, height: int = 900, dark: bool = False) -> Any:
    """Return a headless Chromium; skips the test where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("there is no chromium with chromium-driver here (apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},{height}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    return browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    started = start_browser()
    yield started
    started.quit()


@dataclass(frozen=True)
class Made:
    """The output of a run over the corpus and how it is run again."""

    out: Path
    again: Callable[[], int]


@pytest.fixture(scope="session")
def corpus_run(tmp_path_factory: pytest.TempPathFactory) -> Made:
    from pipeline import cli

    out = tmp_path_factory.mktemp("audit") / "out"

    def run() -> int:
        arguments = ["run", CORPUS / "documents", "--manifest", CORPUS / "manifest.csv", "--out", out, "--quiet"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["reportcheck", *map(str, arguments)])
            try:
                cli.main()
            except SystemExit as left:
                return int(left.code or 0)
        return 0

    assert run() == 0
    return Made(out, run)
