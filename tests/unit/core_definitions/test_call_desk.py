"""The call desk of a city: what its file must say, and what it names elsewhere."""

from pathlib import Path

import pytest

from cityloop.intake.rules.load import load_city
from tests.unit.core_definitions.city_folder import SpoiltCity, copied_city

FILE = "calls.yaml"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpoiltCity:
    monkeypatch.chdir(tmp_path)
    return copied_city(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  police: u", "  polis: u", "'polis' is no channel of channels.yaml"),
        ("  fire: i", "  fire: u", "is the key of 'police' already; choose another"),
        ("  fire: i", "  fire: F1", "must be one small letter"),
        ("connect_share: 0.95", "connect_share: 95", "must lie between 0 and 1"),
        ("code: answered", "code: registered", "registered"),
    ],
)
def test_call_desk_with_a_mistake_names_it(
    city: SpoiltCity, old: str, new: str, message: str
) -> None:
    city.replace(FILE, old, new=new)
    assert any(FILE in line and message in line for line in city.messages())


def test_call_desk_needs_the_words_of_both_warnings(city: SpoiltCity) -> None:
    path = city.folder / FILE
    first, _warning, rest = path.read_text("utf-8").partition('    - en: "This is the second')
    path.write_text(first + "  ending:" + rest.partition("  ending:")[2], encoding="utf-8")
    assert any("needs the words of 2 warnings" in line for line in city.messages())


def test_city_without_a_call_desk_loads(city: SpoiltCity) -> None:
    (city.folder / FILE).unlink()
    assert load_city(city.folder).calls is None
