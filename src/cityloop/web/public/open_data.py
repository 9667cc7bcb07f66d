"""Open data: what there is, and each file as CSV, Parquet or GeoJSON."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cityloop.core.errors import NotFound
from cityloop.places.choices import AreaLevel
from cityloop.places.queries import level_outlines
from cityloop.web.public.datasets import DATASETS, Dataset, Source
from cityloop.web.public.guard import FiguresRequest, figures_data, figures_page
from cityloop.web.public.map_layers import GEOJSON, feature, geojson

PARQUET = "application/vnd.apache.parquet"
CSV = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ENDINGS = ("csv", "parquet")
LEVELS = (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY)


@figures_page
def open_data_page(request: FiguresRequest) -> HttpResponse:
    source = Source(request.figures, request.rates)
    files = [
        {
            "set": one,
            "rows": sum(1 for _row in one.rows(source)),
            "columns": [
                (column.name, column.kind, _(column.meaning)) for column in one.contract.columns
            ],
        }
        for one in DATASETS.values()
    ]
    context = {
        "files": files,
        "levels": [(level.value, level.label) for level in LEVELS],
        "licence": request.settings.open_data,
        "minimum": request.settings.privacy.min_cell,
    }
    return render(request, "public/open_data_page.html", context)


@figures_data
def data_file(request: FiguresRequest, *, name: str, ending: str) -> HttpResponse:
    dataset = DATASETS.get(name)
    if dataset is None or ending not in ENDINGS:
        raise NotFound(
            _("There is no file called '%(name)s'.") % {"name": f"{name}.{ending}"},
            mend=_("Known are: %(names)s.") % {"names": ", ".join(DATASETS)},
        )
    rows = dataset.chosen(Source(request.figures, request.rates), wanted=request.GET.dict())
    make = parquet_bytes if ending == "parquet" else csv_bytes
    answer = HttpResponse(
        make(dataset, rows=rows), content_type=PARQUET if ending == "parquet" else CSV
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


@figures_data
def areas_file(request: FiguresRequest, *, level: str) -> HttpResponse:
    """The areas of a level with their boundaries and their figures of the last whole quarter."""
    if level not in LEVELS:
        raise NotFound(
            _("There is no level of areas called '%(level)s'.") % {"level": level},
            mend=_("Known are: %(levels)s.") % {"levels": ", ".join(LEVELS)},
        )
    figures, quarter = request.figures, request.figures.published.last_quarter
    features = [
        feature(
            one,
            names=dict(one.names),
            quarter=quarter,
            requests=figures.requests(one.code, period=quarter),
            population=figures.places[one.code].population if one.code in figures.places else None,
        )
        for one in level_outlines(AreaLevel(level))
    ]
    stamp = {"stamp": figures.stamp, "as_of": request.at.isoformat()}
    answer = HttpResponse(geojson(features, **stamp), content_type=GEOJSON)
    answer["Content-Disposition"] = f'attachment; filename="areas-{level}.geojson"'
    return answer


def csv_bytes(dataset: Dataset, *, rows: Sequence[dict[str, Any]]) -> bytes:
    """A table with a heading; a mark of order lets spreadsheets read Chinese."""
    text = StringIO()
    names = dataset.contract.names
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_plain(row[name]) for name in names])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain(value: object) -> object:
    """A value as spreadsheets must read it: nothing is a formula."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def parquet_bytes(dataset: Dataset, *, rows: Sequence[dict[str, Any]]) -> bytes:
    """The same table with the types of its contract."""
    out = BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=dataset.contract.schema()), out)
    return out.getvalue()
