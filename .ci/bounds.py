"""Fails unless each library installed here is the very release that pyproject.toml declares as the lowest.

A bound that no resolution can reach (another library asks for more) was never tried, and says what nobody knows.
"""

import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
DEVELOPMENT = ("dev", "docs")  # tools, of which CI runs those of the lock


def main() -> int:
    """Compare what is installed with what is declared."""
    faults = []
    needs = declared(PYPROJECT.read_text(encoding="utf-8"))
    for need in needs:
        try:
            installed = version(need.name)
        except PackageNotFoundError:
            installed = "nothing"
        if installed == "nothing" or Version(installed) != lowest(need):
            faults.append(f"{need.name}: {installed} is installed, {lowest(need)} is declared as the lowest")
    print("\n".join(faults) or f"all {len(needs)} libraries at the lowest release declared")
    return 1 if faults else 0


def declared(pyproject: str) -> list[Requirement]:
    """Return each requirement of the package and its extras, those for development left out."""
    project = tomllib.loads(pyproject)["project"]
    extras = project["optional-dependencies"]
    lines = {*project["dependencies"], *(line for name in extras if name not in DEVELOPMENT for line in extras[name])}
    return [Requirement(line) for line in sorted(lines)]


def lowest(need: Requirement) -> Version:
    """Return the release after `>=`."""
    return next(Version(clause.version) for clause in need.specifier if clause.operator == ">=")


if __name__ == "__main__":
    sys.exit(main())
