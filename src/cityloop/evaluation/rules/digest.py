"""A fingerprint of a published period, so that anybody can see that it was not touched."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any

from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.unit_score import UnitScore


def canonical(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Value in the one form that is hashed.

    Numbers as plain decimal text without trailing zeros, moments as UTC with microseconds, records
    as mappings, tuples as lists. Raises TypeError for anything else: a moment without a zone, or a
    float, whose text depends on how it was computed.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return _canonical_collection(value)


def _canonical_collection(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(value, Mapping):
        return {str(canonical(key)): canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: canonical(held)
            for one in fields(value)
            if (held := getattr(value, one.name)) is not None
            or not one.metadata.get("absent_when_none")
        }
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def digest(value: object) -> str:
    """SHA-256, in hex, of the canonical JSON of a value."""
    text = json.dumps(canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def entries_digest(entries: Iterable[CohortEntry]) -> str:
    """Fingerprint of a cohort, whatever the order of its rows."""
    return digest(sorted(entries, key=lambda entry: entry.order_id))


def results_digest(scores: Iterable[UnitScore]) -> str:
    """Fingerprint of the published figures, whatever the order of the units."""
    return digest(sorted(scores, key=lambda score: (score.unit_kind, score.unit)))
