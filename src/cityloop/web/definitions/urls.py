"""Addresses of the pages of definitions."""

from django.urls import path

from cityloop.web.definitions import drafts, runs, views

urlpatterns = [
    path("", views.definitions_page, name="definitions"),
    path("service-types/", views.types_page, name="definition_types"),
    path("drafts/<int:pk>/", drafts.draft_page, name="definition_draft"),
    path("drafts/<int:pk>/edit/", drafts.edit_page, name="definition_edit"),
    path("drafts/<int:pk>/lines/", drafts.lines_page, name="definition_lines"),
    path("drafts/<int:pk>/file/", drafts.file_page, name="definition_draft_file"),
    path("drafts/<int:pk>/drop/", drafts.drop_draft, name="definition_drop"),
    path("drafts/<int:pk>/publish/", drafts.publish_draft, name="definition_publish"),
    path("drafts/<int:pk>/withdraw/", drafts.withdraw_draft, name="definition_withdraw"),
    path("drafts/<int:pk>/try/", runs.try_draft, name="definition_try"),
    path("drafts/<int:pk>/go-on/", runs.go_on, name="definition_go_on"),
    path("<slug:kind>/<str:code>/<str:version>/", views.version_page, name="definition"),
    path("<slug:kind>/<str:code>/<str:version>/text/", views.text_page, name="definition_text"),
    path("<slug:kind>/<str:code>/<str:version>/file/", views.file_page, name="definition_file"),
    path("<slug:kind>/<str:code>/<str:version>/draft/", views.start_page, name="definition_start"),
]
