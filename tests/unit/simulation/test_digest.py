"""The same seed gives the same bytes: pinned, so that a machine or a version that differs fails."""

from tests.unit.simulation.small_world import digest_of, town_months

PINNED = (
    "477101cba317cfd892752d07ec82991ca3d40bd18ce7616cd9b8c7e695807685"
    "afe37a8cfd7c1f45d5915373e3604cff71213d1c9ec31eeb8b8ebb3efb454204"
)
WHY = (
    "The simulated town has changed. If a figure of definitions/demo/simulation.yaml or the engine "
    "was changed on purpose, pin the new digest and run `python3 city.py docs`; if not, this "
    "machine, Python or numpy computes otherwise than the others."
)


def test_small_town_has_the_bytes_that_it_has_on_every_machine() -> None:
    assert digest_of(town_months(seed=2026)) == PINNED, WHY
