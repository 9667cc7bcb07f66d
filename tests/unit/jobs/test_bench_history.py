"""Which history the bench measures on."""

from pathlib import Path

import pytest

from cityloop.jobs.bench.history import History

NOTHING = dict.fromkeys(("format", "data", "areas", "area_name_property", "period"))


def test_shared_history_lies_in_the_folder_of_the_shared_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CITYLOOP_SHARED_DATA", str(tmp_path))
    history = History.named(NOTHING)
    assert {tmp_path} == {path.parents[1] for path in (history.data, history.areas)}


def test_options_win_over_the_shared_history() -> None:
    history = History.named({**NOTHING, "format": "open311", "data": "a.json", "period": "2026"})
    assert (history.format, history.data, history.period) == ("open311", Path("a.json"), "2026")


def test_words_name_the_same_history_again() -> None:
    history = History.named({**NOTHING, "data": "a.csv", "areas": "b.geojson"})
    pairs = zip(history.words()[::2], history.words()[1::2], strict=True)
    again = {name.removeprefix("--").replace("-", "_"): value for name, value in pairs}
    assert History.named(again) == history


def test_history_without_its_files_is_not_there(tmp_path: Path) -> None:
    history = History.named({**NOTHING, "data": str(tmp_path / "a.csv")})
    assert not history.is_there()
