"""Addresses of the public map and of the boundaries that every map draws."""

from django.urls import path

from cityloop.web.public import map as public_map
from cityloop.web.public import map_layers

urlpatterns = [
    path("", public_map.map_page, name="public_map"),
    path("figures.geojson", public_map.map_file, name="public_map_file"),
    path("cells.geojson", public_map.cells_file, name="public_map_cells"),
    path("areas/<slug:level>.geojson", map_layers.areas_layer, name="map_areas"),
]
