from pathlib import Path

import pytest

from cityloop.core.errors import DefinitionError, InputError
from cityloop.integrations.history.format_files import known_formats, load_format
from tests.unit.history.history_rows import FORMATS

GOOD = """code: mine
names: {en: Mine}
readers: [csv]
zone: Europe/Lisbon
date_forms: [iso]
columns:
  source_id: [id]
  opened_at: [opened]
  service_type: [type]
"""


def _written(folder: Path, text: str) -> Path:
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return folder


def test_formats_that_ship_are_five() -> None:
    assert known_formats(FORMATS) == ("boston311", "csv", "la311", "nyc311", "open311")


@pytest.mark.parametrize("name", known_formats(FORMATS))
def test_format_that_ships_is_whole(name: str) -> None:
    assert load_format(name, folder=FORMATS).code == name


def test_format_unknown_is_refused_with_the_nearest_and_all(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load_format("bostn311", folder=FORMATS)
    assert "did you mean 'boston311'? Known: boston311, csv, la311" in str(refused.value)


def test_format_of_ones_own_is_read_from_its_path(tmp_path: Path) -> None:
    path = _written(tmp_path, GOOD) / "mine.yaml"
    assert load_format(str(path), folder=FORMATS).zone == "Europe/Lisbon"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("opened_at", "open_at", r"line 8, field 'open_at': there is no such field; did you mean"),
        ("Europe/Lisbon", "Lisbon", r"line 4, field 'zone': 'Lisbon' is not a name of the tz list"),
        ("readers: [csv]", "readers: [xls]", r"line 3, field 'readers': .*one of: parquet, csv"),
        ("date_forms: [iso]", "date_forms: []", r"line 5, field 'date_forms': .*is empty"),
        ("  source_id: [id]\n", "", r"field 'source_id': is missing; add it"),
        ("[id]", "id", r"line 7, field 'source_id': must be a list"),
        (
            "columns:",
            "encoding: utf8x\ncolumns:",
            r"line 6, field 'encoding': 'utf8x' is not an encoding read here",
        ),
        (
            "columns:",
            "encoding: utf-16\ncolumns:",
            r"line 6, field 'encoding': 'utf-16' is not an encoding read here",
        ),
        (
            "columns:",
            "values: {status: {Done: finished}}\ncolumns:",
            r"line 6, field 'status': .*one of: open, closed, withdrawn, redirected",
        ),
        (
            "columns:",
            "closing_words: {duplicate: ['(']}\ncolumns:",
            r"line 6, field 'closing_words': .*not a regular expression",
        ),
        (
            "columns:",
            "closing_words: {dupe: [x]}\ncolumns:",
            r"line 6, field 'closing_words': .*has a key that is not one of: duplicate",
        ),
    ],
)
def test_mapping_mistake_names_file_line_and_field(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    folder = _written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(DefinitionError, match=message) as refused:
        load_format("mine", folder=folder)
    assert "mine.yaml" in str(refused.value)
