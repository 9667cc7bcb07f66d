"""The pages that show what the simulated city is like, made from the city itself.

docs/explanation/simulation.md, who-speaks.md and truth-recovered.md are written by hand but for the
parts between marks; those parts and every picture follow from the demo city's files and the seed.
"""

from pathlib import Path

from cityloop.jobs.simulation_pages.agencies import offices_block, offices_picture
from cityloop.jobs.simulation_pages.blocks import filled
from cityloop.jobs.simulation_pages.days import (
    days_block,
    days_picture,
    hours_block,
    hours_picture,
    mix_block,
    mix_picture,
    outbreak_picture,
)
from cityloop.jobs.simulation_pages.effects import PICTURED, measure_picture, measures_block
from cityloop.jobs.simulation_pages.past import Past, Pasts, read_pasts
from cityloop.jobs.simulation_pages.people import channels_block, good_block, voices_block
from cityloop.jobs.simulation_pages.places import (
    areas_block,
    areas_picture,
    ranking_block,
    reasons_block,
    wronged_block,
)
from cityloop.jobs.simulation_pages.recovered import need_block, need_picture, units_block

__all__ = ["simulation_pages"]


def simulation_pages(root: Path) -> dict[Path, str]:
    """Return the three pages and their pictures, by where they lie below the project.

    Raises InputError when a page and the parts that are made for it do not fit.
    """
    folder = root / "docs" / "explanation"
    pasts = read_pasts(root / "definitions" / "demo")
    texts = {}
    for name, blocks in page_blocks(pasts).items():
        page = folder / name
        texts[page] = filled(page.read_text(encoding="utf-8"), blocks=blocks, name=name)
    drawn = folder / "pictures"
    pictures = page_pictures(pasts)
    return {**texts, **{drawn / f"simulation-{name}.svg": svg for name, svg in pictures.items()}}


def page_blocks(pasts: Pasts) -> dict[str, dict[str, str]]:
    """Return the made parts of each page."""
    past = pasts.told
    return {
        "simulation.md": {
            "days": days_block(past),
            "hours": hours_block(past),
            "areas": areas_block(past),
            "mix": mix_block(past),
            "offices": offices_block(past),
            "measures": measures_block(pasts),
        },
        "who-speaks.md": {
            "ranking": ranking_block(pasts),
            "reasons": reasons_block(past),
            "wronged": wronged_block(past),
            "voices": voices_block(past),
            "channels": channels_block(past),
            "good": good_block(past),
        },
        "truth-recovered.md": {
            "recovered-need": need_block(past),
            "recovered-units": units_block(past),
        },
    }


def page_pictures(pasts: Pasts) -> dict[str, str]:
    """Return the pictures by name."""
    past: Past = pasts.told
    measures = {f"measure-{code}": measure_picture(pasts, code=code) for code in PICTURED}
    return {
        "days": days_picture(past),
        "outbreak": outbreak_picture(past),
        "hours": hours_picture(past),
        "areas": areas_picture(past),
        "kinds": mix_picture(past, of="kind"),
        "channels": mix_picture(past, of="channel"),
        "offices": offices_picture(past),
        "recovered-need": need_picture(past),
        **measures,
    }
