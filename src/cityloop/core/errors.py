"""Errors that a person reads: what happened, where, and how to mend it."""

ENDS = (".", "!", "?", ":", ";", "…", "。", "！", "？", "：", "；")
FIRST_HAN = "\u2e80"


def joined(what: str, mend: str) -> str:
    """What happened and how to mend it as two sentences; a full stop is added where there is none.

    Chinese sentences end with their own stop and have no space between them.
    """
    if not what or not mend:
        return what or mend
    han = what[-1] >= FIRST_HAN
    stop = "" if what.endswith(ENDS) else "。" if han else "."
    return f"{what}{stop}{'' if han else ' '}{mend}"


class CityloopError(Exception):
    """Base of every error of ours; its text is shown to people as it is."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what = what
        self.where = where
        self.mend = mend
        super().__init__(what, where, mend)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{joined(self.what, self.mend)}"


class DefinitionError(CityloopError):
    """A reviewed text in definitions/ is wrong; names file, line and field."""


class CalendarYearMissing(CityloopError):
    """A working-day question about a year that the calendar does not hold."""


class TransitionNotAllowed(CityloopError):
    """The lifecycle table or one of its guards refuses a step."""


class PermissionRefused(CityloopError):
    """The person may not do this; the text says why, in words for that person."""


class NotFound(CityloopError):
    """No such thing, or none that this person may know of."""


class HistoryBroken(CityloopError):
    """A sealed event no longer matches its hash."""


class InputError(CityloopError):
    """What was typed or sent in cannot be taken; names the field."""
