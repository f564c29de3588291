"""What is installed here, and what is missing for which feature: `reportcheck doctor`.

Imports none of the packages that read, so that it answers where one of them is broken.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from pipeline import __version__
from pipeline.versions import engine_versions

# The optional packages of each extra of pyproject.toml that a user may want, and what it is for.
EXTRAS: dict[str, tuple[tuple[str, ...], str]] = {
    "plot": (("matplotlib",), "charts of `reportcheck plot`"),
    "review": (("starlette", "uvicorn", "python-multipart"), "decisions in the browser, `reportcheck review`"),
    "parquet": (("pyarrow",), "tables as Parquet files"),
    "cluster": (("distributed", "fsspec"), "reading on many machines, and inputs at addresses as s3://"),
}
LANGUAGE = "eng"  # of the words that Tesseract is asked to read
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ASK_S = 20.0  # seconds that a program may take to say what it has


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for: what is there of it (empty for nothing), and what it is for."""

    name: str
    there: str
    needed_for: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Yield what is there and what is missing, the needed first. Starts Tesseract and fc-list where they are."""
    yield Finding("Python", ".".join(map(str, sys.version_info[:3])), "everything")
    yield from _engines()
    yield from _reading_scans()
    yield _fonts()
    for extra, (packages, purpose) in EXTRAS.items():
        there = {name: _installed(name) for name in packages}
        found = ", ".join(f"{name} {number}" for name, number in there.items()) if all(there.values()) else ""
        yield Finding(f"extra {extra}", found, purpose, f'pip install "reportcheck[{extra}]"')
    browser = next((name for name in BROWSERS if shutil.which(name)), "")
    yield Finding("Chromium", browser, "pages printed to PDF, and tests of the pages", "apt-get install chromium")
    memory = "watched" if sys.platform == "linux" else ""
    yield Finding(
        "memory limit", memory, "`--memory`; the deadlines hold everywhere", "run on Linux, or in a container"
    )


def doctor_lines(findings: Iterator[Finding]) -> Iterator[tuple[str, str]]:
    """Yield text and style of a line for each thing; what is missing says what it is for and how to get it."""
    yield f"reportcheck {__version__}", "heading"
    missing = 0
    for one in findings:
        if one.there:
            yield f"  ok       {one.name}: {one.there}", ""
            continue
        missing += 1
        yield f"  missing  {one.name}: needed for {one.needed_for}", "warning"
        if one.remedy:
            yield f"           {one.remedy}", "faint"
    yield "Everything is here." if not missing else f"{missing} missing; the rest works without.", "heading"


def _engines() -> Iterator[Finding]:
    """Yield the packages that read and check, in one line where all are there."""
    engines = {name: number for name, number in engine_versions() if name not in ("python", "tesseract")}
    lost = [name for name, number in engines.items() if number == "none"]
    told = "" if lost else ", ".join(f"{name} {number}" for name, number in engines.items())
    yield Finding("engines", told, f"reading at all ({', '.join(lost)})", "pip install --force-reinstall reportcheck")


def _reading_scans() -> Iterator[Finding]:
    """Yield Tesseract and the language that it reads."""
    number = dict(engine_versions())["tesseract"]
    purpose = "scanned pages and pictures; without it they are listed as not read"
    yield Finding("Tesseract", "" if number == "none" else number, purpose, "apt-get install tesseract-ocr")
    languages = _said("tesseract", "--list-langs").split()[1:] if number != "none" else []
    known = ", ".join(word for word in languages if word.isalpha() and word.islower() and len(word) == 3)
    yield Finding(
        "Tesseract's languages",
        known if LANGUAGE in known.split(", ") else "",
        f"words of scans in English ({LANGUAGE})",
        "apt-get install tesseract-ocr-eng",
    )


def _fonts() -> Finding:
    """Tell whether there are fonts for PDFs that bring none of their own."""
    families = {line.partition(",")[0].strip() for line in _said("fc-list", ":", "family").splitlines() if line.strip()}
    told = f"{len(families)} families" if families else ""
    purpose = "pictures of pages whose PDF brings no fonts; figures are read without"
    return Finding("fonts", told, purpose, "apt-get install fontconfig fonts-dejavu fonts-liberation")


def _said(program: str, *arguments: str) -> str:
    """Return what a program prints; nothing where it is absent, fails or hangs."""
    path = shutil.which(program)
    if path is None:
        return ""
    try:
        done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False, timeout=ASK_S)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if not done.returncode else ""


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
