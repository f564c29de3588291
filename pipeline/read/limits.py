"""What a reader may spend on one file before it stops and says so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file; what lies beyond is told in the document's notes, never dropped silently.

    Sizes are counted, not timed, so that the same file gives the same document on any machine; the
    clock and the memory of a whole document are watched from outside.
    """

    max_bytes: int = 500_000_000
    max_pages: int = 5_000
    max_page_characters: int = 200_000
    max_page_rulings: int = 4_000
    max_inflated_bytes: int = 300_000_000  # of one part inside a zipped office file
    ocr: bool = True
    ocr_dpi: int = 300
    max_ocr_pages: int = 200
