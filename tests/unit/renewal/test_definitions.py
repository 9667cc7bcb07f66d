"""The reviewed text of renewal that ships, and mistakes in such text."""

import shutil
from pathlib import Path

import pytest

from cityloop.core.errors import DefinitionError
from cityloop.renewal.rules.definitions import GATED, load_renewal
from tests.renewal_facts import FOLDER, renewal


def test_five_kinds_ship() -> None:
    assert [kind.code for kind in renewal().kinds] == [
        "residential",
        "industrial",
        "facility",
        "public-space",
        "area-wide",
    ]


def test_every_item_belongs_to_one_kind() -> None:
    assert len(renewal().items) == sum(len(kind.items) for kind in renewal().kinds) == 14


def test_sources_of_the_specification_ship() -> None:
    assert len(renewal().payers) == 10


def test_every_step_forward_has_its_gate() -> None:
    assert set(renewal().gates) == set(GATED)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("caps.yaml", '"0.20"', '"20"', "caps.yaml line 5, field 'demolished': "),
        ("kinds.yaml", "code: old-estates", "code: courtyards", "belongs to a kind already"),
        ("money_sources.yaml", "code: donation", "code: fiscal", "stands here a second time"),
        ("gates.yaml", "[wishes]", "[wish]", "'wish' is not in the list 'evidence' above"),
        ("gates.yaml", "step: close,", "step: watch,", "no gate is written for: close"),
    ],
)
def test_mistake_is_named_with_its_file_and_field(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "renewal")
    text = (folder / file).read_text("utf-8")
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError) as told:
        load_renewal(folder)
    assert message in str(told.value)
