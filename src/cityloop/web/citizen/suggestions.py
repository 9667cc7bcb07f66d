"""What is offered for a person's words: answers at once, service types, what would happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from cityloop.agencies.models import Agency
from cityloop.core.models import City
from cityloop.intake.choices import Treatment
from cityloop.intake.queries import held_channels
from cityloop.intake.rules.definitions import ChannelRow
from cityloop.intake.rules.suggestions import AnswerWords, TypeWords, suggested_types
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.queries import valid_items
from cityloop.knowledge.rules.search import SearchIndex, SearchText
from cityloop.places.models import Area
from cityloop.responsibility.choices import Clock, Grade
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.duties import find_duty
from cityloop.responsibility.queries.limits import due_if_dispatched
from cityloop.responsibility.rules.limits import LimitWanted


@dataclass(frozen=True, slots=True)
class Expected:
    """Who would act, and by when they would be in touch and answer if it were sent now."""

    agency: Agency | None
    contact_by: datetime | None = None
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A service type that fits, and what would happen."""

    type: ServiceType
    expected: Expected
    urgent: bool


def offers(
    words: str, *, area: Area | None, firm_groups: Sequence[str], city: City, at: datetime
) -> tuple[Offer, ...]:
    """The types that fit the words best, at most three; for firms those of their groups first."""
    today = at.astimezone(ZoneInfo(city.zone)).date()
    known = {one.code: one for one in offered_types()}
    codes = suggested_types(
        words,
        types=tuple(map(_type_words, known.values())),
        answers=tuple(map(_answer_words, _public_answers(today))),
        limit=3 if not firm_groups else len(known),
    )
    first = sorted(codes, key=lambda code: not _of_groups(known[code], firm_groups))[:3]
    return tuple(_offer(known[code], area=area, city=city, at=at) for code in first)


def offered_types() -> list[ServiceType]:
    """Types that residents may choose; a shielded one is offered though no page lists it."""
    rows = ServiceType.objects.filter(Q(public=True) | Q(shielded=True))
    return list(rows.filter(active=True, parent__isnull=False).order_by("code"))


def _of_groups(one: ServiceType, groups: Sequence[str]) -> bool:
    return not groups or any(group in one.chain for group in groups)


def _type_words(one: ServiceType) -> TypeWords:
    keywords = [word for words in one.keywords.values() for word in words]
    return TypeWords(one.code, " ".join(one.names.values()), " ".join(keywords))


def _public_answers(on: date) -> list[KnowledgeItem]:
    rows = valid_items(on).filter(public=True).prefetch_related("service_types")
    return list(rows.order_by("code"))


def _answer_words(item: KnowledgeItem) -> AnswerWords:
    return AnswerWords(
        code=item.code,
        title=" ".join(item.titles.values()),
        body=" ".join(item.bodies.values()),
        types=tuple(one.code for one in item.service_types.all()),
    )


def _offer(one: ServiceType, *, area: Area | None, city: City, at: datetime) -> Offer:
    expected = expected_of(one, area=area, city=city, at=at)
    return Offer(one, expected, urgent=one.default_grade == Grade.EMERGENCY)


def expected_of(one: ServiceType, *, area: Area | None, city: City, at: datetime) -> Expected:
    """What would happen if a request of the type were sent now; who acts may need the place."""
    today = at.astimezone(ZoneInfo(city.zone)).date()
    agency = find_duty(one, area=area, on=today).agency
    due = {
        clock: due_if_dispatched(
            LimitWanted(
                clock=clock,
                grade=one.default_grade,
                kind=str(one.kinds[0]) if one.kinds else "",
                service_types=tuple(one.chain),
                agency_kind=agency.kind if agency else "",
            ),
            city=city,
            at=at,
        )
        for clock in (Clock.CONTACT, Clock.ANSWER)
    }
    return Expected(agency, due[Clock.CONTACT], due[Clock.ANSWER])


def public_answers(
    words: str, *, on: date, groups: Sequence[str] = (), limit: int = 3
) -> tuple[KnowledgeItem, ...]:
    """Public answers that fit the words best; without words those of the groups, by title."""
    items = {item.code: item for item in _public_answers(on)}
    fitting = {
        code: item
        for code, item in items.items()
        if not groups or any(_of_groups(one, groups) for one in item.service_types.all())
    }
    if not words.strip():
        return tuple(sorted(fitting.values(), key=lambda item: item.title)[:limit])
    index = SearchIndex(
        SearchText(one.code, one.title, one.body) for one in map(_answer_words, items.values())
    )
    telling = index.telling(words, share=0.05)
    found = [hit.code for hit in index.search(telling, limit=len(items))]
    ranked = sorted(found, key=lambda code: code not in fitting)
    return tuple(items[code] for code in ranked[:limit])


def emergency_lines(on: date) -> tuple[ChannelRow, ...]:
    """Whom to call when there is danger now, as the city's channels name them."""
    rows = held_channels(on=on)
    return tuple(row for row in rows if row.treatment == Treatment.EMERGENCY_LINE and row.phone)
