"""Segments as entities: names of one place, body or group come together, and each has what it is a part of."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from pipeline.align.identity.naming import Naming
from pipeline.align.words import stem, tokens
from pipeline.extract.gazetteer import is_known_place
from pipeline.rules import Rules, made_once
from pipeline.types import Figure, MentionLabel, Report, Segment, Source

Part = tuple[str, ...]  # stems of one name
WHOLE = "whole"
_AGES = re.compile(r"\b\d{1,3}\s?(?:-|–|to|and)\s?\d{1,3}\b|\b\d{1,3}\s?\+|\bunder\s\d|\bover\s\d")
_LIST = re.compile(r"\s*(?:,|&|\band\b)\s*")
KINDS = ("place", "organisation", "group", WHOLE)  # in the order in which the parts of a name are put
_PARTS = re.compile(r",\s+|\s+>\s+")


@dataclass(slots=True)
class Told:
    """A segment as it is printed in one scope: how often, and where first (day, document, ordinal, figure)."""

    figures: int
    first: tuple[str, str, int, str]
    of_labels: bool = False  # told by the labels of a table, the outer one first


@dataclass(slots=True)
class ToldSegments:
    """The segments of all reports by scope and text, and the kinds of the names that the papers' texts hold."""

    segments: dict[tuple[str, str], Told] = field(default_factory=dict)
    named: dict[Part, str] = field(default_factory=dict)

    def add(self, report: Report, scope: str, text_of: Callable[[Figure], str]) -> None:
        """Add the segments and names of a report; `text_of` gives the segment of a figure."""
        for figure in report.figures:
            first = (report.published or "9999", figure.document_id, figure.ordinal, figure.figure_id)
            seen = self.segments.setdefault((scope, text_of(figure)), Told(0, first))
            seen.figures += 1
            seen.first = min(seen.first, first)
            seen.of_labels = seen.of_labels or figure.source is Source.TABLE
        for mention in report.mentions:
            if mention.label in (MentionLabel.PLACE, MentionLabel.ORGANISATION):
                part = part_of(mention.text)
                self.named[part] = max(self.named.get(part, ""), mention.label.value)  # a place where both are told


@dataclass(slots=True)
class _Entity:
    label: Counter[str] = field(default_factory=Counter)
    kind: str = WHOLE
    parents: set[str] = field(default_factory=set)
    first: tuple[str, str, int, str] = ("~", "", 0, "")


class EntityWords:
    """Words for kinds of segments, of a set of rules."""

    def __init__(self, rules: Rules) -> None:
        words: dict[str, set[Part]] = defaultdict(set)
        for entry in rules.entities:
            words[entry.kind].update(part_of(text) for text in entry.words)
        self.whole, self.local, self.type = words[WHOLE], words["local"], words["type"]
        self._single = {k: {p[0] for p in words[k] if len(p) == 1} for k in ("group", "organisation", "place")}
        self._rules = rules

    def says_group(self, text: str) -> bool:
        """Whether the words of a name say that it is of people: an age, a sex, what they do."""
        return bool(_AGES.search(text.casefold()) or self._single["group"] & set(part_of(text)))

    def kind(self, text: str, named: Mapping[Part, str]) -> str:
        """Return whether a name is one of a place, an organisation, a group or the whole.

        named: kinds of the names that the papers name in their text. A list of places is one.
        """
        part = part_of(text)
        if part in self.whole:
            return WHOLE
        if self.says_group(text):
            return "group"
        if part in named:
            return named[part]
        if self._single["organisation"] & set(part):
            return "organisation"
        if self._single["place"] & set(part) or part in self.local or is_known_place(text, self._rules):
            return "place"
        members = [t for t in _LIST.split(text) if t]
        return "place" if len(members) > 1 and all(self.kind(t, named) == "place" for t in members) else "group"


@made_once
def entity_words(rules: Rules) -> EntityWords:
    """Return the words for kinds of segments of a set of rules, made once."""
    return EntityWords(rules)


def part_of(text: str) -> Part:
    """Return a name as it is compared."""
    words = tokens(text)
    return tuple(stem(w) for w in (words[1:] if words[:1] == ["the"] and len(words) > 1 else words))


def _by_use(labels: Counter[str]) -> list[str]:
    """Return names, the most used first; a whole that nobody names is called so."""
    return sorted(labels, key=lambda t: (-labels[t], len(t), t)) or [WHOLE]


class Segments:
    """The segments of a run. An empty one is the whole of its scope."""

    def __init__(
        self,
        told: dict[tuple[str, str], Told],
        named: Mapping[Part, str],
        naming: Naming,
        rules: Rules,
        names: dict[str, str],
    ) -> None:
        self._words = entity_words(rules)
        self._named = named
        self._naming = naming
        self._rules = rules
        self._names = names  # of the publishers, by scope
        self._alias = self._aliases(told)
        self._entities: dict[str, _Entity] = {}
        self._ids: dict[tuple[str, str], str] = {}
        for (scope, text), found in sorted(told.items()):
            self._ids[scope, text] = self._enter(scope, text, found)

    def of(self, scope: str, text: str) -> str:
        """Return the id of a segment of a scope."""
        return self._ids.get((scope, text)) or self._identified(scope, ())

    def label(self, segment_id: str) -> str:
        """Return the name of a segment for people, empty for a whole or an unknown one."""
        entity = self._entities.get(segment_id)
        return "" if entity is None or entity.kind == WHOLE else _by_use(entity.label)[0]

    def rows(self) -> Iterator[Segment]:
        """Yield the segments by id."""
        for name, entity in sorted(self._entities.items()):
            labels = _by_use(entity.label)
            parent = next(iter(entity.parents)) if len(entity.parents) == 1 else ""
            yield Segment(name, labels[0], tuple(labels[1:]), entity.kind, parent, entity.first[3])

    def _enter(self, scope: str, text: str, told: Told) -> str:
        """Make the entity of a segment and of what it is a part of; return its id."""
        texts = [t for t in (_PARTS.split(text) if told.of_labels else [text]) if part_of(t)]
        texts = [t for t in texts if part_of(t) not in self._words.whole] or texts[:1]
        if not texts or part_of(texts[0]) in self._words.whole:
            name = self._identified(scope, ())
            self._note(name, WHOLE, text or self._names.get(scope, ""), "", told)
            return name
        texts = self._ordered(texts)
        parts = [self._resolved(scope, t) for t in texts]
        shared = len(parts) == 1 and self._is_shared(texts[0])
        name = self._identified("" if shared else scope, parts)
        whole = self._identified(scope, ())
        self._note(whole, WHOLE, self._names.get(scope, ""), "", told, times=0)
        parent = self._enter(scope, ", ".join(texts[:-1]), Told(0, told.first, True)) if len(texts) > 1 else whole
        self._note(name, self._kind(texts), text, parent, told)
        return name

    def _ordered(self, texts: list[str]) -> list[str]:
        """Return the parts of a name, places first, where each is of a kind of its own: `Women, Harlow` either way."""
        kinds = {t: KINDS.index(self._words.kind(t, self._named)) for t in texts}
        return sorted(texts, key=kinds.__getitem__) if len(set(kinds.values())) == len(texts) else texts

    def _kind(self, texts: list[str]) -> str:
        """Return the kind of the last part; a name that no word tells is of the kind of what it is a part of."""
        kind = self._words.kind(texts[-1], self._named)
        inside = kind == "group" and len(texts) > 1 and not self._words.says_group(texts[-1])
        return "place" if inside and self._words.kind(texts[0], self._named) == "place" else kind

    def _is_shared(self, text: str) -> bool:
        """Whether a name means the same to every publisher: a place of the gazetteer, an age, a sex."""
        if self._words.kind(text, self._named) == "place":
            return is_known_place(text, self._rules)
        return bool(_AGES.search(text)) or (len(part_of(text)) == 1 and self._words.says_group(text))

    def _note(self, name: str, kind: str, text: str, parent: str, told: Told, *, times: int = -1) -> None:
        entity = self._entities.setdefault(name, _Entity())
        entity.kind = kind
        if text:
            entity.label[text] += told.figures if times < 0 else times
        if parent:
            entity.parents.add(parent)
        entity.first = min(entity.first, told.first)

    def _identified(self, scope: str, parts: Iterable[Part]) -> str:
        key = repr((scope, list(parts)))
        return f"g{blake2b(key.encode(), digest_size=8).hexdigest()}"

    def _resolved(self, scope: str, text: str) -> Part:
        part = self._short(scope, text)
        return self._alias.get((scope, part), part)

    def _short(self, scope: str, text: str) -> Part:
        return self._naming.shortened(scope, part_of(text))

    def _aliases(self, told: dict[tuple[str, str], Told]) -> dict[tuple[str, Part], Part]:
        """Return for names that leave out the kind of place, or give it alone, the full name; by scope.

        `Harlow` is `Harlow District` where the scope has no other kind of Harlow, `the district` where it has no
        other district.
        """
        by_name: dict[tuple[str, Part], set[Part]] = defaultdict(set)
        by_type: dict[tuple[str, Part], set[Part]] = defaultdict(set)
        parts: set[tuple[str, Part]] = set()
        for (scope, text), seen in told.items():
            texts = _PARTS.split(text) if seen.of_labels else [text]
            parts.update((scope, self._short(scope, t)) for t in texts if part_of(t))
        for scope, part in sorted(parts):
            for size in (2, 1):
                kind = part[-size:]
                if len(part) > size and kind in self._words.type:
                    by_name[scope, part[:-size]].add(part)
                    by_type[scope, kind].add(part)
                    break
        found: dict[tuple[str, Part], Part] = {}
        for scope, part in parts:
            for full in (by_name.get((scope, part), set()), by_type.get((scope, part), set())):
                if len(full) == 1 and (full is not by_type.get((scope, part)) or part in self._words.local):
                    found[scope, part] = next(iter(full))
        return found
