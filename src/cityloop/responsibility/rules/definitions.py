"""Service types, responsibility lists and time limits as a city writes them.

Kinds of request are written as text here, because `intake` owns their enum and stands later.
"""

from datetime import date
from typing import Annotated

import msgspec

from cityloop.agencies.choices import AgencyKind
from cityloop.core.definitions import Code, Compact, Names, Positive, Within
from cityloop.places.choices import AreaLevel
from cityloop.responsibility.choices import Clock, DutyState, Grade, TimeUnit


def is_national_code(text: str) -> bool:
    """True for six digits (2+2+2)."""
    return len(text) == 6 and text.isascii() and text.isdigit()  # noqa: PLR2004


NationalCode = Annotated[str, Within(is_national_code, "is not a national code of six digits")]


def is_end_of_day(text: str) -> bool:
    """True for HH:MM from 00:01 to 24:00."""
    hours, _, minutes = text.partition(":")
    if len(text) != 5 or not (hours.isdigit() and minutes.isdigit()):  # noqa: PLR2004
        return False
    return 0 < int(hours) * 60 + int(minutes) <= 24 * 60 and int(minutes) < 60  # noqa: PLR2004


EndOfDay = Annotated[str, Within(is_end_of_day, "is not an end of day from 00:01 to 24:00")]


class ServiceGroupRow(msgspec.Struct, frozen=True, kw_only=True):
    """A group of service types, for menus and for duties that cover the whole group."""

    code: Code
    names: Names
    national_code: NationalCode | None = None


class ServiceTypeRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a request can be about.

    `parent` is a group or a wider type; `physical` things can be looked at on site; a
    `shielded` type is never shown to the accused; `hard` types weigh in the case mix.
    """

    code: Code
    names: Names
    parent: Code
    kinds: tuple[str, ...]
    default_grade: Grade
    physical: bool
    keywords: dict[str, tuple[str, ...]]
    national_code: NationalCode | None = None
    descriptions: Names | None = None
    shielded: bool = False
    public: bool = True
    hard: bool = False
    active: bool = True


class ServiceTypeFile(msgspec.Struct, frozen=True, kw_only=True):
    groups: tuple[ServiceGroupRow, ...]
    types: tuple[ServiceTypeRow, ...]


class MoneySourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """Where the money for a duty comes from."""

    code: Code
    names: Names


class PayerRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who pays: an agency of the city, or others named in words, such as the owners."""

    code: Code
    names: Names
    agency: Code | None = None


class MoneyFile(msgspec.Struct, frozen=True, kw_only=True):
    sources: tuple[MoneySourceRow, ...]
    payers: tuple[PayerRow, ...]


class CoAgencyRow(msgspec.Struct, frozen=True, kw_only=True):
    """An agency beside the lead, and what it does; with an `area`, only in matters there."""

    agency: Code
    does: Names
    area: Code | None = None


class DutyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a responsibility list (domain.md H13).

    `area` null means the whole city; `service_type` may be a group. A row without a lead
    names its fallback: the agency that must organise the solution. Fields that a city's history
    cannot tell may be left out of a draft; the report of gaps names rows without money or payer.
    """

    row: Positive
    code: Code
    service_type: Code
    actions: Names
    level: AreaLevel
    state: DutyState
    area: Code | None = None
    lead: Code | None = None
    co_agencies: tuple[CoAgencyRow, ...] = ()
    fallback: Code | None = None
    boundary_notes: Names | None = None
    legal_basis: Names | None = None
    power_type: Code | None = None
    performance_step: Names | None = None
    money_source: Code | None = None
    payer: Code | None = None
    staff: Names | None = None
    transfer_conditions: Names | None = None
    accountability: Names | None = None
    public: bool = True


class DutyListFile(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the list, valid on days from `valid_from` to before `valid_to`."""

    version: Code
    valid_from: date
    duties: Annotated[tuple[DutyRow, ...], Compact()]
    valid_to: date | None = None
    notes: Names | None = None

    def is_valid(self, on: date) -> bool:
        """True on the days of the list."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class TimeLimitRow(msgspec.Struct, frozen=True, kw_only=True):
    """How long one clock runs; a selector left out fits everything (domain.md H3, rule 2).

    `legal_period` marks a longer period that a law gives and that people are told as such.
    """

    code: Code
    clock: Clock
    amount: Positive
    unit: TimeUnit
    grade: Grade | None = None
    kind: str | None = None
    service_type: Code | None = None
    agency_kind: AgencyKind | None = None
    calendar: Code | None = None
    end_of_day: EndOfDay | None = None
    legal_period: bool = False
    legal_basis: Names | None = None


class TimeLimitFile(msgspec.Struct, frozen=True, kw_only=True):
    version: Code
    valid_from: date
    limits: tuple[TimeLimitRow, ...]
