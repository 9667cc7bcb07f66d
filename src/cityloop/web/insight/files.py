"""The figures of the pages as files: the very rows that a page shows, for the same filters."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cityloop.core.errors import NotFound
from cityloop.web.insight import columns, fair, heard, need, scorecards, units
from cityloop.web.insight.guard import InsightRequest, insight_page
from cityloop.web.insight.pictures import Row
from cityloop.web.public.datasets import Dataset
from cityloop.web.public.open_data import CSV, ENDINGS, PARQUET, csv_bytes, parquet_bytes
from cityloop_analytics.contracts import Contract

Rows = Callable[[InsightRequest], list[Row]]
FILES: Final[Mapping[str, tuple[Contract, Rows]]] = {
    contract.name: (contract, rows)
    for contract, rows in (
        (columns.SCORECARDS, scorecards.scorecard_rows),
        (columns.BACKLOG, units.backlog_rows),
        (columns.FAIR, fair.fair_rows),
        (columns.NEED, need.need_rows),
        (columns.HEARD, heard.heard_rows),
    )
}


@insight_page
def insight_file(request: InsightRequest, *, name: str, ending: str) -> HttpResponse:
    if name not in FILES or ending not in ENDINGS:
        raise NotFound(
            _("There is no file called '%(name)s'.") % {"name": f"{name}.{ending}"},
            mend=_("Known are: %(names)s.") % {"names": ", ".join(FILES)},
        )
    contract, rows_of = FILES[name]
    rows = rows_of(request)
    dataset = Dataset(title=name, contract=contract, rows=lambda _source: iter(rows))
    make = parquet_bytes if ending == "parquet" else csv_bytes
    answer = HttpResponse(
        make(dataset, rows=rows), content_type=PARQUET if ending == "parquet" else CSV
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer
