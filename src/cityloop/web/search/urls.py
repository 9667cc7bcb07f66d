"""Address of the search."""

from django.urls import path

from cityloop.web.search import views

urlpatterns = [path("", views.search_page, name="search")]
