"""A user's folder of rules: it is laid over the shipped ones, and every fault is told with file, line and remedy."""

import os
from pathlib import Path

import pytest

from pipeline.errors import RuleError
from pipeline.extract.hedges import read_qualifier
from pipeline.extract.indicators import canonical
from pipeline.extract.names import find_names
from pipeline.extract.tokens import nlp_for
from pipeline.rules import Rules, load_rules

INDICATOR = """indicators:
  - id: bicycle_thefts
    label: Bicycle thefts
    unit: count
    aliases: [Thefts of pedal cycles]
"""
HEDGE = """hedges:
  - qualifier: "~"
    words: [give or take]
    why: Our reports say so.
    hit: [give or take 20]
"""
ORGANISATION = """names:
  - name: agency
    label: organisation
    pattern: \\bBureau\\s\\d+\\b
    why: Numbered bureaus.
    hit: [Bureau 12]
    miss: [bureau of 12]
"""
PLAN = """plans:
  - id: midshire-2020
    publisher: Midshire Police Authority
    title: Policing Plan 2020-24
    start: "2020-04-01"
    end: "2024-03-31"
    priorities:
      - {number: 010, title: Safer roads}
      - {number: 14A, title: Safer homes}
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def rules_with(tmp_path: Path, text: str) -> Rules:
    return load_rules(folder(tmp_path, own=text))


def faults_of(tmp_path: Path, text: str) -> str:
    with pytest.raises(RuleError) as caught:
        rules_with(tmp_path, text)
    return str(caught.value)


def test_a_new_indicator_works(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, INDICATOR)
    assert canonical("Thefts of pedal cycles", "count", "", rules).indicator_id == "bicycle_thefts"
    assert canonical("Thefts of pedal cycles", "count", "", load_rules()).indicator_id != "bicycle_thefts"
    assert len(rules.indicators) == len(load_rules().indicators) + 1


def test_a_new_hedge_works(tmp_path: Path) -> None:
    assert str(read_qualifier("give or take ", "", rules_with(tmp_path, HEDGE))[0]) == "~"
    assert str(read_qualifier("give or take ", "", load_rules())[0]) == ""
    figures = nlp_for(load_rules(tmp_path))("There were give or take 20 people.")._.figures
    assert [(f.text, str(f.qualifier)) for f in figures] == [("20", "~")]


def test_an_entry_with_a_known_name_replaces_it(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, ORGANISATION)
    assert len(rules.names) == len(load_rules().names)
    assert {n.rule for n in find_names("Bureau 12 replied", rules)} == {"agency"}
    assert [f.text for f in nlp_for(rules)("Bureau 12 took 30 calls.")._.figures] == ["30"]


def test_a_replaced_entry_keeps_its_place_and_the_others(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, ORGANISATION)
    assert [n.name for n in rules.names] == [n.name for n in load_rules().names]


def test_numbers_stay_as_printed(tmp_path: Path) -> None:
    plan = rules_with(tmp_path, PLAN).plans[-1]
    assert [p.number for p in plan.priorities] == ["010", "14A"]
    assert plan.start == "2020-04-01"


def test_the_digest_tells_rules_apart(tmp_path: Path) -> None:
    assert rules_with(tmp_path, INDICATOR).digest != load_rules().digest
    assert len(load_rules().digest) == 64


def test_the_digest_is_of_the_content_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = load_rules(folder(tmp_path / "a", first=INDICATOR))
    other = load_rules(folder(tmp_path / "b", second="# told otherwise\n" + INDICATOR))
    assert one.digest == other.digest


def test_an_empty_file_is_no_fault(tmp_path: Path) -> None:
    assert rules_with(tmp_path, "# nothing yet\n").digest == load_rules().digest


FAULTS = [
    ("unknown_field", INDICATOR + "    colour: red\n", 6, "colour", "remove it"),
    ("field_left_out", "indicators:\n  - label: Bicycle thefts\n", 2, "id", "add the field"),
    ("wrong_choice", HEDGE.replace('"~"', '"=="'), 2, "qualifier", "use one of the values"),
    ("wrong_choice_of_label", ORGANISATION.replace("organisation", "firm"), 3, "label", "use one of the values"),
    ("text_for_a_list", INDICATOR.replace("[Thefts of pedal cycles]", "Thefts"), 5, "aliases", "correct the value"),
    ("empty_text", INDICATOR.replace("label: Bicycle thefts", 'label: ""'), 3, "label", "correct the value"),
    ("no_reason_given", HEDGE.replace("    why: Our reports say so.\n", ""), 2, "why", "add the field"),
    ("unknown_section", "indicator:\n  - id: x\n", 1, "unknown section 'indicator'", "use one of"),
    ("section_is_no_list", "indicators:\n  id: x\n", 1, "must be a list", "start each entry"),
    ("entry_is_no_mapping", "indicators:\n  - just words\n", 2, "indicators", "correct the value"),
    ("no_sections", "- id: x\n", 1, "expected sections", "indicators:"),
    ("bad_yaml", "indicators:\n  - id: x\n    label: [a, b\n  - id: y\n", 4, "not valid YAML", "mend the line"),
    ("tab_for_spaces", "indicators:\n\t- id: x\n", 2, "not valid YAML", "mend the line"),
    ("bad_pattern", ORGANISATION.replace("\\bBureau", "(Bureau"), 4, "not a regular expression", "correct the value"),
    ("list_as_key", "indicators:\n  - ? [a, b]\n    : c\n", 2, "plain word", "mend the line"),
]


@pytest.mark.parametrize(("text", "line", "what", "remedy"), [pytest.param(*f[1:], id=f[0]) for f in FAULTS])
def test_a_fault_is_told_with_file_line_and_remedy(
    tmp_path: Path, text: str, line: int, what: str, remedy: str
) -> None:
    message = faults_of(tmp_path, text)
    assert message.startswith(f"{tmp_path / 'own.yaml'}:{line}: ")
    assert what in message
    assert remedy in message


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        load_rules(folder(tmp_path, one="indicators:\n  - id: x\n", two="hedges:\n  - words: [so]\n"))
    told = str(caught.value).splitlines()
    assert {line.split(":")[0] for line in told} == {str(tmp_path / "one.yaml"), str(tmp_path / "two.yaml")}
    assert len(told) == 4  # a label; a qualifier, a reason and a hit


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes("indicators: # \xa3\n".encode("latin-1"))
    with pytest.raises(RuleError, match=r"own\.yaml: not UTF-8 at byte 14; save the file as UTF-8"):
        load_rules(tmp_path)


def test_a_file_with_control_characters_is_named(tmp_path: Path) -> None:
    assert "own.yaml: not text: character 0x0" in faults_of(tmp_path, "indicators:\n  - id: \0\n")


def test_a_folder_without_rules_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"no \*\.yaml file here"):
        load_rules(tmp_path / "nowhere")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    assert "larger than" in faults_of(tmp_path, "#" * 2_000_001)


BOMBS = {
    "lists": "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10) if i else 'lol'}]" for i in range(30)),
    "within_an_entry": INDICATOR.replace(
        "[Thefts of pedal cycles]",
        "&a [x, x, x, x, x, x, x, x]\n    " + "\n    ".join(
            f"b{i}: &b{i} [{', '.join([f'*b{i - 1}' if i else '*a'] * 10)}]" for i in range(20)
        ),
    ),
    "of_itself": "indicators: &a\n  - *a\n",
    "merged": "indicators:\n  - &a {id: x}\n  - <<: *a\n",
    "deep": "indicators:\n  - " + "[" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_of_anchors_or_brackets_is_a_fault_at_once(tmp_path: Path, text: str) -> None:
    message = faults_of(tmp_path, text)  # unfolded, it would fill the memory
    assert str(tmp_path / "own.yaml") in message
    assert "alias" in message or "too deep" in message


def test_a_check_without_rule_is_told_with_those_that_there_are() -> None:
    with pytest.raises(RuleError, match="there is no check 'NIX-01'; the checks are: "):
        load_rules().check("NIX-01")


@pytest.mark.parametrize("pattern", ["a{1,99999999999}", "(" * 3000 + ")" * 3000, "a{5,2}", "(?<n>"])
def test_a_pattern_that_no_engine_takes_is_a_fault_of_the_rule(tmp_path: Path, pattern: str) -> None:
    entry = ORGANISATION.replace("\\bBureau\\s\\d+\\b", pattern).replace(f"pattern: {pattern}", f"pattern: '{pattern}'")
    (tmp_path / "own.yaml").write_text(entry, encoding="utf-8")
    with pytest.raises(RuleError, match=r"own.yaml:4: names: pattern: .*not a regular expression"):
        load_rules(tmp_path)


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    os.mkfifo(tmp_path / "b.yaml")
    (tmp_path / "c.yaml").symlink_to("c.yaml")
    (tmp_path / "d.yaml").symlink_to("nowhere")
    (tmp_path / "e.yaml").write_text(HEDGE, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_rules(tmp_path)
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == [
        "a folder; give it another name than *.yaml",
        "no file; give it another name than *.yaml",
        "cannot be read",
        "cannot be read",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-le", "latin-1"])
def test_another_encoding_is_a_fault(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "own.yaml").write_bytes(HEDGE.replace("Our", "Unsere \u00fcblichen").encode(encoding))
    with pytest.raises(RuleError, match=r"own.yaml: not (UTF-8|text)"):
        load_rules(tmp_path)


def test_a_folder_of_rules_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(HEDGE, encoding="utf-8")
    with pytest.raises(RuleError, match="name a folder of rule files"):
        load_rules(tmp_path / "own.yaml")
