"""How much of each report took part in checks, and why the rest did not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from pipeline.check.formulas.why import REASONS
from pipeline.types import Check, Coverage, Figure, FigureStatus, Report, Result, Source


def cover_report(report: Report, checks: Iterable[Check], across: Mapping[str, tuple[str, ...]]) -> Coverage:
    """Return a report's row: figures, figures checked, by code, and why the others were not.

    `checks` are those that saw this report alone. `across` gives the codes of those that saw several by
    figure, empty for one that could not judge it.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    reasons: dict[str, str] = {}
    for check in checks:
        for figure_id in check.figure_ids:
            codes[figure_id].add("" if check.result is Result.CANNOT_JUDGE else check.code)
            if check.reason in REASONS:
                reasons[figure_id] = check.reason
    by_code: Counter[str] = Counter()
    unchecked: Counter[str] = Counter()
    checked = 0
    figures = report.figures
    for figure in figures:
        tried = codes.get(figure.figure_id, set()) | set(across.get(figure.figure_id, ()))
        found = tried - {""}
        if found:
            checked += 1
            by_code.update(found)
        else:
            unchecked[_reason(figure, reasons.get(figure.figure_id, ""), tried=bool(tried))] += 1
    return Coverage(
        report.document_id,
        len(figures),
        checked,
        tuple(sorted(by_code.items())),
        tuple(sorted(unchecked.items())),
    )


def _reason(figure: Figure, told: str, *, tried: bool) -> str:
    if figure.status is not FigureStatus.REPORTED:
        return "no value to check"
    if told:
        return told
    if tried:
        return "could not be judged"
    if figure.period is None:
        return "no period, and no arithmetic with it"
    return "alone in its table" if figure.source is Source.TABLE else "told once only"
