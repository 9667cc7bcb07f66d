"""An agency's own figures: what a period says of it, why, and the cases that are counted."""

from django.http import HttpResponse
from django.shortcuts import render

from cityloop.accounts.permissions import require
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.evaluation.permissions import PERIOD_LIST, PERIOD_SEE
from cityloop.evaluation.queries import get_period, periods
from cityloop.evaluation.queries.own import own_cases, own_score
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.web.agency.bands import rate_faces, score_face
from cityloop.web.agency.desk import desk_tabs
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number


@staff(PERIOD_LIST)
def figures_page(request: StaffRequest, *, pk: int | None = None) -> HttpResponse:
    """The newest period that the person may see, or the one asked for."""
    seen = [one for one in periods() if PERIOD_SEE(request.actor, one) is None]
    if pk is None:
        period = seen[0] if seen else None
    else:
        period = get_period(pk)
        require(PERIOD_SEE, request.actor, period)
    context = {"tabs": desk_tabs(request.actor), "periods": seen, "period": period}
    if period is not None:
        context |= _figures(request, period)
    return render(request, "agency/figures_page.html", context)


def _figures(request: StaffRequest, period: EvaluationPeriod) -> dict[str, object]:
    own = own_score(
        period, agency=request.actor.agency_id or 0, unit_kind=request.GET.get("by", "")
    )
    if own is None:
        return {"own": None}
    scheme = EvaluationScheme.from_mapping(period.scheme.content)
    return {
        "own": own,
        "score": own.score,
        "whole": score_face(own, scheme=scheme),
        "rates": rate_faces(own, scheme=scheme),
        "scheme": scheme,
    }


@staff(PERIOD_LIST)
def cases_page(request: StaffRequest, *, pk: int, kind: str, figure: str) -> HttpResponse:
    period = get_period(pk)
    require(PERIOD_SEE, request.actor, period)
    listing = own_cases(
        period,
        actor=request.actor,
        unit_kind=kind,
        figure=figure,
        number=page_number(request),
    )
    context = {"period": period, "listing": listing, "kind": kind}
    return render(request, "agency/figure_cases_page.html", context)
