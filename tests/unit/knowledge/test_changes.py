"""What differs between two versions of a text."""

import pytest

from cityloop.knowledge.rules.changes import Piece, word_changes


def test_changed_word_stands_between_what_stayed() -> None:
    assert word_changes("We come at dusk.", now="We come at dawn.") == (
        Piece("same", "We come at "),
        Piece("gone", "dusk."),
        Piece("new", "dawn."),
    )


def test_chinese_is_compared_sign_by_sign() -> None:
    assert word_changes("三天内上门", now="五天内上门") == (
        Piece("gone", "三"),
        Piece("new", "五"),
        Piece("same", "天内上门"),
    )


@pytest.mark.parametrize(
    ("was", "now"),
    [("", "New text"), ("Old text", ""), ("a  b\nc", "a b\nd 路灯"), ("同一", "同一")],
)
def test_pieces_are_both_texts_again(was: str, now: str) -> None:
    pieces = word_changes(was, now=now)
    old = "".join(one.text for one in pieces if one.how != "new")
    new = "".join(one.text for one in pieces if one.how != "gone")
    assert (old, new) == (was, now)
