"""What clicks from a mail mean."""

import pytest

from cityloop.followups.rules.mail import answer_meant


@pytest.mark.parametrize(
    ("opened", "meant"),
    [
        ((), None),
        (("resolved",), "resolved"),
        (("resolved", "resolved"), "resolved"),
        (("resolved", "unresolved"), None),
        (("resolved", "partly", "unresolved"), None),
    ],
)
def test_only_one_answer_is_believed(opened: tuple[str, ...], meant: str | None) -> None:
    assert answer_meant(opened) == meant
