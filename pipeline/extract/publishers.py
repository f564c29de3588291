"""Tells who brings a paper out, by where the names of organisations stand in it.

A name counts for what its place says: a line that tells the publisher, a header or footer that comes back, the
letterhead, the title, the cover, a sentence in which the body publishes, the address for questions. The place that
says most wins, the first of two alike.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.organisations import Organisation, find_organisations, patterns
from pipeline.rules import Rules
from pipeline.types import Block, BlockKind

COMMISSIONER = re.compile(
    r"(?:the\s+)?(?:office\s+of\s+the\s+)?(?P<body>police\s+(?:and"
    r"|&)\s+crime\s+commissioner\s+for\s+(?:[A-Z][\w-]+)(?:\s+and\s+[A-Z][\w-]+)?)(?=\s|$|[.,;])",
    re.IGNORECASE,
)
COVER = 16  # blocks at most, from the top of a paper
TOP = 3  # blocks in which a letterhead starts
PROSE = 14  # words of a block that is no line of a cover
SENTENCES = 60  # blocks of a paper whose sentences are looked at
WHOLE, HALF, START = 0.8, 0.5, 0.3  # of a line that a name fills
SAME_PLACE = 0.9  # of the places that a table names
LEAST_PLACES = 5
LEAST_UNITS = 3
LABELS = 2  # columns of a table that may hold its labels
FOOT = 2  # lines at the foot of a page
# What places say, the most first.
LABEL, RUNNING, TITLE, LETTERHEAD, LINE, SIGNED, TABLE, ACTS, LETTER, PLACE, SITE, UNIT = (
    100, 60, 55, 50, 40, 30, 28, 25, 18, 12, 10, 8,
)  # fmt: skip
SENTENCE_END = re.compile(r"[.:;!?…][\"”’')\]]*\s*$")
SITE_NAME = re.compile(r"(?:[\w.-]+@|https?://|\bwww\.)(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
CONTACT = re.compile(r"\bcontact|\be-?mail|\bfurther\s+information|\bmore\s+information|\bvisit\b|\bquestions\b", re.I)
END_OF_HOST = re.compile(r"(?:\.(?:com?|org|net|gov|edu|ac|nhs|police|mil|int))?\.[a-z]{2,6}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    weight: float
    at: int
    name: str


def publisher_of(blocks: Sequence[Block], fields: Mapping[str, str], title: str, rules: Rules) -> str:
    """Return who brings a paper out, empty where nothing in it tells.

    blocks: all blocks of the paper, headers and footers too. fields: what its cover table says (`report of`).
    """
    told = fields.get("report of", "")
    for text in (*(b.text for b in _lead(blocks)), told):
        if m := COMMISSIONER.search(text):
            return _commissioner(m["body"])
    said = list(_said(blocks, told, title, rules))
    return max(said, key=lambda s: (s.weight, -s.at)).name if said else ""


def is_name(text: str, rules: Rules) -> bool:
    """Whether a line is the name of an organisation and nothing more."""
    named = find_organisations(text, rules)
    return sum(o.end - o.start for o in named) >= WHOLE * max(len(text.strip()), 1)


def _said(blocks: Sequence[Block], told: str, title: str, rules: Rules) -> Iterator[_Said]:
    known = patterns(rules)
    if not known:
        return
    for one in find_organisations(told, rules)[:1]:
        yield _Said(LABEL, 0, one.name)
    yield from _labelled(blocks, known, rules)
    yield from _running(blocks, known, rules)
    yield from _covered(blocks, known, rules, title)
    yield from _acting(blocks, known, rules)
    yield from _tabled(blocks, rules)
    yield from _sited(blocks)


def _lead(blocks: Sequence[Block]) -> list[Block]:
    """Return the lines of the cover: what stands on the first page before the first prose."""
    lead: list[Block] = []
    texts = [b for b in blocks[: 3 * COVER] if b.kind is not BlockKind.FURNITURE]
    page = texts[0].page if texts else None
    for block in texts[:COVER]:
        prose = len(block.text.split()) >= PROSE and SENTENCE_END.search(block.text)
        if block.table is not None or prose or block.page != page:
            break
        lead.append(block)
    return lead


def _share(one: Organisation, text: str) -> float:
    """Return the part of a line that a name fills."""
    return (one.end - one.start) / max(len(text.strip()), 1)


def _counts(one: Organisation, text: str, known: Mapping[str, re.Pattern[str]]) -> bool:
    """Whether a name in a line tells a body: a loose kind only where it is all of the line, `Report of the` apart."""
    if one.sort == "strong":
        return True
    if one.sort == "place":
        return one.start == 0
    leading = known.get("leading")
    led = leading is not None and all(leading.fullmatch(word) for word in text[: one.start].split())
    return _share(one, text[one.start :] if led else text) >= WHOLE or (one.sort == "unit" and one.start == 0)


def _labelled(blocks: Sequence[Block], known: dict[str, re.Pattern[str]], rules: Rules) -> Iterator[_Said]:
    """Lines that say who publishes: `Published by`, `From:`, the sign of copyright."""
    label = known.get("label")
    if label is None:
        return
    for i, block in enumerate(blocks):
        if block.table is not None or not (found := label.match(block.text)):
            continue
        rest = block.text[found.end() :].strip()
        if not rest and i + 1 < len(blocks) and blocks[i + 1].table is None:
            rest = blocks[i + 1].text
        named = [o for o in find_organisations(rest, rules) if o.sort != "unit"]
        if named and named[0].start <= START * max(len(rest), 40):
            yield _Said(LABEL, i, named[0].name)
        elif units := [o for o in find_organisations(rest, rules) if o.sort == "unit"]:
            yield _Said(ACTS, i, units[0].name)


def _running(blocks: Sequence[Block], known: dict[str, re.Pattern[str]], rules: Rules) -> Iterator[_Said]:
    """Headers and footers, and lines that come back on other pages."""
    other = known.get("other")
    lines: dict[str, list[int]] = {}
    for i, block in enumerate(blocks):
        if block.table is None and block.text and len(block.text.split()) <= PROSE:
            lines.setdefault(re.sub(r"\d+", "#", block.text), []).append(i)
    for at in lines.values():
        block = blocks[at[0]]
        pages = {blocks[i].page for i in at}
        if (block.kind is not BlockKind.FURNITURE and len(pages) < 3) or (other and other.search(block.text)):
            continue
        for one in find_organisations(block.text, rules):
            if one.sort == "unit" or not _counts(one, block.text, known):
                continue
            first = one.start <= START * len(block.text)
            weight = RUNNING if first or block.kind is BlockKind.FURNITURE else UNIT
            yield _Said(weight + min(len(pages), 9) / 10, at[0], one.name)
            break


def _covered(blocks: Sequence[Block], known: dict[str, re.Pattern[str]], rules: Rules, title: str) -> Iterator[_Said]:
    """The letterhead, the title, and the lines of the cover."""
    lead = _lead(blocks)
    other, address = known.get("other"), known.get("address")
    for i, block in enumerate(lead):
        if other and other.search(block.text):
            continue
        if i < TOP and (parted := _over_two_lines(lead[i : i + 2], rules)):
            yield _Said(LETTERHEAD, i, parted)
        if one := _named(block.text, rules):
            yield _Said(_weight_on_cover(one, block.text, i, title), i, one.name)
        elif i < TOP and address and _stands_over_address(lead, i, address):
            yield _Said(LETTER, i, block.text.strip())
    for i, block in _feet(blocks):
        if (one := _named(block.text, rules)) and one.start == 0 and not (other and other.search(block.text)):
            yield _Said(LINE, i, one.name)
    for i, block in enumerate(blocks[:SENTENCES]):
        one = _named(block.text, rules) if block.table is None and len(block.text.split()) <= 8 else None
        if one and one.sort == "holder" and _share(one, block.text) >= WHOLE:
            yield _Said(SIGNED, i, one.name)


def _over_two_lines(lines: Sequence[Block], rules: Rules) -> str:
    """Return the name that fills two short lines, of which neither names a body by itself."""
    joined = " ".join(b.text for b in lines)
    if len(lines) < 2 or len(joined.split()) > 7 or any(_named(b.text, rules) for b in lines):
        return ""
    one = _named(joined, rules)
    return one.name if one and _share(one, joined) >= WHOLE else ""


def _feet(blocks: Sequence[Block]) -> Iterator[tuple[int, Block]]:
    """Yield the last short lines of the first page, with their places."""
    page = blocks[0].page if blocks else None
    if page is None:
        return
    on = [(i, b) for i, b in enumerate(blocks) if b.page == page]
    yield from ((i, b) for i, b in on[-FOOT:] if b.table is None and len(b.text.split()) <= PROSE)


def _named(text: str, rules: Rules) -> Organisation | None:
    return next((o for o in find_organisations(text, rules) if _counts(o, text, patterns(rules))), None)


def _weight_on_cover(one: Organisation, text: str, at: int, title: str) -> float:
    share = _share(one, text)
    if one.sort in ("unit", "holder"):
        return SIGNED
    if one.sort == "place":
        return TABLE if share >= HALF else PLACE
    if at < TOP and share >= WHOLE:
        return TITLE + 1
    if text == title:
        return TITLE
    if at < TOP and share >= START and one.start == 0:
        return LETTERHEAD
    return LINE if share >= HALF else PLACE


def _stands_over_address(lead: Sequence[Block], at: int, address: re.Pattern[str]) -> bool:
    """Whether a line is the name over an address: few words with capitals, the address below."""
    text = lead[at].text.strip()
    words = text.split()
    named = 2 <= len(words) <= 8 and not re.search(r"\d|[:.]$", text) and words[0][0].isupper()
    return named and any(address.search(b.text) for b in lead[at + 1 : at + 3])


def _acting(blocks: Sequence[Block], known: dict[str, re.Pattern[str]], rules: Rules) -> Iterator[_Said]:
    """Sentences in which a body publishes, and abbreviations of bodies whose units the paper names time and again."""
    acts, other = known.get("acts"), known.get("other")
    units: Counter[str] = Counter()
    for i, block in enumerate(blocks):
        if block.table is not None:
            continue
        if i < SENTENCES and acts and not (other and other.search(block.text)):
            for one in find_organisations(block.text, rules):
                if one.sort in ("strong", "loose", "opener") and acts.match(block.text, one.end):
                    yield _Said(ACTS, i, one.name)
        for short in re.findall(r"\b[A-Z]{3,6}(?=\s[A-Z])", block.text) if "unit" in known else ():
            if f"{short} " in block.text and any(o.sort == "unit" for o in _around(block.text, short, rules)):
                units[short] += 1
    for name, number in units.most_common(1):
        if number >= LEAST_UNITS:
            yield _Said(UNIT, len(blocks), _written_out(name, blocks, rules))


def _written_out(short: str, blocks: Sequence[Block], rules: Rules) -> str:
    """Return the name of which a line's abbreviation is the first letters, the abbreviation where none is."""
    for block in blocks:
        if block.table is None and len(block.text.split()) <= 2 * PROSE:
            for one in find_organisations(block.text, rules):
                if "".join(w[0] for w in one.name.split() if w[0].isupper()) == short:
                    return one.name
    return short


def _around(text: str, short: str, rules: Rules) -> list[Organisation]:
    at = text.find(f"{short} ")
    return find_organisations(text[at : at + 80], rules)[:1]


def _tabled(blocks: Sequence[Block], rules: Rules) -> Iterator[_Said]:
    """The head of the first table, and the one place that a table's labels name over and over."""
    places: Counter[str] = Counter()
    tables = [(i, b.table) for i, b in enumerate(blocks) if b.table is not None]
    for n, (i, table) in enumerate(tables[:4]):
        for cell in (c for c in table.cells if c.row == 1 or c.column <= LABELS):
            text = cell.text.strip()
            if not text or text[0].isdigit():
                continue
            named = find_organisations(text, rules)
            over = n == 0 and cell.row == 1 and sum(1 for c in table.cells if c.row == 1 and c.text.strip()) == 1
            if over and named and named[0].start == 0 and named[0].sort in ("strong", "place"):
                yield _Said(TABLE, i, named[0].name)
            places.update(o.name for o in named if o.sort == "place")
    if places:
        name, number = places.most_common(1)[0]
        if number >= max(LEAST_PLACES, SAME_PLACE * places.total()):
            yield _Said(PLACE, tables[0][0], name)


def _sited(blocks: Sequence[Block]) -> Iterator[_Said]:
    """The one site that a paper names for questions and further information."""
    hosts: dict[str, int] = {}
    for i, block in enumerate(blocks):
        if block.table is None and "." in block.text and (found := list(SITE_NAME.finditer(block.text))):
            alone = sum(len(m[0]) for m in found) >= HALF * len(block.text)
            if alone or CONTACT.search(block.text):
                for m in found:
                    hosts.setdefault(m["host"].lower().removeprefix("www."), i)
    names = {END_OF_HOST.sub("", host).rsplit(".", 1)[-1] for host in hosts}
    if len(names) == 1:
        host, at = min(hosts.items(), key=lambda item: (len(item[0]), item[0]))
        yield _Said(SITE, at, _as_printed(host, names.pop(), blocks))


def _as_printed(host: str, name: str, blocks: Sequence[Block]) -> str:
    """Return the abbreviation that a site's name is where the paper prints it in capitals, else the site."""
    word = re.compile(rf"\b{re.escape(name.upper())}\b")
    return name.upper() if any(b.table is None and word.search(b.text) for b in blocks) else host


def _commissioner(name: str) -> str:
    """`POLICE & CRIME COMMISSIONER FOR X` is written like any other name."""
    small = {"and", "of", "for", "the"}
    words = re.sub(r"\s+", " ", name.replace("&", "and")).strip().split()
    cased = [
        w.lower() if w.lower() in small and i else w.capitalize() if w.isupper() or w.islower() else w
        for i, w in enumerate(words)
    ]
    return " ".join(cased)
