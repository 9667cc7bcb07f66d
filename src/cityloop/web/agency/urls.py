"""Addresses of the agencies' pages."""

from django.urls import path

from cityloop.web.agency import printed, views, whistles, worklist

urlpatterns = [
    path("", worklist.worklist_page, name="agency_worklist"),
    path("<str:number>/", views.order_page, name="agency_order"),
    path("<str:number>/case.pdf", printed.case_file, name="agency_case_file"),
    path("<str:number>/whistle/", whistles.blow, name="agency_whistle"),
    path("<str:number>/call/<slug:step>/", whistles.take_call_step, name="agency_call_step"),
    path("<str:number>/<slug:step>/", views.take_step, name="agency_step"),
]
