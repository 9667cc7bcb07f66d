"""The responsibility list for everybody: who must act, by when, with which money."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cityloop.responsibility.choices import Clock, DefinitionKind
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.in_force import InForce, get_in_force
from cityloop.responsibility.queries.limits import TIME_LIMITS, limits_of_version
from cityloop.responsibility.queries.list_files import list_file
from cityloop.responsibility.queries.versions import version_in_force
from cityloop.responsibility.rules.limits import (
    LimitTable,
    LimitWanted,
    TimeLimitMissing,
    time_limit,
)
from cityloop.web.components.duty_rows import DutyLine, duty_lines, names_now
from cityloop.web.components.guard import View, open_to_all
from cityloop.web.components.pages import page_number
from cityloop.web.public.guard import city_request

ROWS = 30
LONGEST_SEARCH = 100
NO_LIMITS = (0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDuty:
    """A row of the list: what, who, and how long an answer may take ("" where no limit fits)."""

    line: DutyLine
    answer: str
    # Everything that a search looks through, folded.
    sought: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPage:
    """One page of the rows that were found."""

    rows: Sequence[PublicDuty]
    number: int
    pages: int
    total: int

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


def _duties_page(request: HttpRequest) -> HttpResponse:
    known = city_request(request)
    held = get_in_force(at=known.at)
    line = version_in_force(kind=DefinitionKind.DUTY_LIST, code=known.city.code, on=held.day)
    typed = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    rows: Sequence[PublicDuty] = ()
    if line is not None:
        rows = _rows(line.version, line.digest, _limits(held, code=known.city.code), get_language())
    listing = _page(rows, typed=typed, number=page_number(request))
    context = {"version": line, "listing": listing, "typed": typed}
    return render(request, "public/duties_page.html", context)


duties_page: View = open_to_all(_duties_page)


def _limits(held: InForce, *, code: str) -> tuple[int, str]:
    return held.versions.get((TIME_LIMITS, code), NO_LIMITS)


# A version never changes, and its digest tells the lists of two databases apart.
@lru_cache(maxsize=8)
def _rows(
    version: str, _digest: str, limits: tuple[int, str], _language: str | None
) -> tuple[PublicDuty, ...]:
    listed = [duty for duty in list_file(version).duties if duty.public]
    types = {one.code: one for one in ServiceType.objects.filter(public=True)}
    table: LimitTable = {} if limits == NO_LIMITS else limits_of_version(*limits)
    lines = duty_lines(listed, names=names_now())
    return tuple(
        _public_duty(line, kind=types[duty.service_type], table=table)
        for duty, line in zip(listed, lines, strict=True)
        if duty.service_type in types
    )


def _public_duty(line: DutyLine, *, kind: ServiceType, table: LimitTable) -> PublicDuty:
    words = [word for some in kind.keywords.values() for word in some]
    names = [*kind.names.values(), line.action, line.area, line.owner, line.helpers]
    money = [line.money_source, line.payer, line.legal_basis, line.code]
    return PublicDuty(
        line=line,
        answer=_answer(kind, table=table),
        sought=" ".join([*words, *names, *money]).casefold(),
    )


def _answer(kind: ServiceType, *, table: LimitTable) -> str:
    chain = kind.chain if kind.chain[:1] == [kind.code] else [kind.code, *kind.chain]
    wanted = LimitWanted(
        clock=Clock.ANSWER.value, grade=kind.default_grade, service_types=tuple(chain)
    )
    try:
        row = time_limit(table, wanted=wanted)
    except TimeLimitMissing:
        return ""
    return _("%(amount)s %(unit)s") % {"amount": row.amount, "unit": row.unit.label}


def _page(rows: Sequence[PublicDuty], *, typed: str, number: int) -> DutyPage:
    words = typed.casefold().split()
    found = [row for row in rows if all(word in row.sought for word in words)]
    pages = max(1, -(-len(found) // ROWS))
    number = min(number, pages)
    return DutyPage(
        rows=found[(number - 1) * ROWS : number * ROWS],
        number=number,
        pages=pages,
        total=len(found),
    )
