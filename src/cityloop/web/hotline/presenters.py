"""What an operator sees while somebody speaks: answers, the duty, the limit, the same matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.flows.repeats import Repeat, person_of_phone, repeats_of_person
from cityloop.flows.report import NewReport
from cityloop.flows.similar import SimilarMatter, similar_matters
from cityloop.intake.models import ServiceRequest
from cityloop.intake.queries import CandidateRow, same_matter_candidates
from cityloop.intake.rules.definitions import CitySettings
from cityloop.intake.rules.repeats import Occurrence
from cityloop.knowledge.queries import Answer, answers_for
from cityloop.places.models import Area
from cityloop.responsibility.choices import Clock
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.queries.duties import DutyFound, find_duty
from cityloop.responsibility.queries.limits import due_if_dispatched
from cityloop.responsibility.queries.money import DutyWords, duty_words
from cityloop.responsibility.rules.limits import LimitWanted

TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Hints:
    """Proposals only: a person decides each of them."""

    answers: tuple[Answer, ...]
    duty: DutyFound | None
    candidates: tuple[CandidateRow, ...]
    due_at: datetime | None = None
    words: DutyWords | None = None
    similar: tuple[SimilarMatter, ...] = ()
    repeats: tuple[Repeat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is known of a request while somebody speaks; `known` once it is registered."""

    text: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    known: ServiceRequest | None = None
    kind: str = ""
    grade: int | None = None
    service_type: ServiceType | None = None
    area: Area | None = None

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude, or None while either is missing."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.longitude, self.latitude


def hints(heard: Heard, *, city: City, at: datetime) -> Hints:
    """What can be proposed for these words, of this type, in this place."""
    today = at.astimezone(ZoneInfo(city.zone)).date()
    service_type = heard.service_type
    answers = answers_for(heard.text, on=today, service_type=service_type)
    if service_type is None:
        return Hints(answers, None, ())
    duty = find_duty(service_type, area=heard.area, on=today)
    repeats = _repeats(heard, at=at)
    shown = {one.matter.number for one in repeats}
    near = _similar(heard, service_type, city=city, at=at)
    similar = tuple(one for one in near if one.number not in shown)
    shown |= {one.number for one in near}
    lately = same_matter_candidates(service_type, area=heard.area, since=at - _window(city))
    return Hints(
        answers=answers,
        duty=duty,
        candidates=tuple(one for one in lately if one.number not in shown),
        similar=similar,
        repeats=repeats,
        words=duty_words(duty.duty.pk) if duty.duty else None,
        due_at=_due_at(heard, service_type, duty=duty, city=city, at=at),
    )


def _similar(
    heard: Heard, service_type: ServiceType, *, city: City, at: datetime
) -> tuple[SimilarMatter, ...]:
    """Open matters near the point of a request; none while it has no point."""
    known = heard.known
    new = Occurrence(
        key=known.number if known else "",
        service_type=service_type.code,
        point=heard.point,
        at=known.received_at if known else at,
        text=heard.text,
    )
    return similar_matters(new, service_type=service_type.pk, city=city, at=at)


def _repeats(heard: Heard, *, at: datetime) -> tuple[Repeat, ...]:
    if heard.service_type is None:
        return ()
    known = heard.known
    return repeats_of_person(
        known.requester_id if known else person_of_phone(heard.phone),
        service_type=heard.service_type.pk,
        but=known.pk if known else None,
        at=at,
    )


def _due_at(
    heard: Heard, service_type: ServiceType, *, duty: DutyFound, city: City, at: datetime
) -> datetime | None:
    if duty.agency is None:
        return None
    wanted = LimitWanted(
        clock=Clock.ANSWER,
        grade=heard.grade or service_type.default_grade,
        kind=heard.kind,
        service_types=tuple(service_type.chain),
        agency_kind=duty.agency.kind,
    )
    return due_if_dispatched(wanted, city=city, at=at)


def _window(city: City) -> timedelta:
    settings = from_plain(city.settings, kind=CitySettings)
    return timedelta(days=settings.duplicates.days)


def new_report(data: Mapping[str, Any]) -> NewReport:
    """What the operator took down, as the flow takes it; the first line names an untitled one."""
    words = data["text"].strip()
    return NewReport(
        **{**data, "title": data["title"] or words.splitlines()[0][:TITLE_LENGTH]},
    )
