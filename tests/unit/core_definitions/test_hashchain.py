"""The chain over events: any later edit is found, at its place."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from cityloop.core.rules.hashchain import (
    GENESIS,
    canonical_json,
    event_hash,
    seal,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_canonical_text_sorts_keys_and_writes_utc_microseconds() -> None:
    payload = {"b": Decimal("1.50"), "at": NOON, "a": "路灯", "on": date(2026, 3, 2)}
    assert canonical_json(payload) == (
        '{"a":"路灯","at":"2026-03-02T12:00:00.000000Z","b":"1.50","on":"2026-03-02"}'
    )


def test_moment_in_another_zone_has_the_same_text() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=8)))
    assert canonical_json({"at": elsewhere}) == canonical_json({"at": NOON})


def test_hash_is_sha256_of_the_previous_hash_and_the_text() -> None:
    wanted = hashlib.sha256(f'{GENESIS}\n{{"step":"accept"}}'.encode()).hexdigest()
    assert event_hash(GENESIS, payload={"step": "accept"}) == wanted


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        canonical_json({"at": NOON.replace(tzinfo=None)})


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json({"share": float("nan")})


def test_type_without_a_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no canonical form"):
        canonical_json({"names": {"a"}})


def test_hash_depends_on_what_came_before() -> None:
    first = event_hash(GENESIS, payload={"n": 1})
    assert event_hash(first, payload={"n": 2}) != event_hash(GENESIS, payload={"n": 2})


@pytest.mark.parametrize("hashes", [[], ["a"], ["b", "a"], ["ab"]])
def test_seal_of_a_day_sees_lost_and_moved_events(hashes: list[str]) -> None:
    day = date(2026, 3, 2)
    assert seal(GENESIS, day=day, hashes=hashes) != seal(GENESIS, day=day, hashes=["a", "b"])
