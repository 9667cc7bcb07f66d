"""Address of the gallery."""

from django.urls import path

from cityloop.web.gallery import views

urlpatterns = [path("", views.gallery_page, name="components")]
