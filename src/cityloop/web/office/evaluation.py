"""Pages of the evaluation: periods, tables of units, the cases behind every figure."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cityloop.accounts.permissions import require
from cityloop.core.definitions import from_plain
from cityloop.evaluation import permissions as may
from cityloop.evaluation import queries
from cityloop.evaluation.choices import UnitKind
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.flows import score
from cityloop.intake.rules.definitions import CitySettings
from cityloop.web.components.attempts import done
from cityloop.web.components.fair import fair_groups, rate_label
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.office.forms import PeriodForm
from cityloop.web.office.pictures import interval_chart
from cityloop.web.office.presenters import KINDS, method, period_table
from cityloop.web.office.publication import publication


@staff(may.PERIOD_LIST)
def periods_page(request: StaffRequest) -> HttpResponse:
    return _periods(request, PeriodForm())


def _periods(request: StaffRequest, form: PeriodForm) -> HttpResponse:
    context = {
        "periods": [
            period for period in queries.periods() if not may.PERIOD_SEE(request.actor, period)
        ],
        "may_run": may.PERIOD_RUN(request.actor, None) is None,
        "form": form,
    }
    return render(request, "office/periods_page.html", context)


@require_POST
@staff(may.PERIOD_RUN)
def run_period(request: StaffRequest) -> HttpResponse:
    form = PeriodForm(request.POST)
    if form.is_valid() and done(
        form, lambda: score.run_period(**form.cleaned_data, by=request.user, at=request.at)
    ):
        messages.success(request, _("The evaluation has been run. Another person publishes it."))
        return redirect("office_periods")
    return _periods(request, form)


@staff(may.PERIOD_LIST)
def period_page(request: StaffRequest, *, pk: int) -> HttpResponse:
    period = queries.get_period(pk)
    require(may.PERIOD_SEE, request.actor, period)
    asked = request.GET.get("by", UnitKind.DEPARTMENT)
    kind = asked if asked in UnitKind.values else UnitKind.DEPARTMENT
    opens_cases = may.CASES_SEE(request.actor, period) is None
    lines = lines_shown(request, period, kind=kind)
    chart = interval_chart(lines, wanted=request.GET.get("rate", ""))
    context = {
        "period": period,
        "table": period_table(lines, kind=kind),
        "chart": chart,
        "fair": fair_groups(lines, rate=chart.rate, title=rate_label(chart.rate)) if chart else [],
        "kinds": KINDS,
        "method": method(period),
        "may_open_cases": opens_cases,
        "minimum": min_cell(request),
        "steps": publication(period, actor=request.actor, at=request.at),
    }
    return render(request, "office/period_page.html", context)


def lines_shown(
    request: StaffRequest, period: EvaluationPeriod, *, kind: str
) -> Sequence[queries.UnitLine]:
    """The units of a period as the reader may see them: small counts only where cases open too."""
    lines = queries.unit_table(period, unit_kind=kind)
    if may.CASES_SEE(request.actor, period) is None:
        return lines
    return queries.protected(lines, minimum=min_cell(request), own={request.actor.agency_code})


def min_cell(request: StaffRequest) -> int:
    """The smallest count that the city shows to those who may not open the cases."""
    return from_plain(request.city.settings, kind=CitySettings).privacy.min_cell


@require_POST
@staff(may.PERIOD_RUN)
def show_period(request: StaffRequest, *, pk: int) -> HttpResponse:
    score.show_period(queries.get_period(pk), by=request.user, at=request.at)
    messages.success(request, _("The agencies see it now and may object to it."))
    return redirect("office_period", pk=pk)


@require_POST
@staff(may.PERIOD_PUBLISH)
def publish_period(request: StaffRequest, *, pk: int) -> HttpResponse:
    period = queries.get_period(pk)
    require(may.PERIOD_PUBLISH, request.actor, period)
    score.publish_period(period, by=request.user, at=request.at)
    messages.success(request, _("The evaluation is published and frozen."))
    return redirect("office_period", pk=pk)


@staff(may.CASES_SEE)
def cases_page(
    request: StaffRequest, *, pk: int, kind: str, code: str, figure: str
) -> HttpResponse:
    period = queries.get_period(pk)
    require(may.CASES_SEE, request.actor, period)
    listing = queries.cases_of(
        period, unit=(kind, code), figure=figure, number=page_number(request)
    )
    context = {
        "period": period,
        "listing": listing,
        "kind": kind,
        "asks": may.EXCLUSION_REQUEST.role_refusal(request.actor) is None,
        "reviews": may.EXCLUSION_REVIEW.role_refusal(request.actor) is None,
    }
    return render(request, "office/cases_page.html", context)
