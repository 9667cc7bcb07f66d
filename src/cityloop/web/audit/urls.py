"""Addresses of the audit trail."""

from django.urls import path

from cityloop.web.audit import views

urlpatterns = [
    path("", views.trail_page, name="audit"),
    path("table/", views.export, name="audit_export"),
]
