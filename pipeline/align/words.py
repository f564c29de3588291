"""Words as they are compared: quotes, dashes, spaces and thousands separators made alike.

Two passages that differ only in wrapping, punctuation or numbering fold to the same text; numbers
can be masked, so that a changed figure does not hide that the sentence is the same.
"""

import re
import unicodedata
from functools import lru_cache

# Quotes, dashes and spaces made alike, one character for one.
SAME_LENGTH = str.maketrans(
    dict.fromkeys('‘’‚‛`´“”„‟"«»', "'") | dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u00a0\u2009\u202f\t\n", " ")
)
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_TOKEN = re.compile(
    r"""
    \d+(?:[.,/]\d+)*   # a number, with its decimals
    | [^\W\d_]+        # a word
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
# Words that tell nothing about what is measured.
_STOP = """
    a about above across after again against all also although among an and any are around as at be because
    been before being below between both but by can could did do does doing down during each either end ended
    ending few for from further had has have having he her here his how however i if in into is it its just
    last latest level levels like made many may me more most much my new no nor not now number numbers of off
    on once one only or other our out over overall own part per period please rate rates recent report
    reported reports said same see seen she should since so some still such than that the their them then
    there these they this those three through to total two under until up upon us very was we well were what
    when where whether which while who whole will with within would year years month months quarter
"""
STOP_WORDS = frozenset(_STOP.split())


@lru_cache(maxsize=8_000)
def fold(text: str) -> str:
    """Return the text in lower case with quotes, dashes, spaces and thousands separators made alike."""
    text = _THOUSANDS.sub("", text)  # before the narrow spaces become plain ones
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(SAME_LENGTH))
    return " ".join(text.replace('"', "'").replace("`", "'").casefold().split())


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text, folded; punctuation is dropped."""
    return _TOKEN.findall(fold(text))


def masked(text: str) -> str:
    """Return the folded words with each number as `#`."""
    return " ".join("#" if t[0].isdigit() else t for t in tokens(text))


def numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of a text as printed, without thousands separators."""
    return tuple(_NUMBER.findall(fold(text)))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return a word without plural and verb endings; rough, for comparing labels only."""
    if len(word) > 4:
        for ending, replacement in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e")):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: len(word) - len(ending)] + replacement
                break
        else:
            if word.endswith("s") and not word.endswith(("ss", "us", "is")):
                word = word[:-1]
    elif len(word) == 4 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word.rstrip("e") if len(word) > 4 else word


@lru_cache(maxsize=100_000)
def key_words(text: str) -> frozenset[str]:
    """Return the stems of the words that tell what a label or sentence is about."""
    return frozenset(stem(t) for t in tokens(text) if not t[0].isdigit() and len(t) > 2 and t not in STOP_WORDS)
