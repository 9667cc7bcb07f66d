"""What a note from the spot must hold, and when it counts as written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cityloop.workorders.rules.field import NoteDraft, Spot, note_refusal, written_at

KEY = "a1" * 16
SENT = datetime(2025, 3, 3, 8, tzinfo=UTC)
NOW = SENT + timedelta(hours=5)
MOST = 6


def refusal(**draft: Any) -> str | None:  # noqa: ANN401 - fields of the draft
    return note_refusal(NoteDraft(**{"key": KEY, **draft}), most_photos=MOST)


@pytest.mark.parametrize(
    "draft",
    [{"text": "Lamp changed"}, {"finding": "done"}, {"photos": 1}, {"photos": MOST}],
)
def test_note_with_anything_in_it_is_taken(draft: dict[str, Any]) -> None:
    assert refusal(**draft) is None


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ({}, "Write a note"),
        ({"text": "  "}, "Write a note"),
        ({"photos": MOST + 1}, "At most 6 photos"),
        ({"text": "x", "key": ""}, "no key"),
        ({"text": "x", "key": "short"}, "no key"),
        ({"text": "x", "key": "a" * 65}, "no key"),
        ({"text": "x", "key": "../../../../etc/passwd"}, "no key"),
        ({"text": "x", "spot": Spot(latitude=91, longitude=0)}, "no place on earth"),
        ({"text": "x", "spot": Spot(latitude=0, longitude=-181)}, "no place on earth"),
    ],
)
def test_note_is_refused_in_words(draft: dict[str, Any], words: str) -> None:
    assert words in str(refusal(**draft))


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        (None, NOW),
        (SENT + timedelta(hours=1), SENT + timedelta(hours=1)),
        (SENT, SENT),
        (SENT - timedelta(seconds=1), NOW),
        (NOW + timedelta(minutes=1), NOW),
    ],
)
def test_time_of_writing_is_believed_only_where_it_can_be_true(
    told: datetime | None, counts: datetime
) -> None:
    assert written_at(told, since=SENT, at=NOW) == counts


def test_place_is_kept_to_a_hand_s_breadth_and_its_accuracy_in_metres() -> None:
    spot = Spot(latitude=39.90420001, longitude=116.4074, accuracy=12.6)
    assert spot.told == {"latitude": 39.9042, "longitude": 116.4074, "accuracy": 13}
