"""Addresses of the pages, one folder per audience."""

from django.urls import URLPattern, URLResolver, include, path

from cityloop.web.components.stylesheet import style_page
from cityloop.web.public import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("style/<slug:digest>.css", style_page, name="style"),
    path("components/", include("cityloop.web.gallery.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("hotline/", include("cityloop.web.hotline.urls")),
    path("agency/work-orders/", include("cityloop.web.agency.urls")),
    path("agency/", include("cityloop.web.agency.desk_urls")),
    path("field/", include("cityloop.web.field.urls")),
    path("call-back/", include("cityloop.web.follow_up.urls")),
    path("knowledge/", include("cityloop.web.knowledge.urls")),
    path("search/", include("cityloop.web.search.urls")),
    path("office/definitions/", include("cityloop.web.definitions.urls")),
    path("office/insight/", include("cityloop.web.insight.urls")),
    path("office/", include("cityloop.web.office.urls")),
    path("city/map/", include("cityloop.web.public.map_urls")),
    path("city/", include("cityloop.web.public.urls")),
    path("", include("cityloop.web.citizen.urls")),
]
