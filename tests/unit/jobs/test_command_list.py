"""`cityloop --help`: our commands first, as people type them."""

import pytest

from cityloop.__main__ import main
from cityloop.jobs.command_list import GROUPS, listing, names


def test_every_command_has_its_line() -> None:
    assert {name for rows in GROUPS.values() for name in rows} >= names()


def test_every_line_is_a_command() -> None:
    assert {name for rows in GROUPS.values() for name in rows} <= names()


def test_listing_is_in_the_order_of_the_story() -> None:
    found = listing()
    order = ["demo", "load-city", "check-definitions", "import", "run-clock", "score", "bench"]
    assert [found.index(f"\n  {name} ") for name in order] == sorted(
        found.index(f"\n  {name} ") for name in order
    )


def test_listing_fits_a_terminal() -> None:
    assert max(map(len, listing().splitlines())) <= 100


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_prints_our_commands(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["cityloop", *words])
    said = capsys.readouterr().out
    assert "run-clock" in said
    assert "cityloop help --all" in said


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        (["run-clock", "--help"], "usage: cityloop run-clock "),
        (["import", "--help"], "usage: cityloop import "),
        (["help", "load-city"], "usage: cityloop load-city "),
    ],
)
def test_usage_is_in_hyphen_form(
    words: list[str], usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["cityloop", *words])
    assert capsys.readouterr().out.startswith(usage)


def test_django_is_listed_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    main(["cityloop", "help", "--all"])
    assert "createsuperuser" in capsys.readouterr().out
