"""What people write about: every service type against a year before."""

from django.http import HttpResponse
from django.shortcuts import render

from cityloop.web.public.city import rising
from cityloop.web.public.datasets import Source, outcome_rows, type_rows
from cityloop.web.public.guard import FiguresRequest, figures_page
from cityloop.web.public.wording import count_words


@figures_page
def topics_page(request: FiguresRequest) -> HttpResponse:
    source = Source(request.figures, request.rates)
    rows = [
        row | {"count": count_words(row["requests"]), "then": _then(row["year_before"])}
        for row in type_rows(source)
        if row["requests"] != 0
    ]
    rows.sort(key=lambda row: (row["topic_name"], -(row["requests"] or 0), row["type_name"]))
    context = {
        "figures": request.figures,
        "rows": rows,
        "rising": {row["type"] for row in rising(source)},
        "outcomes": [row for row in outcome_rows(source) if row["closed"] != 0],
        "minimum": request.settings.privacy.min_cell,
    }
    return render(request, "public/topics_page.html", context)


def _then(count: int | None) -> str:
    return "–" if count is None else count_words(count)
