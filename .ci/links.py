"""Follows every link of the documents that leads within the project, and lists those that lead outside, unfetched.

`python .ci/links.py` prints the addresses by site, and exits with 1 if a file or heading is not there.
"""

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parents[1]
PAGES = ("*.md", "docs/*.md", "corpus/*.md", "outputs/README.md", "tests/**/*.md")
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")


def main() -> int:
    """Check the links of all pages."""
    faults, outside = check(ROOT)
    for site, addresses in sorted(outside.items()):
        print(f"outside, not fetched: {site}: {', '.join(sorted(addresses))}")
    print("\n".join(faults) or "every link within the project leads somewhere")
    return 1 if faults else 0


def check(root: Path) -> tuple[list[str], dict[str, set[str]]]:
    """Return what leads nowhere, a line each, and the addresses outside by site."""
    faults: list[str] = []
    outside: dict[str, set[str]] = defaultdict(set)
    for page in sorted({p for pattern in PAGES for p in root.glob(pattern)}):
        for target in links(page.read_text(encoding="utf-8")):
            parts = urlsplit(target)
            if parts.scheme:
                outside[parts.netloc or parts.scheme].add(target)
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            where = f"{page.relative_to(root)}: {target}"
            if not file.exists():
                faults.append(f"{where}: there is no such file")
            elif page.parent.name == "docs" and not file.is_relative_to((root / "docs").resolve()):
                faults.append(f"{where}: leads out of docs/, so the site cannot follow it")
            elif parts.fragment and file.suffix == ".md" and parts.fragment not in headings(file):
                faults.append(f"{where}: there is no such heading")
    return faults, dict(outside)


def links(text: str) -> Iterator[str]:
    """Yield the targets of the links and pictures of a page, those in code left out."""
    for match in LINK.finditer(CODE.sub("``", FENCE.sub("", text))):
        yield match[1]


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and mkdocs make them of plain words."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    found: set[str] = set()
    for title in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE):
        slug = unicodedata.normalize("NFKD", title).replace("`", "").strip().lower()
        found.add(re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", slug)))
    return found


if __name__ == "__main__":
    sys.exit(main())
