"""Addresses of the call-back pages."""

from django.urls import path

from cityloop.web.follow_up import views

urlpatterns = [
    path("", views.queue_page, name="follow_up_queue"),
    path("<int:pk>/", views.interview_page, name="follow_up_interview"),
    path("<int:pk>/attempts/", views.log_attempt, name="follow_up_attempt"),
]
