"""The city that the simulation happens in: its places, service types and agencies as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from cityloop.core.errors import InputError
from cityloop.intake.rules.city import CityDefinitions
from cityloop.intake.rules.load import load_city
from cityloop.places.choices import AreaLevel
from cityloop.places.rules.definitions import AreaRow
from cityloop.responsibility.rules.matching import match_duty
from cityloop.simulation.neighbourhoods import EstateKind, NeighbourhoodFile, read_neighbourhoods
from cityloop.simulation.streams import Ints, Stream

Codes = tuple[str, ...]
Array = NDArray[Any]
ESTATE_KINDS = tuple(EstateKind)
CHINESE = "zh-hans"
# Six decimals are some ten centimetres; a point is rounded before it is looked for in its place.
DECIMALS = 6
TRIES = 200


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A city as arrays; the index of a thing is its position in the list of codes.

    Communities [C] with `subdistrict` and `district` as positions, population and households of
    the latest year, shares from 0 to 1, income (1 is the city's mean), the year in which the
    median home was built, centroid in degrees. Estates [E] with their community, households, year,
    lifts, listing, kind (position in ESTATE_KINDS) and bbox [E, 4] (west, south, east, north).
    Types [T] with group, kinds of request, grade; agencies [A]. `lead` [T, C] is the agency that
    the latest responsibility list names (its fallback where it names no lead), -1 for nobody.
    """

    community_code: Codes
    subdistrict_code: Codes
    district_code: Codes
    subdistrict: Array
    district: Array
    population: Array
    households: Array
    share_65: Array
    share_child: Array
    share_rent: Array
    share_newcomer: Array
    share_zh: Array
    income: Array
    built_year: Array
    lon: Array
    lat: Array
    estate_code: Codes
    estate_community: Array
    estate_households: Array
    estate_built_year: Array
    estate_lifts: Array
    estate_heritage: Array
    estate_kind: Array
    bbox: Array
    type_code: Codes
    type_group: Array
    group_code: Codes
    type_kinds: tuple[Codes, ...]
    type_grade: Array
    type_physical: Array
    type_shielded: Array
    agency_code: Codes
    agency_kind: Codes
    agency_territory: tuple[str | None, ...]
    lead: Array
    community_shape: Array
    estate_shape: Array

    def unowned(self) -> tuple[tuple[str, str], ...]:
        """Every (service type, community) for which the list names nobody."""
        pairs = zip(*np.nonzero(self.lead < 0), strict=True)
        return tuple((self.type_code[row], self.community_code[place]) for row, place in pairs)

    def points(self, noun: str, places: Ints, *, chance: Stream) -> tuple[Array, Array]:
        """A point inside each of the places, as longitudes and latitudes in degrees.

        `noun` is "community" or "estate", `places` are positions in its codes. Points are uniform
        in the polygon: drawn in its box and drawn again until inside. Raises InputError for a
        polygon that is too thin to be hit.
        """
        shapes = {"community": self.community_shape, "estate": self.estate_shape}[noun][places]
        west, south, east, north = shapely.bounds(shapes).T
        lon, lat = np.full(len(places), np.nan), np.full(len(places), np.nan)
        left = np.arange(len(places))
        for _ in range(TRIES):
            if not left.size:
                return lon, lat
            across, along = chance.uniforms(left.size), chance.uniforms(left.size)
            lon[left] = (west[left] + across * (east[left] - west[left])).round(DECIMALS)
            lat[left] = (south[left] + along * (north[left] - south[left])).round(DECIMALS)
            left = left[~shapely.contains_xy(shapes[left], lon[left], lat[left])]
        raise InputError(
            f"{noun} {int(places[left[0]])} was not hit by {TRIES} points in its box",
            where="areas.geojson",
            mend="Draw the area wider.",
        )

    def points_in(
        self, noun: str, place: int, *, chance: Stream, count: int
    ) -> tuple[Array, Array]:
        """`count` points inside one place."""
        return self.points(noun, np.full(count, place), chance=chance)


def read_world(folder: Path) -> World:
    """The world of a city's folder; raises DefinitionError for every mistake in its files."""
    city = load_city(folder)
    communities = _at(city, AreaLevel.COMMUNITY)
    estates = _at(city, AreaLevel.ESTATE)
    written = read_neighbourhoods(
        folder / "neighbourhoods.yaml",
        communities=[one.code for one in communities],
        estates=[one.code for one in estates],
    )
    agencies = tuple(one.code for one in city.agencies)
    return World(
        **_communities(city, rows=communities, written=written),
        **_estates(city, communities=communities, rows=estates, written=written),
        **_types(city),
        agency_code=agencies,
        agency_kind=tuple(one.kind.value for one in city.agencies),
        agency_territory=tuple(one.territory for one in city.agencies),
        lead=_leads(city, communities=[one.code for one in communities], agencies=agencies),
    )


def _at(city: CityDefinitions, level: AreaLevel) -> list[AreaRow]:
    return [area for area in city.areas if area.level == level]


def _latest(figures: dict[int, int]) -> float:
    return float(figures[max(figures)]) if figures else 0.0


def _shapes(city: CityDefinitions, rows: Sequence[AreaRow]) -> Array:
    shapes = np.array([city.boundaries[row.code] for row in rows], dtype=object)
    shapely.prepare(shapes)
    return shapes


def _communities(
    city: CityDefinitions, *, rows: Sequence[AreaRow], written: NeighbourhoodFile
) -> dict[str, Any]:
    subdistricts = tuple(one.code for one in _at(city, AreaLevel.SUBDISTRICT))
    districts = tuple(one.code for one in _at(city, AreaLevel.DISTRICT))
    chains = [city.area_chain(row.code) for row in rows]
    kept = [written.communities[row.code] for row in rows]
    shapes = _shapes(city, rows)
    centres = shapely.centroid(shapes)
    return {
        "community_code": tuple(row.code for row in rows),
        "subdistrict_code": subdistricts,
        "district_code": districts,
        "subdistrict": _positions(subdistricts, chains=chains),
        "district": _positions(districts, chains=chains),
        "population": np.array([_latest(row.population) for row in rows]),
        "households": np.array([_latest(row.households) for row in rows]),
        "share_65": np.array([one.aged_65 for one in kept]),
        "share_child": np.array([one.children for one in kept]),
        "share_rent": np.array([one.rent for one in kept]),
        "share_newcomer": np.array([one.newcomers for one in kept]),
        "share_zh": np.array([one.languages.get(CHINESE, 0.0) for one in kept]),
        "income": np.array([one.income for one in kept]),
        "built_year": _built(city, rows=rows, written=written),
        "lon": shapely.get_x(centres),
        "lat": shapely.get_y(centres),
        "community_shape": shapes,
    }


def _positions(codes: Codes, *, chains: Sequence[Codes]) -> Array:
    """Which of the codes each chain passes through; -1 for none."""
    place = {code: number for number, code in enumerate(codes)}
    found = (next((place[code] for code in chain if code in place), -1) for chain in chains)
    return np.fromiter(found, dtype=np.int16)


def _built(city: CityDefinitions, *, rows: Sequence[AreaRow], written: NeighbourhoodFile) -> Array:
    """The year in which half the homes of each community stood, by the households of estates."""
    years = []
    for row in rows:
        homes = sorted(
            (written.estates[one.code].built, _latest(one.households))
            for one in _at(city, AreaLevel.ESTATE)
            if one.parent == row.code
        )
        built, weights = np.array([home[0] for home in homes]), np.cumsum([h[1] for h in homes])
        years.append(int(built[np.searchsorted(weights, weights[-1] / 2)]))
    return np.array(years, dtype=np.int16)


def _estates(
    city: CityDefinitions,
    *,
    communities: Sequence[AreaRow],
    rows: Sequence[AreaRow],
    written: NeighbourhoodFile,
) -> dict[str, Any]:
    codes = tuple(one.code for one in communities)
    kept = [written.estates[row.code] for row in rows]
    shapes = _shapes(city, rows)
    chains = [city.area_chain(row.code) for row in rows]
    return {
        "estate_code": tuple(row.code for row in rows),
        "estate_community": _positions(codes, chains=chains).astype(np.int32),
        "estate_households": np.array([_latest(row.households) for row in rows]),
        "estate_built_year": np.array([one.built for one in kept], dtype=np.int16),
        "estate_lifts": np.array([one.lifts for one in kept], dtype=bool),
        "estate_heritage": np.array([one.heritage for one in kept], dtype=bool),
        "estate_kind": np.array([ESTATE_KINDS.index(one.kind) for one in kept], dtype=np.int8),
        "bbox": shapely.bounds(shapes),
        "estate_shape": shapes,
    }


def _types(city: CityDefinitions) -> dict[str, Any]:
    groups = tuple(group.code for group in city.groups)
    types = [one for one in city.service_types if one.active]
    parents = city.type_parents
    chains = [(one.code, parents[one.code] or "") for one in types]
    return {
        "type_code": tuple(one.code for one in types),
        "type_group": _positions(groups, chains=chains),
        "group_code": groups,
        "type_kinds": tuple(one.kinds for one in types),
        "type_grade": np.array([one.default_grade.value for one in types], dtype=np.int8),
        "type_physical": np.array([one.physical for one in types], dtype=bool),
        "type_shielded": np.array([one.shielded for one in types], dtype=bool),
    }


def _leads(city: CityDefinitions, *, communities: Sequence[str], agencies: Codes) -> Array:
    position = {code: number for number, code in enumerate(agencies)}
    index, on = city.duty_index(), city.duty_lists[-1].valid_from
    chains = [city.area_chain(code) for code in communities]
    rows = [
        [match_duty(index, service_type=one.code, area_chain=chain, on=on) for chain in chains]
        for one in city.service_types
        if one.active
    ]
    return np.array(
        [[position.get(match.agency or "", -1) for match in row] for row in rows], dtype=np.int16
    )
