"""Addresses of insight."""

from django.urls import path

from cityloop.web.insight import fair, files, heard, need, scorecards, units

urlpatterns = [
    path("", scorecards.scorecards_page, name="insight"),
    path("units/<slug:code>/", units.unit_page, name="insight_unit"),
    path("fair/", fair.fair_page, name="insight_fair"),
    path("need/", need.need_page, name="insight_need"),
    path("heard/", heard.heard_page, name="insight_heard"),
    path("files/<slug:name>.<slug:ending>", files.insight_file, name="insight_file"),
]
