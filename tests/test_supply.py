"""What the project stands on: bounds with reasons, a lock that fits them, allowed licences, Pythons that are tried."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PathDistribution
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("packaging", reason="compares releases; not installed here")
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
LINES = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]


def script(name: str) -> ModuleType:
    """Import a script of .ci/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def locked() -> dict[str, list[tuple[str, int]]]:
    """Return the releases of the lock file by name, each with the number of its hashes."""
    releases: dict[str, list[tuple[str, int]]] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE)):
        head = re.match(r"([a-z0-9-]+)==([^\s;]+)", entry.strip())
        assert head is not None, entry[:80]
        releases.setdefault(head[1], []).append((head[2], entry.count("--hash=sha256:")))
    return releases


@pytest.mark.parametrize("line", sorted(set(LINES)))
def test_a_dependency_has_a_lowest_release_and_a_reason(line: str) -> None:
    need = Requirement(line)
    assert [clause.operator for clause in need.specifier if clause.operator in (">=", "==")] == [">="]
    reasons = re.findall(rf'^  "{re.escape(line)}",(?:  # (\w.*))?$', PYPROJECT, flags=re.MULTILINE)
    assert any(len(reason.split()) >= 2 for reason in reasons)


def test_a_dependency_of_several_extras_has_one_bound() -> None:
    bounds: dict[str, set[str]] = {}
    for line in LINES:
        bounds.setdefault(canonicalize_name(Requirement(line).name), set()).add(str(Requirement(line).specifier))
    assert {name: found for name, found in bounds.items() if len(found) > 1} == {}


@pytest.mark.parametrize("line", sorted(set(LINES)))
def test_the_lock_gives_what_is_declared(line: str) -> None:
    need = Requirement(line)
    releases = locked().get(canonicalize_name(need.name), [])
    assert releases
    assert all(need.specifier.contains(release) for release, _ in releases)


def test_each_release_of_the_lock_has_hashes_and_no_address() -> None:
    assert [name for name, releases in locked().items() if not all(hashes for _, hashes in releases)] == []
    assert "://" not in LOCK
    assert " @ " not in LOCK


def test_the_lock_holds_the_build_backend() -> None:
    backend = tomllib.loads(PYPROJECT)["build-system"]
    assert all(canonicalize_name(Requirement(line).name) in locked() for line in backend["requires"])
    assert set(backend["requires"]) <= set(PROJECT["optional-dependencies"]["dev"])


def test_the_oldest_python_is_the_first_that_is_declared() -> None:
    declared = re.findall(r"Python :: (3\.\d+)$", "\n".join(PROJECT["classifiers"]), flags=re.MULTILINE)
    assert declared == sorted(declared, key=Version)
    assert PROJECT["requires-python"] == f">={declared[0]}"
    assert tomllib.loads(PYPROJECT)["tool"]["mypy"]["python_version"] == declared[0]


def test_a_bound_that_was_not_installed_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bounds = script("bounds")
    needs = {need.name: str(bounds.lowest(need)) for need in bounds.declared(PYPROJECT)}
    assert len(needs) >= len(PROJECT["dependencies"])
    monkeypatch.setattr(bounds, "version", needs.__getitem__)
    assert bounds.main() == 0
    monkeypatch.setattr(bounds, "version", {**needs, "regex": "2099.1"}.__getitem__)
    assert bounds.main() == 1
    assert "regex: 2099.1 is installed" in capsys.readouterr().out


def test_all_extras_but_the_tools_are_tried_at_their_bounds() -> None:
    installed = re.search(r"--editable \"\.\[([a-z,]+)\]\"", (ROOT / ".ci/one_python.sh").read_text(encoding="utf-8"))
    assert installed is not None
    assert {*installed[1].split(","), *script("bounds").DEVELOPMENT} == set(PROJECT["optional-dependencies"])


@pytest.mark.parametrize(
    ("header", "licence", "allowed"),
    [
        ("License-Expression: MIT", "MIT", True),
        ("License-Expression: MIT AND MPL-2.0", "MIT AND MPL-2.0", True),
        ("License-Expression: GPL-3.0-only OR MIT", "GPL-3.0-only OR MIT", True),
        ("License-Expression: MIT AND AGPL-3.0-only", "MIT AND AGPL-3.0-only", False),
        ("License: BSD 3-Clause OR Apache-2.0", "BSD-3-Clause OR Apache-2.0", True),
        ("License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License", "MIT", True),
        ("License: LGPL", "LGPL", False),
        ("Classifier: Topic :: Utilities", "", False),
    ],
)
def test_a_licence_is_read_and_judged(header: str, licence: str, allowed: bool, tmp_path: Path) -> None:
    (tmp_path / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: some-package\nVersion: 1\n{header}\n\n", encoding="utf-8"
    )
    licences = script("licences")
    assert licences.licence_of(PathDistribution(tmp_path)) == licence
    assert (licences.refused("some-package", licence) == "") is allowed


def test_a_licence_that_one_package_may_have_is_no_other_ones() -> None:
    licences = script("licences")
    assert licences.refused("text-unidecode", "Artistic-1.0-Perl") == ""
    assert "not in licences.toml" in licences.refused("another", "Artistic-1.0-Perl")


CANARY = {
    "name": "jinja2",
    "version": "3.1.4",
    "vulns": [{"id": "CVE-2024-56326", "aliases": [], "fix_versions": ["3.1.5"]}],
}
HOLE = {"name": "some-package", "version": "1", "vulns": [{"id": "CVE-2099-1", "aliases": [], "fix_versions": []}]}
CLEAN = {"name": "some-package", "version": "1", "vulns": []}
UNKNOWN = {"name": "some-package", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("canary", "answer", "code", "told"),
    [
        (CANARY, CLEAN, 0, "0 in 1 releases, 0 open"),
        (CANARY, HOLE, 1, "some-package 1: CVE-2099-1, fixed in no release yet"),
        (CANARY, UNKNOWN, 0, "1 releases were NOT checked"),
        (
            {"name": "jinja2", "skip_reason": "not found"},
            CLEAN,
            0,
            "no database was reachable, 1 releases were NOT checked",
        ),
        (None, CLEAN, 0, "no database was reachable, 1 releases were NOT checked"),
    ],
    ids=["clean", "a hole", "unknown to the database", "a server that knows nothing", "no answer"],
)
def test_what_was_not_asked_is_never_called_safe(
    canary: dict[str, object] | None,
    answer: dict[str, object],
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asking = script("vulnerabilities")
    answers = {"jinja2": canary, "some-package": answer}
    monkeypatch.setattr(asking, "locked", lambda _: [("some-package", "1")])
    monkeypatch.setattr(asking, "ask_once", lambda _, releases: [a for name, _ in releases if (a := answers[name])])
    assert asking.main() == code
    assert told in capsys.readouterr().out


def test_two_releases_of_one_package_are_both_asked_for() -> None:
    asking = script("vulnerabilities")
    assert asking.layers([("a", "1"), ("a", "2"), ("b", "1")]) == [[("a", "1"), ("b", "1")], [("a", "2")]]
    assert len(asking.locked(LOCK)) == sum(map(len, locked().values()))


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_other_figures_end_the_run(tmp_path: Path) -> None:
    kept, same, other = (tmp_path / name for name in ("kept.csv", "same.csv", "other.csv"))
    same.write_text("value\n1\n", encoding="utf-8")
    other.write_text("value\n2\n", encoding="utf-8")
    ends = [
        subprocess.run([ROOT / ".ci/same_figures.sh", figures, kept], capture_output=True, text=True, check=False)
        for figures in (same, same, other)
    ]
    assert [end.returncode for end in ends] == [0, 0, 1]
    assert "other figures" in ends[2].stderr
