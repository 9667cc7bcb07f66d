"""The demo city as arrays for the simulation."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from cityloop.core.errors import DefinitionError
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.load import load_city
from cityloop.simulation.streams import stream
from cityloop.simulation.world import ESTATE_KINDS, World, read_world

DEFINITIONS = Path(__file__).parents[3] / "definitions"
SHARES = ("share_65", "share_child", "share_rent", "share_newcomer", "share_zh")


@cache
def world() -> World:
    return read_world(DEFINITIONS / "demo")


@cache
def city() -> CityDefinitions:
    return load_city(DEFINITIONS / "demo")


def test_world_has_the_places_of_the_city() -> None:
    counts = (
        len(world().district_code),
        len(world().subdistrict_code),
        len(world().community_code),
    )
    assert counts == (3, 12, 60)


def test_every_type_has_a_lead_in_every_community() -> None:
    assert world().unowned() == ()


def test_type_that_nobody_leads_is_listed() -> None:
    lead = world().lead.copy()
    lead[0, 2] = -1
    without = replace(world(), lead=lead)
    assert without.unowned() == ((world().type_code[0], world().community_code[2]),)


@pytest.mark.parametrize("name", SHARES)
def test_shares_lie_between_0_and_1(name: str) -> None:
    values = getattr(world(), name)
    assert values.shape == (60,)
    assert ((values >= 0) & (values <= 1)).all()


def test_income_is_measured_by_the_mean_of_the_city() -> None:
    mean = (world().income * world().population).sum() / world().population.sum()
    assert mean == pytest.approx(1, abs=0.01)


def test_every_community_lies_in_its_subdistrict_and_district() -> None:
    for place, code in enumerate(world().community_code):
        held = (
            world().subdistrict_code[world().subdistrict[place]],
            world().district_code[world().district[place]],
        )
        assert city().area_chain(code)[1:3] == held


def test_households_of_estates_make_up_the_community() -> None:
    sums = np.bincount(world().estate_community, weights=world().estate_households, minlength=60)
    assert sums.tolist() == world().households.tolist()


def test_every_kind_of_estate_is_there() -> None:
    assert set(world().estate_kind) == set(range(len(ESTATE_KINDS)))


def test_old_estates_have_fewer_lifts() -> None:
    old = world().estate_built_year < 1995
    assert world().estate_lifts[old].mean() < 0.05 < world().estate_lifts[~old].mean()


@pytest.mark.parametrize("noun", ["community", "estate"])
def test_points_lie_in_the_place_they_were_drawn_for(noun: str) -> None:
    codes = world().community_code if noun == "community" else world().estate_code
    places = np.repeat(np.arange(len(codes)), 20)
    lon, lat = world().points(noun, places, chance=stream(7, "points", noun))
    found = city().area_index().locate_all(lon.tolist(), lat.tolist())
    chains = [city().area_chain(code) if code else () for code in found]
    assert all(codes[place] in chain for place, chain in zip(places, chains, strict=True))


def test_points_of_a_seed_are_the_same_again() -> None:
    first, again = (
        world().points_in("estate", 3, chance=stream(7, "again"), count=50) for _ in range(2)
    )
    assert np.array_equal(first, again)


def test_lead_is_the_one_that_the_list_names() -> None:
    lights = world().type_code.index("street-light-out")
    lanes = world().community_code.index("dyers-lane")
    assert world().agency_code[world().lead[lights, lanes]] == "weavers-yard-office"


def a_copy(target: Path) -> Path:
    for name in ("demo", "calendars", "evaluation"):
        shutil.copytree(DEFINITIONS / name, target / "definitions" / name)
    return target / "definitions" / "demo"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "rent: 0.34",
            "rent: 1.34",
            "field 'rent': 1.34 must lie between 0 and 1",
            id="share",
        ),
        pytest.param(
            "  cloth-market:",
            "  cloth-markt:",
            "area 'cloth-markt' is not in areas.yaml at this level; did you mean 'cloth-market'?",
            id="unknown",
        ),
        pytest.param("kind: work_unit", "kind: workunit", "did you mean 'work_unit'?", id="kind"),
    ],
)
def test_mistake_of_neighbourhoods_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = a_copy(tmp_path) / "neighbourhoods.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError) as refusal:
        read_world(path.parent)
    assert message in str(refusal.value)


def test_area_without_a_row_is_named(tmp_path: Path) -> None:
    path = a_copy(tmp_path) / "neighbourhoods.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "  dyehouse-court:" not in line), "utf-8")
    with pytest.raises(DefinitionError, match="has no row for area 'dyehouse-court'; add it"):
        read_world(path.parent)
