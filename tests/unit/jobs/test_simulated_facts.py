"""Facts that the bench simulates for itself: made, said so, taken away, refused without room."""

from pathlib import Path
from typing import NamedTuple

import pytest

from cityloop.core.errors import InputError
from cityloop.jobs.bench.insight import SCALE, InsightFiles, insight_figures, scale_lines
from cityloop.jobs.bench.simulated_facts import check_room, simulated_facts
from cityloop_analytics.manifest import read_manifest

SMALL = 60_000


class Usage(NamedTuple):
    """What the system says of a disk, in bytes."""

    total: int
    used: int
    free: int


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk of which the system says that a mebibyte is left."""
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(1 << 40, 1 << 40, 1 << 20))


def test_facts_are_there_in_the_run_and_gone_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_facts(tmp_path, sizes=[SMALL]) as (folder,):
        rows = sum(one.rows for one in read_manifest(folder).files if one.month)
        assert folder.is_relative_to(tmp_path)
    assert (rows > SMALL / 2, list(tmp_path.iterdir())) == (True, [])
    assert "removed at the end" in " ".join(capsys.readouterr().err.split())


@pytest.mark.usefixtures("full_disk")
def test_full_disk_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"room for 1 MiB.*10,000, 100,000,000 rows.*--without scale"
    ):
        check_room(tmp_path, sizes=[10_000, 10**8])


@pytest.mark.usefixtures("full_disk")
def test_full_disk_is_refused_before_anything_is_measured() -> None:
    with pytest.raises(InputError, match="room for 1 MiB"):
        next(insight_figures(InsightFiles.named({})))


def test_scale_that_is_left_out_is_named() -> None:
    assert InsightFiles.named({"without": ["scale"]}).without == {"scale"}
    found = list(scale_lines([]))
    assert [one.name for one in found] == list(SCALE)
    assert {one.detail["why"] for one in found} == {"left out with --without scale"}
