"""The proposal as reviewed text: each line carries the support it rests on, for a person to judge.

Written by hand rather than by a YAML library, because the support belongs in comments beside the
values, and a row belongs on few lines so that a change shows as a change of one row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cityloop.integrations.history.areas import ImportedArea
from cityloop.integrations.history.proposal import History, ProposedDuty, Share, queue_code

GOVERNMENT = "city-government"
HOTLINE = "hotline-centre"
OTHER_GROUP = "g-other"
PROPOSED = "Proposed from history, to be reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCity:
    """What a proposal needs beside the history; `settings` are those to start from."""

    code: str
    name: str
    language: str
    zone: str
    calendar: str
    evaluation_scheme: str
    settings: dict[str, Any]
    areas: tuple[ImportedArea, ...] = ()

    def names(self, text: str) -> str:
        """Return a name in the city's one language, as YAML."""
        return f"{{{self.language}: {quoted(text)}}}"


def quoted(text: str) -> str:
    """Return a text as a YAML scalar; JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def percent(share: Share) -> str:
    """Return the support in words: "120 of 346 (34.7 %)"."""
    return f"{share.support} of {share.total} ({100 * share.share:.1f} %)"


def group_code(code: str) -> str:
    """Return the code of a group; a group and a type may bear the same name."""
    return f"g-{code}"


def city_text(history: History, *, city: NewCity) -> Iterator[str]:
    """Yield city.yaml; the settings are JSON, which is YAML."""
    yield f"# {PROPOSED}. The settings are those of the demo city."
    yield f"code: {city.code}"
    yield f"names: {city.names(city.name)}"
    yield f"zone: {city.zone}"
    yield f"languages: [{city.language}]"
    yield f"calendar: {city.calendar}"
    yield f"evaluation_scheme: {city.evaluation_scheme}"
    yield "area: city"
    yield 'hotline_phone: "311"'
    yield f"valid_from: {history.first}"
    yield f"settings: {json.dumps(city.settings, ensure_ascii=False, indent=2)}"


def areas_text(city: NewCity) -> Iterator[str]:
    """Yield areas.yaml."""
    yield f"# {PROPOSED}. Boundaries stand in areas.geojson."
    yield "areas:"
    yield f"  - {{code: city, level: city, names: {city.names(city.name)}}}"
    for area in city.areas:
        names = city.names(area.name)
        yield f"  - {{code: {area.code}, level: subdistrict, parent: city, names: {names}}}"


def agencies_text(history: History, *, city: NewCity) -> Iterator[str]:
    """Yield agencies.yaml: departments, and work queues as divisions under them."""
    yield f"# {PROPOSED}. The number of requests of each stands behind it."
    yield "agencies:"
    fixed = ((GOVERNMENT, "city_government", city.name, ""), (HOTLINE, "hotline_centre", "311", ""))
    for code, kind, name, _ in fixed:
        yield _agency(code, kind=kind, names=city.names(name), parent="")
    departments = history.departments
    for code in sorted(departments.rows):
        names = city.names(departments.name(code))
        row = _agency(code, kind="department", names=names, parent=GOVERNMENT)
        yield f"{row} # {departments.rows[code]} requests"
    queues = history.queues
    for code in sorted(queues.rows):
        parent = queues.parent(code) or GOVERNMENT
        names = city.names(queues.name(code))
        row = _agency(queue_code(code), kind="division", names=names, parent=parent)
        above = queues.above.get(code)
        strays = f", {len(above) - 1} other departments too" if above and len(above) > 1 else ""
        yield f"{row} # {queues.rows[code]} requests{strays}"


def _agency(code: str, *, kind: str, names: str, parent: str) -> str:
    above = f", parent: {parent}" if parent else ""
    return f"  - {{code: {code}, kind: {kind}, names: {names}{above}}}"


def service_types_text(history: History, *, city: NewCity) -> Iterator[str]:
    """Yield service_types.yaml."""
    yield f"# {PROPOSED}. Grade 3 is where every type starts: set 1 and 2 by hand."
    yield "groups:"
    for code in sorted(history.groups.rows):
        yield f"  - {{code: {group_code(code)}, names: {city.names(history.groups.name(code))}}}"
    yield f"  - {{code: {OTHER_GROUP}, names: {city.names('Other')}}}"
    yield "types:"
    for code in sorted(history.types.rows):
        yield from _service_type(code, history=history, city=city)


def _service_type(code: str, *, history: History, city: NewCity) -> Iterator[str]:
    rows, name = history.types.rows[code], history.types.name(code)
    parent = history.types.parent(code)
    words = sorted({word.strip("()/,.").casefold() for word in name.split()} - {""})
    kinds = sorted(history.kinds[code])
    yield f"  - code: {code} # {rows} requests"
    yield f"    names: {city.names(name)}"
    yield f"    parent: {group_code(parent) if parent else OTHER_GROUP}"
    yield f"    kinds: [{', '.join(kinds)}]"
    yield "    default_grade: 3"
    yield f"    physical: {'true' if 2 * history.placed[code] >= rows else 'false'}"
    if "irregularity" in kinds:
        yield "    shielded: true"
    yield f"    keywords: {{{city.language}: [{', '.join(quoted(word) for word in words)}]}}"


def duties_text(history: History, *, city: NewCity, version: str) -> Iterator[str]:
    """Yield a responsibility list: a row for the city, then the areas that differ."""
    yield f"# {PROPOSED}. An area has a row where more than half of its requests went elsewhere."
    yield "# History knows neither the law behind a duty nor who pays: fill in before publishing."
    yield f"version: {quoted(version)}"
    yield f"valid_from: {history.first}"
    duties = list(history.duties())
    yield "duties:" if duties else "duties: []"
    for number, duty in enumerate(duties, start=1):
        yield from _duty(duty, number=number, history=history, city=city)


def _duty(duty: ProposedDuty, *, number: int, history: History, city: NewCity) -> Iterator[str]:
    yield f"  - row: {number} # {percent(duty.agency)}"
    yield f"    code: d-{number}"
    yield f"    service_type: {duty.service_type}"
    if duty.area is not None:
        yield f"    area: {duty.area}"
    yield f"    lead: {duty.agency.code}"
    yield f"    actions: {city.names(f'Handle: {history.types.name(duty.service_type)}')}"
    yield f"    level: {'city' if duty.area is None else 'subdistrict'}"
    yield f"    boundary_notes: {city.names(f'{PROPOSED}: {percent(duty.agency)} requests')}"
    yield "    state: basic"


def time_limits_text(
    history: History, *, version: str, general: list[dict[str, Any]]
) -> Iterator[str]:
    """Yield time_limits.yaml: the general rows to start from, then the usual limit of each type.

    `general` are rows without a service type that fit every order.
    """
    yield f"# {PROPOSED}. First the rows of the demo city that fit any order, then what is usual."
    yield f"version: {quoted(version)}"
    yield f"valid_from: {history.first}"
    yield "limits:"
    for row in general:
        yield f"  - {json.dumps(row, ensure_ascii=False, default=str)}"
    for limit in history.limits():
        support = f"{limit.support} of {limit.total} ({100 * limit.share:.1f} %)"
        yield (
            f"  - {{code: answer-{limit.service_type}, clock: answer, amount: {limit.amount}, "
            f"unit: {limit.unit}, service_type: {limit.service_type}}} "
            f"# {support}, median {limit.median_hours:g} hours"
        )
