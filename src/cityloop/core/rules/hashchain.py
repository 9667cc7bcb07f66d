"""A chain of hashes over events, and the seal of a day: later edits are detected."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

GENESIS = "0" * 64


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date | Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form; write it as text or number")


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=_plain
)


def utc_text(moment: datetime) -> str:
    """A moment as 2026-11-24T08:00:00.000000Z; raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; give an aware datetime")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_json(payload: Mapping[str, Any]) -> str:
    """The one JSON text of a payload: keys sorted, no spaces, moments in UTC microseconds.

    Decimals, dates and UUIDs become text. Raises ValueError for NaN and infinity, TypeError for
    a type without a canonical form.
    """
    return _ENCODER.encode(payload)


def event_hash(previous: str, *, payload: Mapping[str, Any]) -> str:
    """SHA-256, in hex, over the previous event's hash, a line break and the canonical payload."""
    text = f"{previous}\n{_ENCODER.encode(payload)}"
    return hashlib.sha256(text.encode()).hexdigest()


def seal(previous: str, *, day: date, hashes: Iterable[str]) -> str:
    """The seal of a day: SHA-256 over the seal before it, the day and the day's event hashes.

    Hashes are taken in the order given; the caller fixes that order (by event number).
    """
    digest = hashlib.sha256(f"{previous}\n{day.isoformat()}".encode())
    for one in hashes:
        digest.update(b"\n")
        digest.update(one.encode())
    return digest.hexdigest()
