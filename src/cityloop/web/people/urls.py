"""Addresses of the pages about people."""

from django.urls import path

from cityloop.web.people import matrix, steps, views

urlpatterns = [
    path("", views.people_page, name="people"),
    path("add/", views.add_page, name="people_add"),
    path("roles/", matrix.matrix_page, name="people_matrix"),
    path("<int:pk>/", views.person_page, name="people_person"),
    path("<int:pk>/roles/<int:held>/end/", steps.end_page, name="people_end_role"),
    path("<int:pk>/<slug:step>/", steps.step_page, name="people_step"),
]
