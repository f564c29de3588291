"""Says in the sentence's own words what each figure of running text measures."""

import re
from collections.abc import Sequence

from pipeline.extract.names import FoundName
from pipeline.extract.periods import PeriodMention
from pipeline.extract.prose import FoundFigure
from pipeline.extract.spans import by_span
from pipeline.screens import lowered
from pipeline.types import Kind

AUXILIARY = (
    r"(?:is|are|was|were|be|been|being|has|have|had|having|will|would|should|may|can|could|also|now|currently"
    r"|that|who|which)"
)
AUXILIARY_WORD = re.compile(AUXILIARY, re.IGNORECASE)
VERB = (
    rf"(?:{AUXILIARY}|shows?|showed|showing|saw|seen|sees|equates?|represents?|representing|reduced|increased"
    rf"|decreased|fell|rose|fallen"
    r"|risen|fluctuated|stands?|stood|standing|remains?|remained|resulted|resulting|continues?|continued"
    r"|compares?|compared|indicates?"
    r"|indicated|reaches|reached|reaching|formed|account(?:s|ed)?\s+for|grew|dropped|dropping|attracted"
    r"|recorded|reported|provided|made|agreed"
    r"|exhibit|highlights?|highlighted|dealt|managed|received|considered|undertaken|delivered|ranked)"
)
# What leads from a verb to its figure, one word of it at the end; and what stands before all of them.
IDLE_WORD = re.compile(
    rf"(?:{AUXILIARY}|stood|stands|standing|well|at|to|by|up|over|under|around|nearly|almost|just|only)\s*$",
    re.IGNORECASE,
)
IDLE_LEAD = re.compile(r"[\s,]*(?:which|that|and|,)?\s*$", re.IGNORECASE)
LONGEST_IDLE = 60  # characters
VERB_OR_STOP = re.compile(rf"\b(?=[a-z]){VERB}\b|[.;:]")  # of a text in lower case, which is much faster
LONGEST_VERB = 20
CHANGE = r"(?:increases?|reductions?|decreases?|rises?|falls?|drops?|growth|declines?|uplift|improvement|change)"
CLAUSE_END = re.compile(
    r"[.;:]|,\s|\s[-–—]\s|\bwhen\s+(?:compared|comparing)\b|\b(?:compared|in\s+comparison)\s+(?:to|with)\b"
    r"|\bdue\s+to\b|\bbecause\b|\bwhile\b|\balthough\b|\band\s+(?:this|that|it|is|was)\b|\b(?:this"
    r"|which)\s+(?:represents?|equates?|is|was|shows?|compares?|means?|follows)\b|\bby\s+[a-z]+ing\b",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"\([^()]*\)|\([^()]*$")
AGES = re.compile(r"\baged\s+(?:between\s+)?\d{1,2}\s*(?:and|to|-|–)\s*\d{1,2}\b", re.IGNORECASE)
NO_SUBJECT = re.compile(
    r"^(?:it|this|that|there|these|those|they|we|i|he|she|which|data|information|the|force|pcc|opcc"
    r"|commissioner|police|latest|most|recent|figures?|report|results?|quarter|year|period|overall|and|or|in"
    r"|total|current|level|average|around|over|of|a|an|at|now|further|additional|out|all|means|forms|part"
    r"|results|represents?|increases?|decreases?|reductions?|rises?|falls?|changes?|lower|higher)*$",
    re.IGNORECASE,
)
LEAD_IN = re.compile(
    r"^(?:(?:Therefore|However|Furthermore|Moreover|Additionally|Overall|Indeed|Currently|Consequently|Also),\s+)?"
    r"(?:(?:[Ii]n|During|Over|Since|At|By|As|For|Following|Between|Of|To|From|Throughout|Within|Based"
    r"|Despite|With|Using)"
    r"\b[^,]{3,120},\s+)?"
)
FRAME = re.compile(
    r"^(?:(?:total\s+|overall\s+|average\s+|recorded\s+)*(?:number|volume|levels?|proportion|percentage"
    r"|amount|total|cost|value|average)s?\s+(?:of|for)\s+(?:the\s+)?(?=\w))",
    re.IGNORECASE,
)
RANKED_FOR = re.compile(
    r"\b(?:for|in\s+terms\s+of|based\s+on|with\s+regard\s+to)\s+(?P<what>(?:(?!\b(?:due|which|when)\b)[^.;:,()])+)",
    re.IGNORECASE,
)
CHANGE_IN = re.compile(
    rf"\b{CHANGE}\s+(?:\w+\s+)?(?:in\s+"
    rf"|of\s+(?!(?:[a-z]+\s+){{0,2}}[+£$-]?\d))(?P<what>(?:(?!\b{CHANGE}\b)[^,.;:()])+?)(?:\s+(?:of"
    rf"|by))?\s*\(?\s*$",
    re.IGNORECASE,
)
CHANGE_AFTER = re.compile(rf"^\s*(?:\([^()]*\)\s*)?(?:[\w-]+\s+)?{CHANGE}\s+in\s+(?P<what>[^,.;:()]+)", re.IGNORECASE)
NOUN_OF = re.compile(
    rf"\b(?!{CHANGE})(?P<noun>(?:[A-Za-z-]+\s+){{1,2}})of\s+(?:(?:over|around|about|approximately|up\s+to"
    rf"|more\s+than|a\s+further|some|an?\s+estimated)\s+)?$",
    re.IGNORECASE,
)
WHICH_HAS = re.compile(
    r"(?P<thing>[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*),?\s+which\s+(?:now\s+)?(?:has|had|have)\s+(?:[a-z]+\s+)*$"
)
FUNCTION_WORDS = frozenset([
    "of", "the", "a", "an", "in", "to", "for", "and", "or", "with", "on", "at", "their", "our", "its", "that",
    "this", "by", "from", "as", "was", "is", "are", "were", "be", "been", "has", "have", "had", "will", "also",
    "which", "who", "some", "it", "into", "than", "less", "more", "over", "per", "under", "within", "around",
    "about", "approximately", "against", "up", "out", "between", "worth", "after", "before", "during", "since",
    "therefore", "indeed",
])  # fmt: skip
KEEP_FIRST = frozenset({"additional", "more", "further", "extra", "fewer", "less"})
MAX_WORDS = 12
LENGTHS = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
STOP = "\u2024"  # stands for a full stop inside a name
AGE_GROUP = re.compile(
    r"(?P<head>[A-Z][a-z]+(?:\s+[a-z]+){1,3})\s+(?:\((?P<short>[A-Z]{2,6})s?\)\s+)?\((?P<ages>\d{1,2}\s?[-–]"
    r"\s?\d{1,2}\s+years?\s+olds?)\)"
)
OPERATION = re.compile(r"Op(?:eration|\.)?\s")  # a paragraph on one operation counts what that operation did
OBJECT = re.compile(
    r"\b(?:reduced|increased|cut|lowered|raised|improved)\s+(?:the\s+|their\s+"
    r"|its\s+)?(?:numbers?\s+of\s+)?(?P<what>[^,.;:()]+?)\s+by\s+(?:[a-z]+\s+){0,3}$",
    re.IGNORECASE,
)

BARE_EVENTS = re.compile(r"(?:offences?|crimes?|incidents?|cases?|reports?)", re.IGNORECASE)
MOST_SUBJECT_WORDS = 6


def phrases_of(
    text: str,
    figures: Sequence[FoundFigure],
    sentences: Sequence[tuple[int, int]],
    periods: Sequence[PeriodMention],
    names: Sequence[FoundName],
    *,
    heading: str,
) -> list[str]:
    """Return for each figure of a text the phrase that says what it measures.

    Looks behind the figure, then at the sentence's subject, then at the figure before it, then at
    the sentence before, then at the heading's subject.
    """
    blotted = _blot(text, periods, names)
    grouped = AGE_GROUP.search(text)
    operations = {n.canonical: n for n in reversed(names) if OPERATION.match(n.canonical)}
    operation = next(iter(operations.values())) if len(operations) == 1 else None
    phrases: list[str] = []
    for (start, end), inside in zip(sentences, by_span(figures, sentences), strict=True):
        last, earlier = "", None
        for i, figure in enumerate(inside):
            following = _following(text, inside, i)
            joined = following and re.fullmatch(r"\s*(?:of|/|out\s+of)\s*", text[figure.end : following.start])
            subject = inside[i + 1] if joined else figure  # `465 of 622 family members`: both count members
            found = _phrase(
                blotted, subject, _following(text, inside, i + 1) if joined else following, (start, end), last=last
            )
            if not found and not last and earlier is None:
                earlier = _told_before(blotted, start)
            phrase = _with_group(found or last or earlier or heading, grouped)
            if operation and operation.start < figure.start and operation.canonical not in phrase:
                phrase = f"{phrase}, {operation.canonical}"
            phrases.append(phrase)
            if found and figure.kind not in (Kind.CHANGE, Kind.PERCENT_CHANGE):
                last = phrase
            last = last or phrase
    return phrases


def _told_before(text: str, start: int) -> str:
    """What the sentence before a place was about."""
    before = text.rfind(". ", 0, start)
    return _clean(_terms(text[before + 2 if before >= 0 else 0 : start]))


def _following(text: str, figures: Sequence[FoundFigure], i: int) -> FoundFigure | None:
    """The next figure that starts a clause of its own; a length of time goes on with a share's clause."""
    for later in figures[i + 1 :]:
        if (
            figures[i].kind is Kind.SHARE
            and later.unit in LENGTHS
            and not re.search(r",", text[figures[i].end : later.start])
        ):
            continue
        return later
    return None


def _with_group(phrase: str, grouped: re.Match[str] | None) -> str:
    """`First Time Entrants` in a paragraph on `First time entrants (FTE) (10-17 years old)` is that group."""
    if grouped is None:
        return phrase
    head = grouped["head"].strip()
    if phrase.lower().startswith(head.lower()) or (grouped["short"] and phrase.startswith(grouped["short"])):
        return f"{head} ({grouped['ages']})"
    return phrase


def _blot(text: str, periods: Sequence[PeriodMention], names: Sequence[FoundName]) -> str:
    """Blot out periods, which tell when and not what, and stops inside names, which end no clause."""
    chars = list(text)
    for period in periods:
        chars[period.start : period.end] = "\x00" * (period.end - period.start)
    for name in names:
        chars[name.start : name.end] = [STOP if c == "." else c for c in chars[name.start : name.end]]
    return "".join(chars)


def _phrase(
    text: str, figure: FoundFigure, following: FoundFigure | None, sentence: tuple[int, int], *, last: str
) -> str:
    left = text[sentence[0] : figure.start]
    after = text[figure.end : sentence[1]]
    until = text[figure.end : following.start] if following else after
    if figure.kind is Kind.RANK:
        return _ranked(text, left, after, figure)
    if figure.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE):
        return _changed(left, after, until, figure, last)
    if figure.kind is Kind.RATE:
        return last or _clean(_subject(left)) or _clean(_behind(until))
    if re.search(r"\([^()]*\baverage\s*$", left):
        return last
    behind = _clean(
        _behind(until if figure.kind is not Kind.LEVEL or figure.unit != "count" else _own_clause(after, until))
    )
    if figure.kind is Kind.SHARE and figure.unit in ("percent", "ratio"):
        return behind if not re.match(r"\s*(?:from|at|in|on|to|when|and)\b", until) else _clean(_nearest_noun(left))
    if figure.unit == "percent" and re.match(r"\s*of\b", until) and behind:
        return behind
    if figure.unit == "percent":
        return _clean(_subject(left)) or _clean(_nearest_noun(left)) or behind
    return _counted(left, behind, until)


def _own_clause(after: str, until: str) -> str:
    """Let `at least one` inside the clause go on: only a figure behind a comma or `and` ends it."""
    tail = until.rstrip()
    if re.search(r"\bat\s+least$", tail):
        return after
    return until


def _counted(left: str, behind: str, until: str) -> str:
    if m := WHICH_HAS.search(left):
        return f"{m['thing']} {behind}".strip()
    starts_loose = (
        re.match(r"\s*(?:from|at|on|to|when|and|across|by|for|against|with|through|,|\.|\)|/|$)", until) is not None
    )
    if m := NOUN_OF.search(left):
        noun = _clean(m["noun"])
        if noun and not NO_SUBJECT.match(noun.replace(" ", "")) and starts_loose:
            return _clean(f"{noun} {_behind(until)}")
    if starts_loose and (near := _clean(_nearest_noun(left))):
        return near
    subject = _clean(_subject(left))
    if behind and " " not in behind and behind.lower() in subject.lower().split():
        return subject  # `offences committed by X fell from 103 offences`: the subject says more
    if BARE_EVENTS.fullmatch(behind) and len(subject.split()) in range(2, MOST_SUBJECT_WORDS + 1):
        return f"{subject}, {behind}"  # `Theft of vehicles is rising: there were 1,374 offences`
    return behind or subject


def _ranked(text: str, left: str, after: str, figure: FoundFigure) -> str:
    if re.search(r"(?:est|most)$", figure.text) and re.match(
        r"\s+(?!nationally|in\b|out\b|of\b|within\b|regionally|and\b|,|\.)\w", after
    ):
        return _clean(_behind(after))
    if m := RANKED_FOR.search(after):
        return _clean(FRAME.sub("", re.sub(r"^the\s+", "", m["what"])))
    if m := RANKED_FOR.search(left):
        return _clean(m["what"])
    before = text[: figure.start - len(left)]
    if m := list(RANKED_FOR.finditer(before[-200:])):  # type: ignore[assignment]
        return _clean(m[-1]["what"])
    return _clean(_subject(left))


def _changed(left: str, after: str, until: str, figure: FoundFigure, last: str) -> str:
    if figure.rule.endswith("comparative"):
        return _clean(_behind(until), keep_first=True)
    if m := CHANGE_AFTER.match(after):
        return _clean(_behind(m["what"]))
    if m := CHANGE_IN.search(left):
        return _clean(f"{m['what']} {_behind(until[1:]) if until.startswith(')') else ''}")
    if m := OBJECT.search(left):
        return _clean(m["what"])
    if (m := re.match(r"^\s*in\s+(?P<what>[a-z][^,.;:()\x00]+)", until)) and last:
        return _clean(m["what"])
    if last:
        return last
    if m := list(
        re.finditer(
            r"\b(?:numbers?|volumes?|amount|use)\s+of\s+(?P<what>[^,.;:()]+?)(?:\s+by|\s+of)\s*(?:\w+\s*){0,2}$", left
        )
    ):  # type: ignore[assignment]
        return _clean(m[-1]["what"])
    return _clean(_subject(left)) or _clean(_behind(until))


def _behind(rest: str) -> str:
    """What stands behind a figure up to its clause's end, brackets left out."""
    bare = BRACKETS.sub(" ", rest.lstrip("¹²³⁴⁵⁶⁷⁸⁹"))
    m = CLAUSE_END.search(bare)
    clause = bare[: m.start()] if m else bare
    return clause.split("\x00")[0] if clause.split("\x00")[0].strip(" of") else clause.replace("\x00", "")


def _subject(left: str) -> str:
    """The subject before the first verb: `The level of recorded rape offences`."""
    left = LEAD_IN.sub("", left.lstrip())
    left = BRACKETS.sub(" ", left) if "(" in left and ")" in left else left
    m = re.match(rf"^(?P<subject>.{{3,140}}?)\s+{VERB}\b", left, re.IGNORECASE)
    return FRAME.sub("", re.sub(r"^(?:the|a|an)\s+", "", (m["subject"] if m else left).strip(), flags=re.IGNORECASE))


def _nearest_noun(left: str) -> str:
    """The words between the last verb and the figure: `reduced the spending of the budget on X, which is`."""
    bare = left[: _before_idle_words(left)]
    return FRAME.sub("", re.sub(r"^\s*(?:the|a|an)\s+", "", _behind_last_verb(bare)))


def _before_idle_words(left: str) -> int:
    """Where the words begin that only lead to a figure: `, which was nearly`."""
    at = len(left)
    while (m := IDLE_WORD.search(left, max(0, at - LONGEST_IDLE), at)) is not None:
        at = m.start()
    if at == len(left):
        return at
    lead = IDLE_LEAD.search(left, max(0, at - LONGEST_IDLE), at)
    return lead.start() if lead else at


def _behind_last_verb(text: str) -> str:
    """What stands behind the last verb or stop; looked for in ever longer stretches of the end."""
    length, low = LONGEST_IDLE, lowered(text)
    while True:
        first = max(0, len(text) - length)
        ends = [m.end() for m in VERB_OR_STOP.finditer(low, first) if not first or m.start() > first + LONGEST_VERB]
        if ends or not first:
            return text[ends[-1] :] if ends else text
        length *= 4


def _terms(sentence: str) -> str:
    """What the sentence before was about: its `in terms of`, else its subject."""
    if m := RANKED_FOR.search(sentence):
        return m["what"]
    return _subject(sentence)


def _clean(phrase: str, *, keep_first: bool = False) -> str:
    phrase = AGES.sub(" ", phrase.replace("\x00", " ").replace(STOP, "."))
    words = [w.strip("“”\"'‘’*()[]/") for w in re.sub(r"\s+", " ", phrase).strip(" ,;:-–—*/•").split()]
    words = [w for w in words if w and not AUXILIARY_WORD.fullmatch(w)]
    while words and words[0].lower() in FUNCTION_WORDS and not (keep_first and words[0].lower() in KEEP_FIRST):
        words.pop(0)
    words = words[:MAX_WORDS]
    while words and words[-1].lower() in FUNCTION_WORDS:
        words.pop()
    found = " ".join(words)
    return "" if NO_SUBJECT.match(re.sub(r"[\s\d/%£.,-]", "", found)) else found
