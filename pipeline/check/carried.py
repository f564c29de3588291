"""One check as it is carried out: its judgements as they come, and why it gave up."""

from collections.abc import Callable, Iterator

from pipeline.check.budget import OutOfTimeError, drawn_within
from pipeline.check.registry import Judgement, Registered
from pipeline.check.rows import GaveUp
from pipeline.errors import ReportcheckError
from pipeline.types import Result


class Carried:
    """A check that is carried out as its judgements are drawn; `gave_up` is known when the last one has come.

    `begin` starts the check, which may take `seconds`. With a reason in `left_out` it is not tried at all.
    """

    def __init__(
        self, registered: Registered, begin: Callable[[], Iterator[Judgement]], seconds: float, *, left_out: str = ""
    ) -> None:
        self.registered = registered
        self.gave_up = GaveUp(registered.code, left_out) if left_out else None
        self._begin = begin
        self._seconds = seconds

    def __iter__(self) -> Iterator[Judgement]:
        if self.gave_up:
            return
        try:
            yield from drawn_within(self._begin(), self._seconds)
        except OutOfTimeError:
            self.gave_up = GaveUp(self.registered.code, f"gave up after {self._seconds:g} s")
        except (MemoryError, ReportcheckError):
            raise  # the engine's to judge, or a full disk, or a rule that fits no report
        except Exception as error:  # noqa: BLE001 - a fault in one check must not cost the others
            fault = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            self.gave_up = GaveUp(self.registered.code, f"stopped at a fault of ours ({fault}); please report it")

    def as_judgement(self, document_id: str) -> Judgement:
        """Return the row that says of a report that this check gave up."""
        reason = self.gave_up.reason if self.gave_up else ""
        return Judgement(document_id, (), "not carried out to its end", Result.CANNOT_JUDGE, reason=reason)
