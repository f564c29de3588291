"""Brings what prints on a page though it is no part of it into the page: values of forms, stamps, notes, signatures.

pdfium draws them into the page (it "flattens" it), so that they are read like any other text, at their place.
What is hidden or does not print stays out, and so do empty fields and shapes, whose borders are no table.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

HIDDEN, PRINTS, NO_VIEW = 2, 4, 32  # flags of ISO 32000-2, 12.5.3
DEEPEST = 5  # drawings within drawings in which text is looked for
DYNAMIC_XFA = 2  # FORMTYPE_XFA_FULL: its pages are made by a program as the file is opened


@dataclass(slots=True)
class Printed:
    """What became of the annotations of a file's pages, by page: how many."""

    comments: dict[int, int] = field(default_factory=dict)  # with text that does not print
    unprinted: dict[int, int] = field(default_factory=dict)  # values and notes set not to print
    lost: dict[int, int] = field(default_factory=dict)  # that print, and could not be read
    read: dict[int, int] = field(default_factory=dict)


class Printer:
    """Draws the printing annotations of one file's pages into them; close it before the file.

    fields_sound: False where the file's list of fields leads back to itself, which pdfium would follow.
    """

    def __init__(self, pdf: Any, *, fields_sound: bool) -> None:
        self.found = Printed()
        self._pdf = pdf
        self.fields_sound = fields_sound
        self._forms: Any = None
        self._settings: Any = None

    def print_into(self, page: Any, index: int) -> Any:
        """Return the page with its printing annotations drawn in: the same page where it has none."""
        import pypdfium2.raw as pdfium

        number = index + 1
        if pdfium.FPDFPage_GetAnnotCount(page.raw) <= 0:
            return page
        if not _has_others_than_links(page):
            return page
        forms = self._open_forms()
        if forms:
            pdfium.FORM_OnAfterLoadPage(page.raw, forms)  # makes the appearances that the file leaves to its reader
        prints = sum(self._judge(annotation, forms, number) for annotation in _annotations(page))
        done = pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_PRINT) if prints else pdfium.FLATTEN_NOTHINGTODO
        if forms:
            pdfium.FORM_OnBeforeClosePage(page.raw, forms)
        if not prints:
            return page
        counts = self.found.lost if done == pdfium.FLATTEN_FAIL else self.found.read
        counts[number] = prints
        page.close()
        return self._pdf[index]

    def close(self) -> None:
        """Let go of the forms."""
        import pypdfium2.raw as pdfium

        if self._forms:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self._forms)
            self._forms = None

    def is_dynamic(self) -> bool:
        """Whether the pages stand in only for a form that a program makes."""
        import pypdfium2.raw as pdfium

        return bool(pdfium.FPDF_GetFormType(self._pdf.raw) == DYNAMIC_XFA)

    def _open_forms(self) -> Any:
        import pypdfium2.raw as pdfium

        if self._forms is None and self.fields_sound:
            self._settings = pdfium.FPDF_FORMFILLINFO(version=2)
            self._forms = pdfium.FPDFDOC_InitFormFillEnvironment(self._pdf.raw, self._settings)
        return self._forms

    def _judge(self, annotation: Any, forms: Any, number: int) -> bool:
        """Whether an annotation prints text; one that does not is hidden from the drawing."""
        import pypdfium2.raw as pdfium

        kind, flags = pdfium.FPDFAnnot_GetSubtype(annotation), pdfium.FPDFAnnot_GetFlags(annotation)
        said = _says(annotation, forms, kind)
        drawn = _draws_text(annotation) and not (kind == pdfium.FPDF_ANNOT_WIDGET and not said)
        if kind in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
            return False
        if drawn and flags & PRINTS and not flags & HIDDEN:
            return True
        if drawn:
            _count(self.found.unprinted, number)
        elif said and kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT) and flags & PRINTS:
            _count(self.found.unprinted if flags & HIDDEN else self.found.lost, number)
        elif said:
            _count(self.found.comments, number)
        pdfium.FPDFAnnot_SetFlags(annotation, flags | HIDDEN)
        return False


def _count(counts: dict[int, int], number: int) -> None:
    counts[number] = counts.get(number, 0) + 1


def _annotations(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for i in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, i)
        if annotation:
            yield annotation
            pdfium.FPDFPage_CloseAnnot(annotation)


def _has_others_than_links(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    passive = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
    return any(pdfium.FPDFAnnot_GetSubtype(a) not in passive for a in _annotations(page))


def _says(annotation: Any, forms: Any, kind: int) -> bool:
    """Whether an annotation holds words: a filled field, a ticked box, a note with text."""
    import pypdfium2.raw as pdfium

    if kind != pdfium.FPDF_ANNOT_WIDGET:
        return _length(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents") > 2
    if not forms:
        return _draws_text(annotation)
    field_kind = pdfium.FPDFAnnot_GetFormFieldType(forms, annotation)
    if field_kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        return bool(pdfium.FPDFAnnot_IsChecked(forms, annotation))
    if field_kind in (pdfium.FPDF_FORMFIELD_PUSHBUTTON, pdfium.FPDF_FORMFIELD_SIGNATURE):
        return _draws_text(annotation)
    return _length(pdfium.FPDFAnnot_GetFormFieldValue, forms, annotation) > 2


def _length(call: Any, *arguments: Any) -> int:
    """Bytes of a text in UTF-16 with its end."""
    return int(call(*arguments, None, 0))


def _draws_text(annotation: Any) -> bool:
    """Whether the appearance of an annotation shows text."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFAnnot_GetObjectCount(annotation)
    return any(_holds_text(pdfium.FPDFAnnot_GetObject(annotation, i), 0) for i in range(max(0, count)))


def _holds_text(shape: Any, depth: int) -> bool:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(shape)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        return True
    if kind != pdfium.FPDF_PAGEOBJ_FORM or depth >= DEEPEST:
        return False
    count = pdfium.FPDFFormObj_CountObjects(shape)
    return any(_holds_text(pdfium.FPDFFormObj_GetObject(shape, ctypes.c_ulong(i)), depth + 1) for i in range(count))
