"""Loads and validates all rule files at once, a user's folder laid over the shipped one.

A rule file is YAML with one key a section, each section a list of entries. Entries of a user's file
with the same key (`id`, `code`, `name` ...) as a shipped one replace it, others are added. Every
fault is told with file, line and remedy; all faults come in one RuleError.
"""

import hashlib
import stat
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import Field, ValidationError

from pipeline.errors import RuleError
from pipeline.ruleentries import (
    BaseRule,
    CheckRule,
    CountryRule,
    Currency,
    DateWords,
    Direction,
    DocumentKindRule,
    EntityWords,
    Entry,
    FiscalRule,
    Frame,
    Gap,
    Hedge,
    Indicator,
    LabelRule,
    Mark,
    MeasureWords,
    Multiple,
    Name,
    OrganisationRule,
    Phrase,
    Places,
    Plan,
    SenseRule,
    Unit,
    Whom,
)

T = TypeVar("T")
MAX_RULE_FILE_BYTES = 2_000_000
MOST_SETS_KEPT = 8  # of rules, by the functions that prepare something from them


class Rules(Entry):
    """All rules of a run. `digest` is the SHA-256 over their content, in a fixed order."""

    hedges: tuple[Hedge, ...] = ()
    directions: tuple[Direction, ...] = ()
    multiples: tuple[Multiple, ...] = ()
    units: tuple[Unit, ...] = ()
    gaps: tuple[Gap, ...] = ()
    marks: tuple[Mark, ...] = ()
    measures: tuple[MeasureWords, ...] = ()
    whom: tuple[Whom, ...] = ()
    senses: tuple[SenseRule, ...] = ()
    names: tuple[Name, ...] = ()
    plans: tuple[Plan, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    kinds: tuple[DocumentKindRule, ...] = ()
    checks: tuple[CheckRule, ...] = ()
    labels: tuple[LabelRule, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    dates: tuple[DateWords, ...] = ()
    bases: tuple[BaseRule, ...] = ()
    countries: tuple[CountryRule, ...] = ()
    fiscal: tuple[FiscalRule, ...] = ()
    currencies: tuple[Currency, ...] = ()
    places: tuple[Places, ...] = ()
    organisations: tuple[OrganisationRule, ...] = ()
    frames: tuple[Frame, ...] = ()
    entities: tuple[EntityWords, ...] = ()
    digest: str = Field(default="", repr=False)

    def check(self, code: str) -> CheckRule:
        """Return the rule of a check.

        Raises RuleError where no check has the code.
        """
        for rule in self.checks:
            if rule.code == code:
                return rule
        known = ", ".join(sorted(r.code for r in self.checks))
        raise RuleError(f"there is no check {code!r}; the checks are: {known}")


SECTIONS: dict[str, type[Entry]] = {
    "hedges": Hedge,
    "directions": Direction,
    "multiples": Multiple,
    "units": Unit,
    "gaps": Gap,
    "marks": Mark,
    "measures": MeasureWords,
    "whom": Whom,
    "senses": SenseRule,
    "names": Name,
    "plans": Plan,
    "indicators": Indicator,
    "kinds": DocumentKindRule,
    "checks": CheckRule,
    "labels": LabelRule,
    "phrases": Phrase,
    "dates": DateWords,
    "bases": BaseRule,
    "countries": CountryRule,
    "fiscal": FiscalRule,
    "currencies": Currency,
    "places": Places,
    "organisations": OrganisationRule,
    "frames": Frame,
    "entities": EntityWords,
}
KEYS = {"names": "name", "plans": "id", "indicators": "id", "checks": "code", "currencies": "code", "places": "country"}


def shipped_rules_folder() -> Path:
    """Return the folder of the rules that come with the package, installed or in a checkout."""
    inside = Path(__file__).parent / "_rules"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "rules"


class _Loader(yaml.SafeLoader):
    """Reads plain YAML: aliases are faults, since a few lines of them unfold to more than memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="an alias (*name) is not read here, write its text out", problem_mark=mark
            )
        node: yaml.Node | None = super().compose_node(parent, index)
        if isinstance(node, yaml.MappingNode) and any(not isinstance(key, yaml.ScalarNode) for key, _ in node.value):
            raise yaml.MarkedYAMLError(problem="a key must be a plain word", problem_mark=node.start_mark)
        return node


@cache
def load_rules(user_folder: Path | None = None) -> Rules:
    """Load the shipped rules with a user's folder of *.yaml laid over them.

    Raises RuleError with every fault of every file: `file:line: what is wrong; what to do`.
    """
    faults: list[str] = []
    sections: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
    folders = [shipped_rules_folder()] + ([user_folder] if user_folder else [])
    for folder in folders:
        files = _rule_files(folder, faults)
        for path in files:
            for section, entry in _read_file(path, faults):
                _lay_over(sections[section], entry, KEYS.get(section))
    if faults:
        raise RuleError("\n".join(faults))
    return _build(sections)


def _rule_files(folder: Path, faults: list[str]) -> list[Path]:
    try:
        files = sorted(p for p in folder.iterdir() if fnmatchcase(p.name, "*.yaml"))
    except FileNotFoundError:
        files = []
    except OSError as error:
        faults.append(f"{folder}: cannot be read: {error.strerror}; name a folder of rule files")
        return []
    if not files:
        faults.append(f"{folder}: no *.yaml file here; name a folder of rule files")
    return files


def made_once(make: Callable[[Rules], T]) -> Callable[[Rules], T]:
    """Keep what a function makes of a set of rules; sets are told apart by identity, which costs nothing to ask."""
    kept: dict[int, tuple[Rules, T]] = {}

    @wraps(make)
    def made(rules: Rules) -> T:
        held = kept.get(id(rules))
        if held is None or held[0] is not rules:
            if len(kept) >= MOST_SETS_KEPT:
                kept.clear()
            held = kept[id(rules)] = (rules, make(rules))
        return held[1]

    return made


def _build(sections: dict[str, list[Entry]]) -> Rules:
    digest = hashlib.sha256()
    for section in sorted(sections):
        for entry in sections[section]:
            digest.update(f"{section}\0{entry.model_dump_json()}\n".encode())
    return Rules.model_validate({**{k: tuple(v) for k, v in sections.items()}, "digest": digest.hexdigest()})


def _lay_over(entries: list[Entry], entry: Entry, key: str | None) -> None:
    if key is not None:
        for i, old in enumerate(entries):
            if getattr(old, key) == getattr(entry, key):
                entries[i] = entry
                return
    entries.append(entry)


def _read_file(path: Path, faults: list[str]) -> Iterator[tuple[str, Entry]]:
    text = _text_of(path, faults)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(f"{path}:{line}: not valid YAML: {error.problem}; mend the line or the one above it")
        return
    except yaml.reader.ReaderError as error:
        faults.append(
            f"{path}: not text: character {error.character:#x} at {error.position}; save the file as plain text"
        )
        return
    except RecursionError:
        faults.append(f"{path}: lists within lists too deep to read; an entry needs two levels at most")
        return
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        faults.append(f"{path}:1: expected sections such as 'indicators:' at the top")
        return
    for key_node, section_node in root.value:
        yield from _read_section(path, key_node, section_node, faults)


def _text_of(path: Path, faults: list[str]) -> str:
    """Return what a rule file holds, nothing where that is a fault. A pipe of that name is not waited for."""
    try:
        mode = path.stat()
        if not stat.S_ISREG(mode.st_mode):
            faults.append(f"{path}: {'a folder' if path.is_dir() else 'no file'}; give it another name than *.yaml")
        elif mode.st_size > MAX_RULE_FILE_BYTES:
            faults.append(f"{path}: larger than {MAX_RULE_FILE_BYTES} bytes; split the file")
        else:
            return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        faults.append(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8")
    except (OSError, RuntimeError) as error:  # the latter is what a loop of links is to Python 3.11
        faults.append(f"{path}: cannot be read: {getattr(error, 'strerror', error)}; check it and its permissions")
    return ""


def _read_section(path: Path, key: yaml.Node, node: yaml.Node, faults: list[str]) -> Iterator[tuple[str, Entry]]:
    line = key.start_mark.line + 1
    if key.value not in SECTIONS:
        faults.append(f"{path}:{line}: unknown section {key.value!r}; use one of {', '.join(sorted(SECTIONS))}")
        return
    if not isinstance(node, yaml.SequenceNode):
        faults.append(f"{path}:{line}: section {key.value!r} must be a list; start each entry with '- '")
        return
    for entry_node in node.value:
        data = _construct(entry_node)
        try:
            yield key.value, SECTIONS[key.value].model_validate(data)
        except ValidationError as error:
            for problem in error.errors():
                where = _line_of(entry_node, problem["loc"])
                field = ".".join(str(x) for x in problem["loc"]) or "entry"
                faults.append(f"{path}:{where}: {key.value}: {field}: {problem['msg']}; {_remedy(problem['type'])}")


def _remedy(problem: str) -> str:
    return {
        "missing": "add the field",
        "extra_forbidden": "remove it, or look for a typing slip in its name",
        "literal_error": "use one of the values named",
    }.get(problem, "correct the value")


def _construct(node: yaml.Node) -> Any:
    """Build plain data from a node, every scalar as text or bool: `14A`, `010` and `no` stay as printed."""
    if isinstance(node, yaml.MappingNode):
        return {_construct(k): _construct(v) for k, v in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_construct(v) for v in node.value]
    if node.tag == "tag:yaml.org,2002:bool":
        return node.value.lower() in ("true", "yes", "on")
    return node.value


def _line_of(node: yaml.Node, loc: tuple[int | str, ...]) -> int:
    """Return the line of the innermost node on the path that exists."""
    for step in loc:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            found = next((v for k, v in node.value if k.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        if found is None:
            break
        node = found
    return int(node.start_mark.line) + 1
