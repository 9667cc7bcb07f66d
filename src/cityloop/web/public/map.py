"""The public map: requests by area, and where they came from, with nothing of a single person."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cityloop.places.queries import level_outlines
from cityloop.web.components.maps import MapView
from cityloop.web.public.guard import FiguresRequest, figures_data, figures_page
from cityloop.web.public.map_cells import cell_features, class_words, quarter_cells
from cityloop.web.public.map_classes import CellClass
from cityloop.web.public.map_figures import (
    LEVELS,
    legend,
    lines_of,
    period_words,
    shading,
    topics_of,
    wanted_of,
)
from cityloop.web.public.map_layers import GEOJSON, feature, geojson

CELLS = "cells"


@figures_page
def map_page(request: FiguresRequest) -> HttpResponse:
    figures = request.figures
    wanted = wanted_of(figures, asked=request.GET.dict())
    lines = lines_of(figures, wanted=wanted)
    cells = _cells(request)
    shows_cells = CELLS in request.GET
    view = MapView(
        ident="public-map",
        label=_("Map of the requests by area; the table below says the same."),
        settings=request.settings.map,
        shading=None if shows_cells else shading(lines, level=wanted.level),
        cells=reverse("public_map_cells") if shows_cells else "",
    )
    periods = (*reversed(figures.published.quarters), *reversed(figures.published.months))
    context = {
        "figures": figures,
        "view": view,
        "wanted": wanted,
        "period": period_words(wanted.period),
        "lines": lines,
        "legend": legend(lines),
        "levels": [(one.value, one.label) for one in LEVELS],
        "periods": [(one, period_words(one)) for one in periods],
        "topics": topics_of(figures),
        "topic": topics_of(figures).get(wanted.topic, ""),
        "classes": cell_counts(cells),
        "quarter": period_words(figures.published.last_quarter),
        "shows_cells": shows_cells,
        "minimum": request.settings.privacy.min_cell,
    }
    return render(request, "public/map_page.html", context)


@figures_data
def map_file(request: FiguresRequest) -> HttpResponse:
    """The figures of the map as GeoJSON; null is kept back."""
    wanted = wanted_of(request.figures, asked=request.GET.dict())
    lines = {one.place.code: one for one in lines_of(request.figures, wanted=wanted)}
    features = [
        feature(
            area,
            name=lines[area.code].place.name,
            requests=lines[area.code].requests,
            per_thousand=lines[area.code].per_thousand,
            population=lines[area.code].place.population,
        )
        for area in level_outlines(wanted.level)
        if area.code in lines
    ]
    text = geojson(features, period=wanted.period, topic=wanted.topic, stamp=request.figures.stamp)
    answer = HttpResponse(text, content_type=GEOJSON)
    answer["Content-Disposition"] = f'attachment; filename="{wanted.level}-{wanted.period}.geojson"'
    return answer


@figures_data
def cells_file(request: FiguresRequest) -> HttpResponse:
    """The hexagons that may be told as GeoJSON, each with its class."""
    features = cell_features(_cells(request))
    period = request.figures.published.last_quarter
    text = geojson(features, period=period, stamp=request.figures.stamp)
    return HttpResponse(text, content_type=GEOJSON)


def cell_counts(cells: dict[str, CellClass]) -> list[tuple[int, str, int]]:
    """How many hexagons there are of each class: its number, its words, how many."""
    tally = Counter(cells.values())
    ordered = sorted(tally.items(), key=lambda one: one[0].number)
    return [(found.number, class_words(found), count) for found, count in ordered]


def _cells(request: FiguresRequest) -> dict[str, CellClass]:
    return quarter_cells(request.figures, settings=request.settings, zone=request.city.zone)
