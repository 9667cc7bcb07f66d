"""Selects written by us are the selects that Django's templates write."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from cityloop.web.components.form_markup import FormMarkup

CHOICES: dict[str, list[Any]] = {
    "plain": [("", "Any"), ("a", "One"), ("b", "Two")],
    "lazy": [("a", _("Overdue")), ("b", _("Today"))],
    "marked": [('"><script>', "<b>bold</b> & 'more'")],
    "numbers": [(1, "1"), (None, 2)],
    "grouped": [("Fruit & co", [("a", "Apple"), ("p", "Pear")]), ("c", "Corn")],
    "nothing": [],
}


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("attributes", [{}, {"accesskey": "w", "title": 'a "b"', "hidden": True}])
def test_a_select_is_as_django_writes_it(name: str, attributes: dict[str, str | bool]) -> None:
    widget = forms.Select(choices=CHOICES[name], attrs=attributes | {"data-off": False})

    ours = widget.render("field", "a", renderer=FormMarkup())

    assert ours == widget.render("field", "a", renderer=DjangoTemplates())


def test_several_chosen_options_are_as_django_writes_them() -> None:
    widget = forms.SelectMultiple(choices=CHOICES["plain"])

    ours = widget.render("field", ["a", "b"], renderer=FormMarkup())

    assert ours == widget.render("field", ["a", "b"], renderer=DjangoTemplates())


def test_other_widgets_are_left_to_django() -> None:
    widget = forms.RadioSelect(choices=CHOICES["plain"])

    ours = widget.render("field", "a", renderer=FormMarkup())

    assert ours == widget.render("field", "a", renderer=DjangoTemplates())


def test_pages_use_it() -> None:
    assert isinstance(forms.Form().renderer, FormMarkup)
