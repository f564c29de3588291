"""The review as a reviewer meets it: decide by keyboard, undo, come back another day, run again."""

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Made

pytest.importorskip("starlette", reason="starlette is not installed")
pytest.importorskip("uvicorn", reason="uvicorn is not installed")


@contextmanager
def served(out: Path) -> Iterator[str]:
    """Start the review as a user does; give its address."""
    code = "from pipeline.cli import main; main()"
    command = [sys.executable, "-u", "-c", code, "review", str(out), "--port", "0", "--user", "Ada Auditor"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/audit\.html", process.stdout.readline())
        assert found
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def wait_until(browser: Any, script: str) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 10).until(lambda b: b.execute_script(f"return {script}"))


def press(browser: Any, key: str, then: str) -> None:
    """Press a key and wait until the page says that it was taken."""
    browser.execute_script("document.querySelector('.said').textContent = ''")
    browser.find_element("tag name", "body").send_keys(key)
    wait_until(browser, f"document.querySelector('.said').textContent === '{then}'")
    browser.execute_script("return new Promise((done) => setTimeout(done, 100))")


def verdicts(browser: Any) -> dict[str, str]:
    items = browser.find_elements("css selector", ".item")
    return {i.get_attribute("data-id"): i.get_attribute("data-decision") for i in items}


def decided(browser: Any) -> list[str]:
    return [v for v in verdicts(browser).values() if v != "open"]


def test_decisions_by_keyboard_are_kept_and_honoured(browser: Any, corpus_run: Made, tmp_path: Path) -> None:
    out = corpus_run.out
    (out / "decisions.jsonl").unlink(missing_ok=True)
    with served(out) as address:
        browser.get(address)
        wait_until(browser, "document.body.classList.contains('review')")
        browser.find_element("tag name", "body").send_keys("j")
        first = browser.current_url.partition("#")[2]
        scores = [e for e in browser.find_elements("css selector", ".score") if e.is_displayed()]
        assert scores == [], "our own judgement waits for the reviewer's"
        press(browser, "c", "confirmed")
        assert browser.current_url.partition("#")[2] != first, "it goes on to the next open finding"
        press(browser, "d", "dismissed")
        last = browser.current_url.partition("#")[2]
        press(browser, "u", "unsure")
        assert sorted(decided(browser)) == ["confirmed", "dismissed", "unsure"]
        press(browser, "z", "undone")
        assert browser.current_url.partition("#")[2] == last
        assert sorted(decided(browser)) == ["confirmed", "dismissed"]
        badge = browser.execute_script(
            "return getComputedStyle(document.querySelector(`#${arguments[0]} .badge`)).display", first
        )
        assert badge != "none", "once judged, the score is shown"
        assert [e["message"] for e in browser.get_log("browser") if "favicon" not in e["message"]] == []
    with served(out) as address:
        browser.get(address)
        wait_until(browser, "document.body.classList.contains('review')")
        assert sorted(decided(browser)) == ["confirmed", "dismissed"]
        assert verdicts(browser)[first] == "confirmed"
    shutil.copy(out / "decisions.jsonl", tmp_path)
    assert corpus_run.again() == 0
    with (out / "discrepancies.csv").open(encoding="utf-8", newline="") as file:
        rows = {r["discrepancy_id"]: r for r in csv.DictReader(file)}
    assert rows[first]["decision"] == "confirmed"
    assert rows[first]["decided_by"] == "Ada Auditor"
    browser.get((out / "audit.html").as_uri() + f"#{first}")
    assert browser.find_element("css selector", f"#{first} .verdict").text.startswith("Confirmed by Ada Auditor")


def test_an_explanation_needs_a_reason(browser: Any, corpus_run: Made) -> None:
    with served(corpus_run.out) as address:
        browser.get(address)
        wait_until(browser, "document.body.classList.contains('review')")
        browser.find_element("tag name", "body").send_keys("jjj")
        name = browser.current_url.partition("#")[2]
        browser.find_element("css selector", ".finding.current [value=explained]").click()
        wait_until(browser, "document.querySelector('.finding.current [role=alert]') !== null")
        assert verdicts(browser)[name] == "open"
        browser.find_element("css selector", ".finding.current [name=note]").send_keys("another base year")
        browser.find_element("css selector", ".finding.current [value=explained]").click()
        wait_until(browser, f"document.getElementById('i-{name}').dataset.decision === 'explained'")


def test_a_misread_figure_is_corrected(browser: Any, corpus_run: Made) -> None:
    with served(corpus_run.out) as address:
        browser.get(address)
        wait_until(browser, "document.body.classList.contains('review')")
        browser.find_element("tag name", "body").send_keys("j")
        browser.execute_script("document.querySelector('.misread').closest('.finding').id")
        name = browser.execute_script("return document.querySelector('.misread').closest('.finding').id")
        browser.get(f"{address}#{name}")
        wait_until(browser, f"document.querySelector('#{name} .misread').offsetParent !== null")
        browser.find_element("css selector", f"#{name} .misread").click()
        wait_until(browser, "document.querySelector('.fix form') !== null")
        browser.find_element("css selector", ".fix [name=stands]").send_keys("81.9")
        browser.find_element("css selector", ".fix form button").click()
        wait_until(browser, "document.querySelector('.corrected') !== null")
        assert "corrected to 81.9" in browser.find_element("css selector", ".corrected").text
        assert '"reason": "misread"' in (corpus_run.out / "decisions.jsonl").read_text(encoding="utf-8")


def test_links_are_decided_by_keys_and_undone(browser: Any, corpus_run: Made) -> None:
    out = corpus_run.out
    (out / "decisions.jsonl").unlink(missing_ok=True)
    with served(out) as address:
        browser.get(address.replace("/audit.html", "/links"))
        wait_until(browser, "document.body.classList.contains('review')")
        body = browser.find_element("tag name", "body")
        body.send_keys("j")
        body.send_keys("2")
        wait_until(browser, "document.querySelector('.pair').dataset.decision === 'two'")
        assert "two measures" in browser.find_element("css selector", ".pair .corrected").text
        browser.find_element("tag name", "body").send_keys("z")
        wait_until(
            browser, "document.querySelector('.pair') && document.querySelector('.pair').dataset.decision === ''"
        )
    lines = (out / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    assert ['"dismissed"' in lines[0], '"open"' in lines[1]] == [True, True]
    (out / "decisions.jsonl").unlink()
