"""Addresses of the pages, one folder per audience."""

from django.urls import URLPattern, URLResolver, include, path

from cityloop.web.public import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("hotline/", include("cityloop.web.hotline.urls")),
    path("agency/work-orders/", include("cityloop.web.agency.urls")),
    path("call-back/", include("cityloop.web.follow_up.urls")),
    path("office/", include("cityloop.web.office.urls")),
]
