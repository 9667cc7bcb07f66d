"""What invented people say: the same words from the same seed, and nothing of anybody real."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cityloop.core.errors import DefinitionError
from cityloop.simulation.words import Draws, Said, Writer, read_wording
from tests.town import DEFINITIONS

SAID = Said(
    key=7,
    person=31,
    section="complaint",
    thing="Street light not working",
    keywords=["street light"],
    place="Willow Bank 12",
    language="en",
)


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer(read_wording(DEFINITIONS / "demo"), seed=1)


def test_draws_are_those_of_the_published_generator() -> None:
    # SplitMix64 from state 0: the first output of the reference implementation.
    draws = Draws(1, key=1)
    draws.state = 0
    assert draws.below(1 << 64) == 0xE220A8397B1DCDAF


def test_draws_fall_evenly() -> None:
    draws = Draws(3, key=0)
    counts = [0] * 6
    for _ in range(6000):
        counts[draws.below(6)] += 1
    assert max(abs(count - 1000) for count in counts) < 130


def test_same_key_says_the_same(writer: Writer) -> None:
    assert writer.written(SAID) == writer.written(SAID)


def test_other_key_says_something_else(writer: Writer) -> None:
    texts = {writer.written(replace(SAID, key=key)).text for key in range(50)}
    assert len(texts) > 40


def test_person_keeps_name_and_phone(writer: Writer) -> None:
    told = [writer.written(replace(SAID, key=key)) for key in range(20)]
    assert len({(one.name, one.phone, one.email) for one in told}) == 1


def test_person_is_reached_by_a_number_that_tells_nothing_of_their_group(writer: Writer) -> None:
    keys = [group << 20 | 31 for group in range(9)]
    told = [writer.written(replace(SAID, person=key)) for key in keys]
    assert len({one.phone for one in told}) == len(keys)
    assert not [one for one, key in zip(told, keys, strict=True) if str(key) in one.phone]
    assert not [one for one, key in zip(told, keys, strict=True) if str(key) in one.email]


def test_text_names_the_place(writer: Writer) -> None:
    told = [writer.written(replace(SAID, key=key)).title for key in range(20)]
    assert all("Willow Bank 12" in title for title in told)


def test_no_slot_is_left(writer: Writer) -> None:
    sections = ("inquiry", "assistance", "irregularity", "praise", "malicious", "secret")
    for language in ("en", "zh-hans"):
        for section in sections:
            for key in range(30):
                said = replace(SAID, key=key, section=section, language=language, firm=key % 2 == 0)
                assert not re.search(r"[{}]", writer.written(said).text)


def test_some_texts_are_mistyped(writer: Writer) -> None:
    good = Writer(read_wording(DEFINITIONS / "demo"), seed=1)
    good.shares = type(writer.shares)(
        typo=0, variant=0, closing=0.45, since=0.6, effect=0.5, tried=0.2, email=0.25
    )
    keys = range(300)
    same = sum(
        writer.written(replace(SAID, key=key)).text == good.written(replace(SAID, key=key)).text
        for key in keys
    )
    assert 0 < same < len(keys)


def test_unknown_slot_is_named_with_its_line(tmp_path: Path) -> None:
    text = (DEFINITIONS / "demo" / "wording.yaml").read_text(encoding="utf-8")
    broken = text.replace("{thing} at {place}, again.", "{thing} at {plaice}, again.")
    (tmp_path / "wording.yaml").write_text(broken, encoding="utf-8")
    line = next(n for n, one in enumerate(broken.splitlines(), 1) if "plaice" in one)
    with pytest.raises(DefinitionError, match=rf"line {line}.*plaice"):
        read_wording(tmp_path)
