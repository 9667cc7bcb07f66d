"""What happened and how to mend it are two sentences."""

import pytest

from cityloop.core.errors import InputError, joined


@pytest.mark.parametrize(
    ("what", "mend", "said"),
    [
        ("names no calendar", "Add --calendar CODE.", "names no calendar. Add --calendar CODE."),
        ("There is no city.", "Load one.", "There is no city. Load one."),
        ("did you mean 'x'?", "Write it.", "did you mean 'x'? Write it."),
        ("没有日历", "请添加日历。", "没有日历。请添加日历。"),
        ("没有日历。", "请添加日历。", "没有日历。请添加日历。"),
        ("names no calendar", "", "names no calendar"),
        ("", "Add it.", "Add it."),
    ],
)
def test_joined_is_two_sentences(what: str, mend: str, said: str) -> None:
    assert joined(what, mend) == said


def test_error_says_where_what_and_how_to_mend_it() -> None:
    error = InputError("is empty", where="rows.csv line 2", mend="Fill it in.")
    assert str(error) == "rows.csv line 2: is empty. Fill it in."
