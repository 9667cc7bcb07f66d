"""The rules of consent that ship with the project, and mistakes in such rules."""

import shutil
from pathlib import Path

import pytest

from cityloop.core.definitions import from_plain, to_plain
from cityloop.core.errors import DefinitionError
from cityloop.deliberation.rules.consent import ConsentRule, load_consents
from tests.unit.deliberation.votes import FOLDER, consents


def test_presets_of_the_specification_ship() -> None:
    assert set(consents().rules) == {
        "owners_ordinary",
        "owners_special",
        "interested_owners_all",
        "courtyard_all",
        "signed_95",
        "start_80",
        "stairwell_two_thirds",
    }


@pytest.mark.parametrize("code", sorted(consents().rules))
def test_rule_has_its_name_and_note_in_both_languages(code: str) -> None:
    rule = consents().rules[code]
    assert {frozenset(rule.names), frozenset(rule.note or {})} == {frozenset({"en", "zh-hans"})}


def test_rule_comes_back_from_a_json_column_as_it_was() -> None:
    rule = consents().rules["owners_special"]
    assert from_plain(to_plain(rule), kind=ConsentRule) == rule


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "participation: { share: 2/3,",
            "participation: { share: 0.67,",
            "owners_ordinary.yaml line 16, field 'share': '0.67' is not a share",
        ),
        (
            "boundary: more_than",
            "boundary: more",
            "owners_ordinary.yaml line 17, field 'boundary': 'more' is not known here",
        ),
        (
            "counts: [area, heads]",
            "counts: [area, area]",
            "owners_ordinary.yaml line 15, field 'counts': ",
        ),
        ("notice_days: 15", "notice_dys: 15", "did you mean 'notice_days'?"),
        (
            "code: owners_ordinary",
            "code: owners_usual",
            "owners_ordinary.yaml, field 'code': is 'owners_usual', but the file is called",
        ),
    ],
)
def test_mistake_in_a_rule_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "owners_ordinary.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        load_consents(tmp_path)
    assert message in str(refusal.value)


def test_missing_rule_of_the_assembly_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"residents_assembly\.yaml"):
        load_consents(tmp_path)
