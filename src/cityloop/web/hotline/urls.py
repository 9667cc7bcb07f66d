"""Addresses of the hotline's pages."""

from django.urls import path

from cityloop.web.hotline import actions, repeats, views

urlpatterns = [
    path("", views.take_page, name="hotline_take"),
    path("hints/", views.hints_part, name="hotline_hints"),
    path("inbox/", views.inbox_page, name="hotline_inbox"),
    path("requests/<str:number>/", views.request_page, name="hotline_request"),
    path("requests/<str:number>/repeat/<str:matter>/", repeats.repeat_page, name="hotline_repeat"),
    path("requests/<str:number>/<slug:step>/", actions.take_step, name="hotline_step"),
]
