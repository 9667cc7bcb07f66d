"""Addresses of work on the spot. The worker stands here because it rules what lies below it."""

from django.urls import path

from cityloop.web.field import offline, photos, views

urlpatterns = [
    path("", views.list_page, name="field_list"),
    path("orders.json", offline.orders, name="field_orders"),
    path("worker.js", offline.worker, name="field_worker"),
    path("offline/", offline.shell_page, name="field_shell"),
    path("photos/<str:name>", photos.photo_page, name="field_photo"),
    path("<str:number>/", views.note_page, name="field_note"),
    path("<str:number>/shown/", views.show_photos, name="field_shown"),
]
