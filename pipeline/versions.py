"""What a result rests on beside its input: the package's own code and the versions of the engines."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import zlib
from functools import cache
from importlib import metadata
from pathlib import Path

# The packages whose version can change what is read or found.
ENGINES = (
    "lxml",
    "numpy",
    "openpyxl",
    "pdfminer.six",
    "pdfplumber",
    "pikepdf",
    "pillow",
    "pypdfium2",
    "rapidfuzz",
    "regex",
    "scipy",
    "spacy",
)
# Those that shape the bytes of the files written, beside the standard library's.
WRITERS = ("pandas", "pyarrow", "xlsxwriter")


@cache
def code_digest() -> str:
    """Return a hash over the package's own modules and what they read: two builds of one version are told apart."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    data = [p for p in (root / "_models").rglob("*") if p.is_file()]
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.csv"), *data]):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@cache
def engine_versions() -> tuple[tuple[str, str], ...]:
    """Return the installed version of each engine, `none` for an absent one."""
    python = ".".join(map(str, sys.version_info[:3]))  # its tables of characters decide what a letter is
    return (*((name, _version(name)) for name in ENGINES), ("python", python), ("tesseract", _tesseract()))


def writer_versions() -> tuple[tuple[str, str], ...]:
    """Return the version of each writer of files; a compressor or database of another version gives other bytes."""
    return (
        *((name, _version(name)) for name in WRITERS),
        ("sqlite", sqlite3.sqlite_version),
        ("zlib", zlib.ZLIB_RUNTIME_VERSION),
    )


def _tesseract() -> str:
    """Return the version of the OCR engine, by which a scan may read otherwise."""
    program = shutil.which("tesseract")
    if program is None:
        return "none"
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
    return (done.stdout or done.stderr).partition("\n")[0].removeprefix("tesseract ").strip()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"
