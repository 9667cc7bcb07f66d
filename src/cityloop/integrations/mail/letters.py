"""Letters in the words of each language: words/LANGUAGE.yaml, a subject and a text for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.template import Context, Engine
from django.template.base import Template
from django.utils import timezone, translation

from cityloop.core.ports import Letter

WORDS = Path(__file__).parent / "words"
FALLBACK = "en"
FRAME = """<!DOCTYPE html>
<html lang="{{ language }}"><head><meta charset="utf-8"><title>{{ subject }}</title></head>
<body>{{ text|urlize|linebreaks }}</body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a letter is to say: its words by name and the values in them; `about` is a number."""

    to: str
    language: str
    words: str
    about: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and text of one letter in one language, as templates."""

    subject: Template
    text: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who writes: the city's name by language, its zone, and the name of its mail domain."""

    names: Mapping[str, str]
    zone: str
    domain: str


_ENGINE = Engine(autoescape=False)
_FRAME = Engine(autoescape=True).from_string(FRAME)


def languages() -> tuple[str, ...]:
    """The languages that letters are written in."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.yaml")))


@cache
def wordings(language: str) -> Mapping[str, Wording]:
    """The letters of a language; those of English where there is no such language."""
    path = WORDS / f"{language}.yaml"
    if not path.exists():
        return wordings(FALLBACK)
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    closing = read.pop("closing")
    return {
        name: Wording(
            _ENGINE.from_string(one["subject"].strip()),
            _ENGINE.from_string(f"{one['text'].strip()}\n\n{closing.strip()}\n"),
        )
        for name, one in read.items()
    }


def written(draft: Draft, *, office: Office, message_id: str) -> Letter:
    """The letter in its reader's language, with times in the city's zone."""
    language = draft.language if draft.language in languages() else FALLBACK
    city = office.names.get(language) or next(iter(office.names.values()), "")
    values = {**draft.values, "number": draft.about, "city": city}
    wording = wordings(language)[draft.words]
    with translation.override(language), timezone.override(ZoneInfo(office.zone)):
        # A subject is one line, whatever the values are.
        subject = " ".join(wording.subject.render(Context(values, autoescape=False)).split())
        text = _tidy(wording.text.render(Context(values, autoescape=False)))
        framed = {"subject": subject, "text": text, "language": language}
        html = _FRAME.render(Context(framed))
    return Letter(
        message_id=message_id,
        thread=f"<{draft.about.lower()}@{office.domain}>",
        to=draft.to,
        subject=subject,
        text=text,
        html=html,
        language=language,
    )


def _tidy(text: str) -> str:
    """One empty line between paragraphs, wherever a condition left more of them."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
