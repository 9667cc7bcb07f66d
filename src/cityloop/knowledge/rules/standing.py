"""Whether an answer may be told on a day, and whether its text is whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cityloop.core.sentences import Sentence
from cityloop.knowledge.choices import Standing

LONGEST_TITLE = 200
LONGEST_BODY = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days on which an item holds, half-open; without an end it holds on."""

    valid_from: date
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """True on the days from the first up to, but not on, `valid_to`."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def standing(span: Span, *, on: date, days: int) -> Standing:
    """What an item is on a day; it is about to expire when it ends within so many days."""
    if on < span.valid_from:
        return Standing.COMING
    if not span.holds(on):
        return Standing.EXPIRED
    if span.valid_to is not None and span.valid_to <= expiring_before(on, days=days):
        return Standing.EXPIRING
    return Standing.VALID


def expiring_before(on: date, *, days: int) -> date:
    """The last `valid_to` that counts as soon: so many days from today."""
    return on + timedelta(days=days)


def missing_languages(
    titles: Mapping[str, str], *, bodies: Mapping[str, str], languages: Iterable[str]
) -> tuple[str, ...]:
    """The city's languages in which the item has no title or no text."""
    return tuple(
        one
        for one in languages
        if not titles.get(one, "").strip() or not bodies.get(one, "").strip()
    )


def text_refusal(
    titles: Mapping[str, str], *, bodies: Mapping[str, str], languages: Iterable[str]
) -> Sentence | None:
    """Why a text cannot be kept: it is whole in no language, or half written in one."""
    known = tuple(languages)
    missing = missing_languages(titles, bodies=bodies, languages=known)
    if len(missing) == len(known):
        return Sentence("Write a question and its answer in at least one language.")
    for one in missing:
        if titles.get(one, "").strip() or bodies.get(one, "").strip():
            return Sentence("In one language the question or the answer is missing.")
    return None


def span_refusal(span: Span) -> Sentence | None:
    """Why the days cannot be kept."""
    if span.valid_to is not None and span.valid_to <= span.valid_from:
        return Sentence("The last day lies before the first.")
    return None
