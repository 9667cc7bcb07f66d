"""Django configuration of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "cityloop.places"
    label = "places"
