"""The city that past requests are written into: its codes, ready for many rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from cityloop.agencies.models import Agency
from cityloop.core.errors import InputError
from cityloop.core.models import City
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType

TOP_KINDS = ("city_government", "hotline_centre")


@dataclass(frozen=True, slots=True)
class TypeRow:
    """What an order takes over from its service type."""

    pk: int
    grade: int
    shielded: bool


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency, and the department under which it is counted."""

    pk: int
    code: str
    department: int


@dataclass(slots=True, kw_only=True)
class HistoryTarget:
    """The codes of the city; `source` names the register the rows come from.

    `outcome` is that of a closed row whose text does not say. `shared` maps the source
    id of each request that joins another's matter to the source id of that matter's first
    request; `matters` holds the keys of those matters as they are written.
    """

    source: str
    outcome: str
    zone: ZoneInfo
    language: str
    calendar: str
    percents: tuple[int, ...]
    resolution: int
    types: dict[str, TypeRow]
    agencies: dict[str, AgencyRow]
    fallback: AgencyRow
    areas: dict[str, int]
    shared: Mapping[str, str] = field(default_factory=dict)
    matters: dict[str, int] = field(default_factory=dict)
    roots: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.roots = frozenset(self.shared.values())

    def agency(self, codes: Sequence[str]) -> AgencyRow | None:
        """Return the first of the agencies that is there, the stand-in where none is named.

        None: the row names agencies, and the city has none of them.
        """
        if not codes:
            return self.fallback
        return next((self.agencies[code] for code in codes if code in self.agencies), None)


def history_target(
    *, source: str, outcome: str, shared: Mapping[str, str] | None = None
) -> HistoryTarget:
    """Read the city's codes; three statements and the city.

    Raises InputError where there is no city yet, or no agency to stand in.
    """
    city = City.objects.first()
    if city is None:
        raise InputError("there is no city to import into", mend="Load its definitions first.")
    agencies = _agencies()
    fallback = next((agencies[code] for code in _top_codes() if code in agencies), None)
    if fallback is None:
        raise InputError("the city has no government and no hotline centre among its agencies")
    return HistoryTarget(
        source=source,
        outcome=outcome,
        shared=shared or {},
        zone=ZoneInfo(city.zone),
        language=city.languages[0] if city.languages else "en",
        calendar=city.calendar,
        percents=tuple(row["percent"] for row in city.settings["escalation"]),
        resolution=int(city.settings["duplicates"]["hexagon_resolution"]),
        types={
            code: TypeRow(pk=pk, grade=grade, shielded=shielded)
            for code, pk, grade, shielded in ServiceType.objects.values_list(
                "code", "pk", "default_grade", "shielded"
            )
        },
        agencies=agencies,
        fallback=fallback,
        areas=dict(Area.objects.values_list("code", "pk")),
    )


def _agencies() -> dict[str, AgencyRow]:
    rows = Agency.objects.values_list("code", "pk", "department")
    return {code: AgencyRow(pk=pk, code=code, department=top or pk) for code, pk, top in rows}


def _top_codes() -> list[str]:
    found = dict(Agency.objects.filter(kind__in=TOP_KINDS).values_list("kind", "code"))
    return [found[kind] for kind in TOP_KINDS if kind in found]
