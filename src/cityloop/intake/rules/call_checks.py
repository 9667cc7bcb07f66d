"""Checks of calls.yaml against the other files of a city."""

from cityloop.intake.choices import Treatment
from cityloop.intake.rules.checks import Checker, rows_of
from cityloop.intake.rules.files import Read


def check_calls(checker: Checker) -> None:
    """Codes once, keys once, and emergency keys for emergency lines of channels.yaml only."""
    read = checker.files.calls
    if read is None:
        return
    checker.unique(read.content.partners, read=read, section="partners")
    checker.unique(read.content.wrap_up, read=read, section="wrap_up")
    if not any(row.reached and not row.abuse for row in read.content.wrap_up):
        text = "needs at least one way for a call in which somebody was spoken to"
        checker.note(text, read=read, at=("wrap_up",))
    _check_keys(checker, read=read)


def _check_keys(checker: Checker, *, read: Read) -> None:
    lines = {
        row.code
        for row in rows_of(checker.files.channels, section="channels")
        if row.treatment == Treatment.EMERGENCY_LINE
    }
    named = checker.files.channels is not None
    held: dict[str, str] = {}
    for code, key in read.content.emergency_keys.items():
        at = ("emergency_keys", code)
        if named and code not in lines:
            text = f"'{code}' is no channel of channels.yaml with treatment emergency_line"
            checker.note(text, read=read, at=at)
        other = held.setdefault(key, code)
        if other != code:
            checker.note(f"is the key of '{other}' already; choose another", read=read, at=at)
