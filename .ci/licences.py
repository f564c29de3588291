"""Lists the licence of every installed distribution; exit code 1 if one is not in licences.toml.

    python .ci/licences.py        (of the environment that runs it)

It reads what packages say of themselves: a wheel that carries a library of somebody else may say less than holds.
"""

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGE = "reportcheck"
TABLES = tomllib.loads(Path(__file__).with_name("licences.toml").read_text(encoding="utf-8"))
SPELLINGS = TABLES["spellings"]


def main() -> int:
    """Print a line for each licence and each fault."""
    found = sorted(distributions(), key=name_of)
    users = dict.fromkeys(closure(PACKAGE, ""), "needed to run")
    by_licence, faults = defaultdict(list), []
    for installed in found:
        name, licence = name_of(installed), licence_of(installed)
        by_licence[licence].append(name)
        if problem := refused(name, licence):
            faults.append(f"{name} {installed.version}: {problem} ({users.get(name, 'extras or development')})")
    for licence, names in sorted(by_licence.items()):
        print(f"{licence or 'nothing said'}: {', '.join(names)}")
    for licence in sorted(filter(is_copyleft, by_licence)):
        named = (f"{name} ({users.get(name, 'extras or development')})" for name in by_licence[licence])
        print(f"copyleft, {licence}: {', '.join(named)}")
    print(f"{len(found)} packages, {len(faults)} with a licence that is not allowed")
    for fault in faults:
        print(f"not allowed: {fault}", file=sys.stderr)
    return 1 if faults else 0


def name_of(installed: Distribution) -> str:
    """Return the one spelling of a distribution's name."""
    return canonicalize_name(installed.metadata["Name"])


def licence_of(installed: Distribution) -> str:
    """Return an SPDX expression: what licences.toml says, the package's own expression, classifiers, or free text."""
    known = TABLES["packages"].get(name_of(installed))
    if known:
        return str(known[0])
    metadata = installed.metadata
    if expression := metadata.get("License-Expression"):
        return expression
    text = (metadata.get("License") or "").strip().partition("\n")[0].strip()
    classifiers = [c.rpartition(" :: ")[2] for c in metadata.get_all("Classifier") or () if c.startswith("License ::")]
    # Free text names clauses and choices that classifiers lack; a whole licence or a copyright line does not.
    if not refused("", spelled(text)):
        return spelled(text)
    return " AND ".join(sorted({spelled(c) for c in classifiers})) or text[:80]


def spelled(text: str) -> str:
    """Return an expression with each of its licences spelled as SPDX does."""
    parts = re.split(r"( OR | AND )", SPELLINGS.get(text, text))
    return "".join(SPELLINGS.get(part, part) for part in parts)


def refused(name: str, licence: str) -> str:
    """Return why a licence may not be used, nothing if it may: one of each OR, all of each AND."""
    if not licence:
        return "its metadata names no licence"
    allowed = {*TABLES["permissive"], *TABLES["copyleft"]}
    if name in TABLES["packages"]:
        allowed |= set(TABLES["packages-only"])
    # `A AND B OR C` is read as `(A AND B) OR C`, as SPDX does; brackets are not read, and so refused.
    if any(all(part in allowed for part in choice.split(" AND ")) for choice in licence.split(" OR ")):
        return ""
    return f"{licence!r} is not in licences.toml"


def is_copyleft(licence: str) -> bool:
    """Return whether every choice of an expression holds a copyleft licence."""
    return all(any(part in TABLES["copyleft"] for part in c.split(" AND ")) for c in licence.split(" OR "))


def closure(name: str, extra: str, seen: set[str] | None = None) -> Iterable[str]:
    """Return a distribution and all that it needs, as far as installed."""
    seen = set() if seen is None else seen
    try:
        needs = distribution(name).requires or ()
    except PackageNotFoundError:
        return seen
    seen.add(canonicalize_name(name))
    for need in map(Requirement, needs):
        applies = need.marker is None or need.marker.evaluate({"extra": extra})
        if applies and canonicalize_name(need.name) not in seen:
            closure(need.name, "", seen)
    return seen


if __name__ == "__main__":
    sys.exit(main())
