"""Errors that a person reads: what happened, where, and how to mend it."""


class CityloopError(Exception):
    """Base of every error of ours; its text is shown to people as it is."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what = what
        self.where = where
        self.mend = mend
        super().__init__(what, where, mend)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.mend}" if self.mend else ""
        return f"{place}{self.what}{advice}"


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
