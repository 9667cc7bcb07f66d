"""The same seed gives the same bytes: pinned, so that a machine or a version that differs fails."""

from tests.unit.simulation.small_world import digest_of, town_months

PINNED = (
    "20a8f1f7906f612e50595a1c077e173cee6c3d084752bd764a31ccac34f14fba"
    "c9699c669c272de1b0d4524c21849e9ee4296da60d7b4a7d34fadc1ca62017a8"
)
WHY = (
    "The simulated town has changed. If a figure of definitions/demo/simulation.yaml or the engine "
    "was changed on purpose, pin the new digest and run `python3 city.py docs`; if not, this "
    "machine, Python or numpy computes otherwise than the others."
)


def test_small_town_has_the_bytes_that_it_has_on_every_machine() -> None:
    assert digest_of(town_months(seed=2026)) == PINNED, WHY
