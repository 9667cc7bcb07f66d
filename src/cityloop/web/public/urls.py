"""Addresses of the public pages of the city."""

from django.urls import path

from cityloop.web.public import agencies, areas, city, definitions, duties, open_data, topics

urlpatterns = [
    path("", city.city_page, name="public_city"),
    path("areas/<slug:code>/", areas.area_page, name="public_area"),
    path("areas/<slug:code>/card.svg", areas.card, name="public_card"),
    path("agencies/<slug:code>/", agencies.agency_page, name="public_agency"),
    path("topics/", topics.topics_page, name="public_topics"),
    path("duties/", duties.duties_page, name="public_duties"),
    path("definitions/", definitions.definitions_page, name="public_definitions"),
    path(
        "definitions/<slug:kind>/<slug:code>/<str:version>.yaml",
        definitions.definition_file,
        name="public_definition_file",
    ),
    path(
        "definitions/<slug:kind>/<slug:code>/<str:version>/",
        definitions.definition_page,
        name="public_definition",
    ),
    path("open-data/", open_data.open_data_page, name="public_open_data"),
    path("open-data/areas-<slug:level>.geojson", open_data.areas_file, name="public_areas_file"),
    path("open-data/<slug:name>.<slug:ending>", open_data.data_file, name="public_file"),
]
