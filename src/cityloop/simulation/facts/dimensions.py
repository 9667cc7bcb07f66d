"""Areas, agencies and service types of the simulated city and its copies, in Parquet."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cityloop.agencies.choices import COUNTED_UNDER_PARENT
from cityloop.agencies.rules.definitions import AgencyRow
from cityloop.intake.rules.city import CityDefinitions
from cityloop.places.choices import AreaLevel
from cityloop.simulation.facts.arrow import options
from cityloop.simulation.facts.words import copy_code
from cityloop_analytics.contracts import AGENCIES, AREAS, DIMENSIONS, SERVICE_TYPES
from cityloop_analytics.manifest import FactFile

PLACES = (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY, AreaLevel.ESTATE)
Row = dict[str, Any]


def write_dimensions(city: CityDefinitions, *, copies: int, out: Path) -> list[FactFile]:
    """Write the dimensions of a city copied so many times. Raises OSError."""
    rows = {
        AREAS.name: [row for copy in range(copies) for row in area_rows(city, copy=copy)],
        AGENCIES.name: [row for copy in range(copies) for row in agency_rows(city, copy=copy)],
        SERVICE_TYPES.name: type_rows(city),
    }
    files = []
    for contract in DIMENSIONS:
        path = out / f"{contract.name}.parquet"
        words = [one.name for one in contract.columns if one.kind == "word"]
        table = pa.Table.from_pylist(rows[contract.name], schema=contract.schema())
        pq.write_table(table, path, **options(contract, words=words))
        files.append(FactFile.at(path, folder=out, table=contract.name))
    return files


def area_rows(city: CityDefinitions, *, copy: int) -> Iterator[Row]:
    """The areas of one copy; all copies lie in the one city."""
    levels = {row.code: row.level for row in city.areas}
    for row in city.areas:
        if row.level == AreaLevel.CITY:
            if copy == 0:
                yield area_row(row.code, row=row, parent=None, chain={})
            continue
        chain = {levels[code]: copy_code(code, copy=copy) for code in city.area_chain(row.code)}
        inside = row.parent and levels[row.parent] != AreaLevel.CITY
        parent = copy_code(row.parent or "", copy=copy) if inside else row.parent
        yield area_row(copy_code(row.code, copy=copy), row=row, parent=parent, chain=chain)


def area_row(
    code: str,
    *,
    row: Any,  # noqa: ANN401 - a struct of areas.yaml
    parent: str | None,
    chain: Mapping[AreaLevel, str],
) -> Row:
    """One row of the areas."""
    return {
        "area": code,
        "level": row.level.value,
        "parent": parent,
        **{level.value: chain.get(level) for level in PLACES},
        "names": names_of(row.names),
        "population": latest(row.population),
        "households": latest(row.households),
    }


def agency_rows(city: CityDefinitions, *, copy: int) -> Iterator[Row]:
    """The agencies of one copy."""
    top = departments(city.agencies)
    whole = {row.code for row in city.areas if row.level == AreaLevel.CITY}
    for row in city.agencies:
        territory = row.territory
        if territory is not None and territory not in whole:
            territory = copy_code(territory, copy=copy)
        yield {
            "agency": copy_code(row.code, copy=copy),
            "department": copy_code(top[row.code], copy=copy),
            "agency_kind": row.kind.value,
            "peer_group": row.peer_group,
            "territory": territory,
            "names": names_of(row.names),
        }


def type_rows(city: CityDefinitions) -> list[Row]:
    """The service types; they are the same in every copy."""
    parents = city.type_parents
    return [
        {
            "service_type": row.code,
            "type_group": group_of(row.code, parents=parents),
            "grade": int(row.default_grade),
            "physical": row.physical,
            "shielded": row.shielded,
            "public": row.public,
            "hard": row.hard,
            "names": names_of(row.names),
        }
        for row in city.service_types
    ]


def group_of(code: str, *, parents: Mapping[str, str | None]) -> str:
    """The top group that a type lies in."""
    above = parents.get(code)
    return code if above is None else group_of(above, parents=parents)


def departments(agencies: Sequence[AgencyRow]) -> dict[str, str]:
    """Each agency and the body that it is counted under: itself, or what a division belongs to."""
    rows = {row.code: row for row in agencies}
    found = {}
    for row in agencies:
        line = [row]
        while line[-1].kind in COUNTED_UNDER_PARENT:
            above = rows.get(line[-1].parent or "")
            if above is None or above in line:
                break
            line.append(above)
        found[row.code] = line[-1].code
    return found


def names_of(names: Mapping[str, str]) -> str:
    """Names by language as JSON."""
    return json.dumps(dict(names), ensure_ascii=False, sort_keys=True)


def latest(by_year: Mapping[int, int]) -> int | None:
    """The figure of the latest year."""
    return by_year[max(by_year)] if by_year else None
