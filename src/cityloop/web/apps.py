"""Django configuration of the pages."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "cityloop.web"
    label = "web"
