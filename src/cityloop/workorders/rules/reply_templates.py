"""Words with places to fill: which places there are, and what is put in."""

import re
from collections.abc import Iterable, Mapping

from cityloop.core.sentences import Sentence

# What may stand in braces.
PLACES = ("number", "service_type", "due", "agency")
_PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST = 4000
LONGEST_NAME = 80


def places_in(text: str) -> tuple[str, ...]:
    """The names in braces, in the order in which they stand, each once."""
    return tuple(dict.fromkeys(name.strip() for name in _PLACE.findall(text)))


def text_refusal(text: str) -> str | None:
    """Why a text cannot be filled in, or None: an unknown place, or a brace without its other."""
    unknown = [name for name in places_in(text) if name not in PLACES]
    if unknown:
        return Sentence(
            "{%(unknown)s} is no place that can be filled in. There are: %(places)s.",
            unknown=_Plain(unknown[0]),
            places=_Plain(", ".join(f"{{{name}}}" for name in PLACES)),
        )
    rest = _PLACE.sub("", text)
    if "{" in rest or "}" in rest:
        return Sentence("A brace stands alone; a place is written as {number}.")
    if len(text) > LONGEST:
        return Sentence("A text has at most %(most)s characters.", most=LONGEST)
    return None


class _Plain:
    """A word that is said as it stands, not as the name of a choice."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


def template_refusal(
    names: Mapping[str, str], *, texts: Mapping[str, str], languages: Iterable[str]
) -> str | None:
    """Why a template cannot be kept, or None: every language has a name and a text that fills."""
    for language in languages:
        name, text = names.get(language, "").strip(), texts.get(language, "").strip()
        if not name or not text:
            return Sentence("Write the name and the text in every language of the city.")
        if len(name) > LONGEST_NAME:
            return Sentence("A name has at most %(most)s characters.", most=LONGEST_NAME)
        if refusal := text_refusal(text):
            return refusal
    return None


def filled(text: str, *, values: Mapping[str, str]) -> str:
    """The text with its places filled in; what is not known stays in braces, to be seen."""
    return _PLACE.sub(lambda found: values.get(found[1].strip()) or found[0], text)
