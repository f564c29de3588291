"""One family of errors and the exit codes of the command.

A message says what is wrong, where, and what to do next. A bad document is never an exception of
this family: it is an Outcome with a reason.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command, documented in docs/commands.md."""

    OK = 0
    FINDINGS = 1  # never anything else: findings at or above --fail-on, or figures that differ in a diff
    USAGE = 2  # the user's mistake: an option, a path, a rule file
    FAILED_DOCUMENTS = 3  # with --fail-on error: documents that could not be read; with warning also partly read ones
    FAULT = 70  # a fault of ours; as in sysexits.h
    INTERRUPTED = 130


class ReportcheckError(Exception):
    """Base of the errors that are the user's to mend; the message is all that is shown."""

    exit_code: ExitCode = ExitCode.USAGE


class InputError(ReportcheckError):
    """A path that does not exist, an empty input, a manifest that cannot be read."""


class RuleError(ReportcheckError):
    """Faults in the rule files, all of them in one message, each with file, line and remedy."""


class OutputError(ReportcheckError):
    """The output folder cannot be written."""


class UnreadableError(ReportcheckError):
    """A document that no reader can read; the engine turns it into an Outcome with this message."""
