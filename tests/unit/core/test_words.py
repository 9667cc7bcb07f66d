"""Words as they are indexed, typed and marked."""

import pytest

from cityloop.core.rules.words import (
    BREAK,
    MOST_PHRASES,
    MOST_TOKENS,
    Phrase,
    Piece,
    excerpt,
    index_tokens,
    marked,
    typed_phrases,
)


def spoken(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{one.text}]" if one.hit else one.text for one in pieces)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Dark LAMPS, broken.", ("dark", "lamp", "broken")),
        ("路灯不亮", ("路", "路灯", "灯不", "不亮", "亮")),
        ("灯", ("灯",)),
        ("长安街3号楼", ("长", "长安", "安街", "街", "3", "号", "号楼", "楼")),
        ("under_score", ("under", "score")),
        ("\uff21\uff22\uff23\uff11\uff12", ("abc12",)),
        ("", ()),
    ],
)
def test_text_is_cut_into_tokens(text: str, tokens: tuple[str, ...]) -> None:
    assert index_tokens(text) == tokens


def test_texts_stand_apart() -> None:
    assert index_tokens("a lamp", "", "a street") == ("a", "lamp", BREAK, "a", "street")


def test_long_text_is_indexed_by_its_beginning() -> None:
    assert len(index_tokens("word " * (MOST_TOKENS + 5))) == MOST_TOKENS


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("dark lamps", [("dark",), ("lamp",)]),
        ('"dark lamps"', [("dark", "lamp")]),
        ("路灯不", [("路灯", "灯不")]),
        ("3号", [("3", "号")]),
        ("号楼", [("号楼",)]),
        ("街3", [("街", "3")]),
        ("安街3号楼", [("安街", "街", "3", "号", "号楼")]),
        ("street-lamp", [("street", "lamp")]),
        ("lamp lamps", [("lamp",)]),
        ("灯 a 7", []),
        ("\" ) OR * -- ' NEAR( ^ :", [("or",), ("near",)]),
    ],
)
def test_typed_text_becomes_phrases(typed: str, phrases: list[tuple[str, ...]]) -> None:
    assert typed_phrases(typed) == tuple(map(Phrase, phrases))


def test_only_the_first_phrases_count() -> None:
    assert len(typed_phrases(" ".join(f"word{n}" for n in range(20)))) == MOST_PHRASES


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Two dark lamps", "lamp", "Two dark [lamps]"),
        ("渡口路灯不亮", "路灯", "渡口[路灯]不亮"),
        ("渡口路灯不亮", "路灯 灯不", "渡口[路灯不]亮"),
        ("dark street, dark lamp", '"dark lamp"', "dark street, [dark lamp]"),
        ("<b>lamp</b>", "lamp", "<b>[lamp]</b>"),
        ("nothing", "lamp", "nothing"),
        ("İstanbul lamp", "lamp", "İstanbul [lamp]"),
        ("路灯\uff0c\uff2camp", "lamp", "路灯\uff0c[\uff2camp]"),
    ],
)
def test_what_was_looked_for_is_marked(text: str, typed: str, shown: str) -> None:
    assert spoken(marked(text, phrases=typed_phrases(typed))) == shown


def test_excerpt_stands_around_the_first_hit() -> None:
    text = "word " * 40 + "lamp " + "word " * 40
    shown = spoken(excerpt(text, phrases=typed_phrases("lamp")))
    assert (shown[0], shown[-1], "[lamp]" in shown, len(shown) < 130) == ("…", "…", True, True)


def test_text_without_a_hit_has_no_excerpt() -> None:
    assert excerpt("a street", phrases=typed_phrases("lamp")) == ()
