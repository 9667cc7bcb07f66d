"""A format: the mapping file that says how one city's columns, dates and codes become ours."""

import codecs
import re
from collections.abc import Collection, Iterable
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from cityloop.core.definitions import Within
from cityloop.intake.choices import Channel, RequestKind
from cityloop.workorders.choices import OrderOutcome

READERS = ("parquet", "csv", "json")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
STANDINGS = ("open", "closed", "withdrawn", "redirected")
CLAIMS = ("on_time", "late")
SAYS = ("duplicate", *OrderOutcome.values)
CLOCKS = ("dispatch", "accept", "contact", "answer")

Texts = tuple[str, ...]


def _one_of(options: Iterable[str]) -> Within:
    known = tuple(options)
    return Within(lambda value: value in known, f"is not one of: {', '.join(known)}")


def _each_of(options: Iterable[str]) -> Within:
    known = tuple(options)
    text = f"holds something that is not one of: {', '.join(known)}"
    return Within(lambda values: _values(values) <= set(known), text)


def _values(values: Collection[str] | dict[str, str]) -> set[str]:
    return set(values.values()) if isinstance(values, dict) else set(values)


def _is_encoding(name: str) -> bool:
    """Tell whether the encoding exists and keeps line ends as in ASCII (lines are cut in bytes)."""
    try:
        return "\n".encode(codecs.lookup(name).name) == b"\n"
    except LookupError:
        return False


def _are_patterns(words: dict[str, Texts]) -> bool:
    try:
        for pattern in (one for patterns in words.values() for one in patterns):
            re.compile(pattern)
    except re.error:
        return False
    return True


_IS_ZONE = Within(lambda name: name in available_timezones(), "is not a name of the tz list")
_ENCODING = Within(_is_encoding, "is not an encoding read here, such as utf-8, cp1252 or gb18030")
_NOT_EMPTY = Within(bool, "is empty; list at least one")
_KNOWN_SAYS = Within(
    lambda words: set(words) <= set(SAYS), f"has a key that is not one of: {', '.join(SAYS)}"
)
_PATTERNS = Within(_are_patterns, "holds a text that is not a regular expression")


class Columns(msgspec.Struct, frozen=True):
    """Our fields, each from the first of its columns that is not empty."""

    source_id: Annotated[Texts, _NOT_EMPTY]
    opened_at: Annotated[Texts, _NOT_EMPTY]
    service_type: Annotated[Texts, _NOT_EMPTY]
    service_code: Texts = ()
    due_at: Texts = ()
    closed_at: Texts = ()
    status: Texts = ()
    on_time_claim: Texts = ()
    group: Texts = ()
    department: Texts = ()
    department_name: Texts = ()
    queue: Texts = ()
    kind: Texts = ()
    channel: Texts = ()
    latitude: Texts = ()
    longitude: Texts = ()
    address: Texts = ()
    area_name: Texts = ()
    postcode: Texts = ()
    title: Texts = ()
    text: Texts = ()
    closing_text: Texts = ()


_FIELDS = msgspec.structs.fields(Columns)
FIELD_NAMES = tuple(field.name for field in _FIELDS)


class DefaultPoint(msgspec.Struct, frozen=True):
    """A point that stands for "no location", such as the city hall; degrees and metres."""

    latitude: float
    longitude: float
    tolerance_m: float = 1.0


class Values(msgspec.Struct, frozen=True):
    """The city's codes in our terms, compared without regard to capitals."""

    status: Annotated[dict[str, str], _each_of(STANDINGS)] = {}
    on_time_claim: Annotated[dict[str, str], _each_of(CLAIMS)] = {}
    kind: Annotated[dict[str, str], _each_of(RequestKind.values)] = {}
    channel: Annotated[dict[str, str], _each_of(Channel.values)] = {}


class Format(msgspec.Struct, frozen=True):
    """One mapping file; docs/reference/formats.md describes every field."""

    code: str
    names: dict[str, str]
    readers: Annotated[Texts, _NOT_EMPTY, _each_of(READERS)]
    zone: Annotated[str, _IS_ZONE]
    date_forms: Annotated[Texts, _NOT_EMPTY]
    columns: Columns
    delimiter: Annotated[str, _one_of(DELIMITERS)] = "comma"
    encoding: Annotated[str, _ENCODING] = "utf-8"
    empty: Texts = ()
    required: Annotated[Texts, _each_of(FIELD_NAMES)] = ()
    values: Values = Values()
    kind_default: Annotated[str, _one_of(RequestKind.values)] = RequestKind.ASSISTANCE.value
    channel_default: Annotated[str, _one_of(Channel.values)] = Channel.TRANSFER.value
    outcome_default: Annotated[str, _one_of(OrderOutcome.values)] = OrderOutcome.RESOLVED.value
    staff_channels: Texts = ()
    default_points: tuple[DefaultPoint, ...] = ()
    closing_words: Annotated[dict[str, Texts], _KNOWN_SAYS, _PATTERNS] = {}
    drop_suffix: dict[str, str] = {}
    pad_left: dict[str, int] = {}
    calendar: str = ""
    clocks: Annotated[Texts, _each_of(CLOCKS)] = ("dispatch", "answer")

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone in which the file's times are told."""
        return ZoneInfo(self.zone)

    def columns_of(self, field: str) -> Texts:
        """Return the columns that can hold one of our fields, first choice first."""
        names: Texts = getattr(self.columns, field)
        return names
