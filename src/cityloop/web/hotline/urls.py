"""Addresses of the hotline's pages."""

from django.urls import path

from cityloop.web.hotline import actions, call_actions, calls, desk, repeats, views

urlpatterns = [
    path("", views.take_page, name="hotline_take"),
    path("hints/", views.hints_part, name="hotline_hints"),
    path("inbox/", views.inbox_page, name="hotline_inbox"),
    path("requests/<str:number>/", views.request_page, name="hotline_request"),
    path("requests/<str:number>/repeat/<str:matter>/", repeats.repeat_page, name="hotline_repeat"),
    path("requests/<str:number>/<slug:step>/", actions.take_step, name="hotline_step"),
    path("calls/", calls.calls_page, name="hotline_calls"),
    path("calls/<str:number>/", calls.call_page, name="hotline_call"),
    path("calls/<str:number>/answer/", calls.answer_call, name="hotline_call_answer"),
    path("calls/<str:number>/return/", calls.return_call, name="hotline_call_return"),
    path("calls/<str:number>/<slug:step>/", call_actions.call_step, name="hotline_call_step"),
    path("desk/", desk.desk_page, name="hotline_desk"),
]
