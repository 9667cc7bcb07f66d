"""A responsibility list as people read it: names instead of codes, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cityloop.agencies.models import Agency
from cityloop.core.models import localised
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.money import held_money
from cityloop.responsibility.rules.definitions import DutyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One duty; `owner` leads, or organises the solution where `by_fallback`."""

    row: int
    code: str
    action: str
    service_type: str
    area: str
    owner: str
    by_fallback: bool
    helpers: str
    state: str
    legal_basis: str
    money_source: str
    payer: str
    public: bool


Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """Names by code of everything that a list can name."""

    types: Labels
    areas: Labels
    agencies: Labels
    sources: Labels
    payers: Labels


def names_now() -> Names:
    """Read the names that the city has now; four statements."""
    money = held_money()
    return Names(
        types=_names(ServiceType),
        areas=_names(Area),
        agencies=_names(Agency),
        sources={row["code"]: localised(row["names"]) for row in money.get("sources", ())},
        payers={row["code"]: localised(row["names"]) for row in money.get("payers", ())},
    )


def _names(model: type[ServiceType | Area | Agency]) -> Labels:
    rows = model._default_manager.values_list("code", "names")
    return {code: localised(names) for code, names in rows}


def duty_lines(duties: Iterable[DutyRow], *, names: Names) -> list[DutyLine]:
    """The rows of a list in its order; a code without a name stands for itself."""
    return [
        DutyLine(
            row=duty.row,
            code=duty.code,
            action=localised(duty.actions),
            service_type=names.types.get(duty.service_type, duty.service_type),
            area=names.areas.get(duty.area, duty.area) if duty.area else "",
            owner=_agency(duty.lead or duty.fallback, names=names),
            by_fallback=duty.lead is None,
            helpers=", ".join(_agency(one.agency, names=names) for one in duty.co_agencies),
            state=str(duty.state.label),
            legal_basis=localised(duty.legal_basis or {}),
            money_source=names.sources.get(duty.money_source or "", duty.money_source or ""),
            payer=names.payers.get(duty.payer or "", duty.payer or ""),
            public=duty.public,
        )
        for duty in duties
    ]


def _agency(code: str | None, *, names: Names) -> str:
    return names.agencies.get(code, code) if code else ""
