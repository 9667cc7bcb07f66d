"""One row of a city's file into one record of ours, or the reason why not."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from cityloop.flows.history_records import HistoryRecord, Named, Reject, Standing
from cityloop.integrations.history.dates import DateNotRead, read_moment, second_reading
from cityloop.integrations.history.default_points import is_near
from cityloop.integrations.history.formats import FIELD_NAMES, Format
from cityloop.integrations.history.sources import column_key

LONGEST_ID = 64
# Codes of agencies get a prefix, and 64 signs is what a column of codes holds.
LONGEST_CODE = 60


class RowRefused(ValueError):
    """The row cannot be taken; carries the field, its value and the reason."""

    def __init__(self, about: str, *, value: str, reason: str) -> None:
        self.about, self.value, self.reason = about, value, reason
        super().__init__(reason)


@dataclass(slots=True)
class Translator:
    """A layout made ready for many rows; keeps the ids it has seen to find a row that returns.

    `no_points` are points that stand for "no location" beside those the layout names.
    """

    layout: Format
    no_points: tuple[tuple[float, float], ...] = ()
    seen: dict[str, int] = field(default_factory=dict)
    _keys: dict[str, tuple[str, ...]] = field(init=False)
    _maps: dict[str, dict[str, str]] = field(init=False)
    _words: dict[str, re.Pattern[str]] = field(init=False)
    _slugs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        layout = self.layout
        self._keys = {
            name: tuple(column_key(column) for column in layout.columns_of(name))
            for name in FIELD_NAMES
        }
        self._maps = {
            name: {key.casefold(): value for key, value in getattr(layout.values, name).items()}
            for name in ("status", "on_time_claim", "kind", "channel")
        }
        self._words = {
            says: re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)
            for says, patterns in layout.closing_words.items()
        }

    def record(self, line: int, *, values: Mapping[str, str]) -> HistoryRecord | Reject:
        """Return the record of a row, or a Reject naming field, value and reason."""
        try:
            found = self._record(line, values=values)
        except RowRefused as refused:
            value = refused.value[:200]
            return Reject(line=line, field=refused.about, value=value, reason=refused.reason)
        self.seen[found.source_id] = line
        return found

    def _record(self, line: int, *, values: Mapping[str, str]) -> HistoryRecord:
        def text(name: str) -> str:
            return self._text(name, values=values)

        closing_text = text("closing_text")
        unknown: dict[str, str] = {}
        return HistoryRecord(
            source_id=self._source_id(text("source_id")),
            line=line,
            **self._moments(text("opened_at"), values=values),
            on_time_claim=self._claim(text("on_time_claim")),
            service_type=self._service_type(values=values),
            group=self._named(text("group")),
            department=self._named(text("department"), name=text("department_name")),
            queue=self._named(text("queue")),
            kind=self._maps["kind"].get(text("kind").casefold(), self.layout.kind_default),
            channel=self._channel(text("channel"), unknown=unknown),
            staff_made=text("channel") in self.layout.staff_channels,
            **self._point(text("latitude"), longitude=text("longitude")),
            address=text("address"),
            area_name=text("area_name"),
            postcode=text("postcode"),
            title=text("title"),
            text=text("text"),
            closing_text=closing_text,
            says=frozenset(says for says, one in self._words.items() if one.search(closing_text)),
            unknown_values=unknown,
        )

    def _text(self, name: str, *, values: Mapping[str, str]) -> str:
        for key in self._keys[name]:
            value = values.get(key, "")
            if value and value not in self.layout.empty:
                return self._cleaned(name, value=value)
        return ""

    def _cleaned(self, name: str, *, value: str) -> str:
        """Undo what a spreadsheet or a table of numbers did to a code (`2108.0` was 02108)."""
        if name in self.layout.drop_suffix:
            value = value.removesuffix(self.layout.drop_suffix[name])
        return value.rjust(self.layout.pad_left.get(name, 0), "0")

    def _source_id(self, text: str) -> str:
        if not text:
            raise RowRefused("source_id", value="", reason="the row has no id")
        if len(text) > LONGEST_ID:
            raise RowRefused(
                "source_id", value=text, reason=f"the id is longer than {LONGEST_ID} signs"
            )
        if text in self.seen:
            reason = f"the id stands already in line {self.seen[text]}"
            raise RowRefused("source_id", value=text, reason=reason)
        return text

    def _moment(self, name: str, *, text: str) -> datetime | None:
        if not text:
            return None
        try:
            return read_moment(text, forms=self.layout.date_forms, zone=self.layout.time_zone)
        except DateNotRead as error:
            raise RowRefused(name, value=text, reason=str(error)) from None

    def _moments(self, opened: str, *, values: Mapping[str, str]) -> dict[str, Any]:
        opened_at = self._moment("opened_at", text=opened)
        if opened_at is None:
            raise RowRefused("opened_at", value="", reason="the row has no opening time")
        closing = self._text("closed_at", values=values)
        standing = self._standing(self._text("status", values=values), closing=closing)
        closed_at = self._closing(closing, opened_at=opened_at) if standing != "open" else None
        due = self._text("due_at", values=values)
        due_at = self._moment("due_at", text=due)
        if due_at is not None and due_at < opened_at:
            raise RowRefused("due_at", value=due, reason="the target is before the opening")
        return {
            "opened_at": opened_at,
            "due_at": due_at,
            "closed_at": closed_at,
            "standing": standing,
        }

    def _standing(self, text: str, *, closing: str) -> Standing:
        if not text:
            return "closed" if closing else "open"
        standing = self._maps["status"].get(text.casefold())
        if standing is None:
            known = ", ".join(self.layout.values.status)
            reason = f"the format knows no such status; known: {known}"
            raise RowRefused("status", value=text, reason=reason)
        return standing  # type: ignore[return-value] # the format allows no other text

    def _closing(self, text: str, *, opened_at: datetime) -> datetime:
        closed_at = self._moment("closed_at", text=text)
        if closed_at is None:
            reason = "the status says it is finished, and there is no closing time"
            raise RowRefused("closed_at", value="", reason=reason)
        if closed_at < opened_at:
            closed_at = second_reading(closed_at, zone=self.layout.time_zone)
        if closed_at < opened_at:
            raise RowRefused("closed_at", value=text, reason="the row closes before it opens")
        return closed_at

    def _claim(self, text: str) -> bool | None:
        if not text:
            return None
        claim = self._maps["on_time_claim"].get(text.casefold())
        if claim is None:
            known = ", ".join(self.layout.values.on_time_claim)
            reason = f"the format knows no such judgement; known: {known}"
            raise RowRefused("on_time_claim", value=text, reason=reason)
        return claim == "on_time"

    def _channel(self, text: str, *, unknown: dict[str, str]) -> str:
        channel = self._maps["channel"].get(text.casefold())
        if channel is None and text:
            unknown["channel"] = text
        return channel or self.layout.channel_default

    def _service_type(self, *, values: Mapping[str, str]) -> Named:
        name = self._text("service_type", values=values)
        code = self._text("service_code", values=values) or name
        if not code:
            raise RowRefused("service_type", value="", reason="the row has no service type")
        return Named(code=self._slug(code), name=name or code)

    def _named(self, text: str, *, name: str = "") -> Named | None:
        return Named(code=self._slug(text), name=name or text) if text else None

    def _slug(self, text: str) -> str:
        if text not in self._slugs:
            self._slugs[text] = slug(text)
        return self._slugs[text]

    def _point(self, latitude: str, *, longitude: str) -> dict[str, Any]:
        if not latitude or not longitude:
            return _no_point("no coordinates")
        try:
            point = float(latitude), float(longitude)
        except ValueError:
            raise RowRefused(
                "latitude", value=f"{latitude}, {longitude}", reason="is not a pair of numbers"
            ) from None
        if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):  # noqa: PLR2004 - degrees of the globe
            raise RowRefused(
                "latitude", value=f"{latitude}, {longitude}", reason="is not a place on the globe"
            )
        named = any(
            is_near(point, other=(one.latitude, one.longitude), metres=one.tolerance_m)
            for one in self.layout.default_points
        )
        if named or point in self.no_points:
            return _no_point("default point" if named else "default point, detected")
        return {"latitude": point[0], "longitude": point[1], "no_point_reason": ""}


def _no_point(reason: str) -> dict[str, Any]:
    return {"latitude": None, "longitude": None, "no_point_reason": reason}


def slug(text: str) -> str:
    """Return a code made from a name: small ASCII letters, digits and single hyphens.

    A name in another script, and one that is too long, carries a digest: two different names
    never become one code by being cut.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    code = re.sub(r"[\W_]+", "-", plain.casefold()).strip("-")
    if code and len(code) <= LONGEST_CODE:
        return code
    digest = sha256(unicodedata.normalize("NFKC", text).encode()).hexdigest()[:10]
    return f"{code[:40].strip('-')}-{digest}".strip("-")
