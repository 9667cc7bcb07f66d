"""Sentences for people: English text now, and what a translation needs later."""

from collections.abc import Mapping
from datetime import datetime
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
    """A code such as `in_progress` in words, a moment with its zone; anything else as it prints."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M %Z}"
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)


def plain_sentence(text: str) -> object:
    """What a JSON column keeps of a sentence: text as it is, a template with its values."""
    if not isinstance(text, Sentence) or not text.values:
        return str(text)
    return {"text": str(text), "template": text.template, "values": dict(text.values)}


def sentence_from(plain: object) -> str:
    """The sentence of which `plain_sentence` has made this."""
    if not isinstance(plain, Mapping):
        return str(plain)
    return Sentence(plain["template"], **plain["values"])
