"""Identifiers: a letter and 16 hex digits of a hash over what cannot change when a rule improves."""

import hashlib
from collections import Counter


def short_hash(*parts: object) -> str:
    """Return 16 hex digits over the parts, each set apart from the next."""
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:16]


def document_id(sha256: str, *, part: int, start: int) -> str:
    """Return `d` + 16 hex digits of the file's hash; a later part adds its first page or line."""
    base = f"d{sha256[:16]}"
    return base if part == 1 else f"{base}.{start}"


class Occurrences:
    """Counts how often the same text stood at the same page or line, for identifiers that tell them apart."""

    def __init__(self, sha256: str, first_part: int = 1) -> None:
        self._sha256 = sha256 if first_part == 1 else f"{sha256}.{first_part}"  # a later piece of a long file
        self._seen: Counter[tuple[object, ...]] = Counter()

    def identifier(self, letter: str, *key: object) -> str:
        """Return letter + hash over file, key and which occurrence of the key this is."""
        self._seen[(letter, *key)] += 1
        return letter + short_hash(self._sha256, *key, self._seen[(letter, *key)])
