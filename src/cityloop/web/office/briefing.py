"""An evaluation as a briefing: method, gates, and for each kind of unit a picture and its table."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.utils.functional import Promise

from cityloop.accounts.permissions import require
from cityloop.evaluation import permissions as may
from cityloop.evaluation import queries
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.web.components.charts import Chart
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.printing import Paper, pdf_answer, picture_on_paper
from cityloop.web.office.evaluation import lines_shown, min_cell
from cityloop.web.office.pictures import interval_chart
from cityloop.web.office.presenters import KINDS, PeriodTable, method, period_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of unit: the picture of its first rate, where one can be drawn, and its table."""

    name: str | Promise
    table: PeriodTable
    chart: Chart | None = None


@staff(may.PERIOD_LIST)
def briefing_file(request: StaffRequest, *, pk: int) -> HttpResponse:
    period = queries.get_period(pk)
    require(may.PERIOD_SEE, request.actor, period)
    context = {
        "period": period,
        "method": method(period),
        "parts": [_part(request, period, kind=kind, name=name) for kind, name in KINDS],
        "whole": may.CASES_SEE(request.actor, period) is None,
        # On paper no figure leads to its cases.
        "may_open_cases": False,
        "minimum": min_cell(request),
    }
    paper = Paper(template="pdf/briefing.html", about=period.code, by=request.user)
    return pdf_answer(request, paper, context=context)


def _part(
    request: StaffRequest, period: EvaluationPeriod, *, kind: str, name: str | Promise
) -> Part:
    lines = lines_shown(request, period, kind=kind)
    table = period_table(lines, kind=kind)
    drawn = interval_chart(lines, wanted="")
    if drawn is None:
        return Part(name=name, table=table)
    chart = replace(drawn.chart, svg=picture_on_paper(drawn.chart.svg))
    return Part(name=name, table=table, chart=chart)
