"""What of an address is saved, and under which names."""

import pytest

from cityloop.workorders.rules.saved_filters import MOST, filter_refusal, kept_query

FIELDS = frozenset({"due", "grade", "text"})


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("grade=2&due=today", "due=today&grade=2"),
        ("due=today&page=3&tick=all", "due=today"),
        ("due=&grade=", ""),
        ("next=https://bad.example&due=today", "due=today"),
        ("text=%E8%B7%AF%E7%81%AF", "text=%E8%B7%AF%E7%81%AF"),
    ],
)
def test_query_keeps_known_fields_that_say_something(query: str, kept: str) -> None:
    assert kept_query(query, fields=FIELDS) == kept


@pytest.mark.parametrize(
    ("name", "query", "taken", "says"),
    [
        (" ", "due=today", set(), "Give the list a name."),
        ("x" * 61, "due=today", set(), "at most 60"),
        ("Mine", "", set(), "Nothing is filtered"),
        ("Mine", "text=" + "x" * 600, set(), "too long"),
        ("MINE", "due=today", {"mine"}, "already"),
        ("Mine", "due=today", {str(one) for one in range(MOST)}, "delete one first"),
    ],
)
def test_refusal_says_what_is_wrong(name: str, query: str, taken: set[str], says: str) -> None:
    assert says in str(filter_refusal(name, query=query, taken=frozenset(taken)))


def test_good_name_is_not_refused() -> None:
    assert filter_refusal("Today", query="due=today", taken=frozenset({"Mine"})) is None
