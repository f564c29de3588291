"""Asks public databases for known vulnerabilities of every release in the lock file.

    python .ci/vulnerabilities.py

Exit code 1 if there is one that vulnerabilities.toml does not excuse. Where no database answers, a plain line says
that nothing was checked, and the exit code is 0: not to reach a server is no fault of the project.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE.parent / "requirements-dev.lock"
DATABASES = ("pypi", "osv")
# A release with a hole that every database knows (CVE-2024-56326). An answer that does not name it is no answer:
# pip-audit finds "no known vulnerabilities" in a package of which the server knows nothing.
CANARY = ("jinja2", "3.1.4")


def main() -> int:
    """Print what is known; return 1 for a hole that nobody excused."""
    releases = locked(LOCK.read_text(encoding="utf-8"))
    for database in DATABASES:
        if trusted(ask_once(database, [CANARY])):
            return judged(ask(database, releases), database, len(releases))
        print(f"{database}: not reachable, or it does not know what everybody knows")
    print(f"known vulnerabilities: no database was reachable, {len(releases)} releases were NOT checked")
    return 0


def locked(lock: str) -> list[tuple[str, str]]:
    """Return name and version of each release in a lock file."""
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", lock, flags=re.MULTILINE)


def ask(database: str, releases: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return what a database says of each release, nothing if it does not answer."""
    answers: list[dict[str, Any]] = []
    for layer in layers(releases):
        answers += ask_once(database, layer)
    return answers


def layers(releases: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Part releases so that each list names a package once: a lock for all Pythons may hold two of one."""
    parted: list[dict[str, str]] = []
    for name, version in releases:
        free = next((layer for layer in parted if name not in layer), None)
        if free is None:
            parted.append(free := {})
        free[name] = version
    return [list(layer.items()) for layer in parted]


def ask_once(database: str, releases: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Run pip-audit over a list of releases, installing nothing."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"{name}=={version}\n" for name, version in releases)
        file.flush()
        command = [sys.executable, "-m", "pip_audit", "--requirement", file.name, "--no-deps", "--disable-pip"]
        command += ["--vulnerability-service", database, "--format", "json", "--progress-spinner", "off"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
            return list(json.loads(done.stdout)["dependencies"])
        except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
            return []


def trusted(answers: list[dict[str, Any]]) -> bool:
    """Return whether a database answered: it must know the canary's hole."""
    return any(a["name"] == CANARY[0] and a.get("version") == CANARY[1] and a.get("vulns") for a in answers)


def judged(answers: list[dict[str, Any]], database: str, count: int) -> int:
    """Print each hole and each release that was not looked up; return the exit code."""
    excused = tomllib.loads((HERE / "vulnerabilities.toml").read_text(encoding="utf-8"))["excused"]
    looked_up = [a for a in answers if "skip_reason" not in a]
    holes = [(a["name"], a["version"], hole) for a in answers for hole in a.get("vulns", ())]
    open_holes = 0
    for name, version, hole in holes:
        reason = next((excused[i] for i in (hole["id"], *hole.get("aliases", ())) if i in excused), "")
        open_holes += not reason
        told = (reason and f"excused: {reason}") or f"fixed in {', '.join(hole['fix_versions']) or 'no release yet'}"
        print(f"{name} {version}: {hole['id']}, {told}")
    if skipped := sorted(a["name"] for a in answers if "skip_reason" in a):
        print(f"not known to {database}: {', '.join(skipped)}")
    print(f"known vulnerabilities by {database}: {len(holes)} in {len(looked_up)} releases, {open_holes} open")
    if len(looked_up) < count:
        print(f"{count - len(looked_up)} releases were NOT checked")
    return 1 if open_holes else 0


if __name__ == "__main__":
    sys.exit(main())
