"""Addresses of the agencies' pages."""

from django.urls import path

from cityloop.web.agency import views

urlpatterns = [
    path("", views.worklist_page, name="agency_worklist"),
    path("<str:number>/", views.order_page, name="agency_order"),
    path("<str:number>/<slug:step>/", views.take_step, name="agency_step"),
]
