"""What a Chinese page says in Latin letters, apart from what people themselves have written."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import models

LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]+")
# Texts that no person reads as words: addresses, marks of a version, numbers, names of files.
TECHNICAL = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\b[\w-]+\.(?:csv|json|parquet|geojson|yaml|svg|pdf)\b"
    r"|\b[A-Z]{2}\d+\b|\b[A-Z]{2,3}-[\dA-Z-]+|\b[0-9a-f]{8,}\b"
)
CHINESE = "zh-hans"
SILENT = {"script", "style", "template", "code", "pre"}
READ_ALOUD = ("alt", "title", "aria-label", "placeholder")


class Words(HTMLParser):
    """The texts of a page that are read or spoken, without code and parts in another language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if (self._silent and tag == self._silent[0]) or (
            not self._silent and (tag in SILENT or said.get("lang", "zh-hans") != "zh-hans")
        ):
            self._silent.append(tag)
        if not self._silent:
            self.texts += [said[name] for name in READ_ALOUD if said.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[0]:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(data.strip())


def written_by_people() -> list[str]:
    """Every free text that a row holds, longest first; bilingual names are not among them."""
    found: set[str] = set()
    for model in apps.get_models():
        for one in _free_texts(model):
            found |= {" ".join(str(value).split()) for value in _values(model, one)}
    return sorted((text for text in found if LATIN.search(text)), key=len, reverse=True)


def _free_texts(model: type[models.Model]) -> list[Any]:
    return [
        one
        for one in model._meta.get_fields()  # noqa: SLF001 - how Django tells a model's fields
        if isinstance(one, (models.CharField, models.TextField)) and not one.choices
    ]


def _values(model: type[models.Model], one: Any) -> Iterable[object]:  # noqa: ANN401 - a field of any kind
    return model._default_manager.exclude(**{one.name: ""}).values_list(one.name, flat=True)


def foreign_texts(page: str, *, written: list[str], allowed: set[str]) -> set[str]:
    """Texts of a page with Latin words in them that nobody wrote and that are no allowed name."""
    found: set[str] = set()
    for text in Words(page).texts:
        rest = TECHNICAL.sub(" ", " ".join(text.split()))
        for own in written if LATIN.search(rest) else ():
            # As whole words: a code such as "en" stands in the middle of others.
            if own in rest:
                rest = re.sub(rf"(?<![A-Za-z]){re.escape(own)}(?![A-Za-z])", " ", rest)
        if set(LATIN.findall(rest)) - allowed:
            found.add(" ".join(text.split()))
    return found
