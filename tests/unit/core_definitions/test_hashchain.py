"""The chain over events: any later edit is found, at its place."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from cityloop.core.rules.hashchain import (
    GENESIS,
    canonical_json,
    event_hash,
    first_broken,
    first_broken_seal,
    seal,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def chain(*payloads: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    events = []
    previous = GENESIS
    for payload in payloads:
        previous = event_hash(previous, payload=payload)
        events.append((previous, payload))
    return events


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


def test_whole_chain_has_no_broken_place() -> None:
    assert first_broken(chain({"n": 1}, {"n": 2}, {"n": 3})) is None


def test_changed_payload_is_found_at_its_place() -> None:
    events = chain({"n": 1}, {"n": 2}, {"n": 3})
    events[1] = (events[1][0], {"n": 20})
    assert first_broken(events) == 1


def test_removed_event_is_found() -> None:
    events = chain({"n": 1}, {"n": 2}, {"n": 3})
    del events[1]
    assert first_broken(events) == 1


def test_seal_of_a_day_that_lost_an_event_is_found() -> None:
    first, second = date(2026, 3, 2), date(2026, 3, 3)
    one = seal(GENESIS, day=first, hashes=["a", "b"])
    two = seal(one, day=second, hashes=["c"])
    days = [(first, one, ["a", "b"]), (second, two, [])]
    assert first_broken_seal(days) == second


def test_seals_that_follow_are_whole() -> None:
    day = date(2026, 3, 2)
    assert first_broken_seal([(day, seal(GENESIS, day=day, hashes=["a"]), ["a"])]) is None
