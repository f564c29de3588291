r"""How the names of files are shown: whatever a name holds, it can be written, and stays another than the next one.

Bytes that are no UTF-8 are shown as `\xe9`, control characters and line ends below 128 as `\x0a`, other characters
that nobody sees or that turn the direction of text as `\u202e`. Where two names would look alike all the same, each
has `~` and eight hex digits of a hash over its own bytes at its end.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence

UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})  # controls, halves of characters, line and paragraph separators
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NEVER = frozenset("\ufffe\uffff")  # no characters at all; XML forbids them


def shown(name: str) -> str:
    """Return a file's name as it is shown in tables and messages: one line of text that every format can hold."""
    return name if name.isascii() and name.isprintable() else "".join(map(_shown, name))


def _shown(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of the name that is no UTF-8, as Python hands it on
        return f"\\x{code - 0xDC00:02x}"
    if unicodedata.category(character) in UNSEEN or character in TURNING or character in NEVER:
        return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
    return character


def told_apart(names: Sequence[tuple[str, str]]) -> list[str]:
    """Return how each of `names` is shown: by its first form, by its second where the first is another's too.

    A name is a path below the folder that was named, and the same with that folder. Names that are not the same and
    would be shown alike, as a byte that is no UTF-8 and a name that has its four signs, have a hash at their end.
    """
    counts = Counter(name for name, _ in names)
    own = _numbered([name if counts[name] == 1 else given for name, given in names])
    texts = [shown(name) for name in own]
    alike = Counter(texts)
    return [text if alike[text] == 1 else _tagged(text, name) for text, name in zip(texts, own, strict=True)]


def _numbered(names: Sequence[str]) -> list[str]:
    """Number what has the very same name, as two members of a zip archive may."""
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def _tagged(text: str, name: str) -> str:
    return f"{text}~{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
