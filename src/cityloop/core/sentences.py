"""Sentences for people: English text now, and what a translation needs later."""

from collections.abc import Mapping
from typing import Self


class Sentence(str):
    """A sentence that keeps its template and values, so that a page can say it in its language.

    `Sentence("At most %(limit)s.", limit=2)` reads "At most 2."; a page translates `template` and
    fills in `values` itself. Rules stay free of any translation machinery.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Fill the template; a choice is written in the words of its value."""
        filled = {name: words(value) for name, value in values.items()}
        sentence = super().__new__(cls, template % filled if filled else template)
        sentence.template = template
        sentence.values = values
        return sentence


def words(value: object) -> str:
    """A code such as `in_progress` in words; anything else as it prints."""
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)
