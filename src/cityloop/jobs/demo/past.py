"""A simulated month as past lives: the words and steps of every request, ready to be written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from cityloop.flows.history_steps import PastStep
from cityloop.flows.life_records import PastLife, PastOrder, Speaker
from cityloop.intake.choices import RequesterKind, RequestState, RequestStep
from cityloop.intake.choices import Treatment as Told
from cityloop.jobs.demo.past_orders import Book, moment, past_orders
from cityloop.simulation.tables import (
    CHANNELS,
    KINDS,
    LANGUAGES,
    NONE,
    Intent,
    Month,
    Treatment,
)
from cityloop.simulation.words import Said, Writer
from cityloop.simulation.world import World
from cityloop.workorders.choices import Party

SECTIONS = {
    Intent.MALICIOUS: "malicious",
    Intent.UNLAWFUL: "unlawful",
    Intent.NOT_OURS: "not_ours",
    Intent.SECRET: "secret",
}
TREATMENTS = {
    Intent.UNLAWFUL: Told.UNLAWFUL,
    Intent.SECRET: Told.SECRET_OR_PRIVATE,
    Intent.NOT_OURS: Told.LEGAL_CHANNEL,
}
REASONS = {
    Told.UNLAWFUL: "What is asked for would break the law; this was explained.",
    Told.SECRET_OR_PRIVATE: "Other people's matters are private; this was explained.",
    Told.LEGAL_CHANNEL: "Told which court, arbitration or complaints office to turn to.",
}
REOPENED = "The requester says that it is not solved."
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What things are called, by code and language; `items` are knowledge items by type."""

    types: Mapping[str, Mapping[str, str]]
    keywords: Mapping[str, Mapping[str, Sequence[str]]]
    areas: Mapping[str, Mapping[str, str]]
    items: Mapping[str, str]
    any_item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """Tells the lives of a simulated city."""

    world: World
    names: Names
    writer: Writer
    book: Book

    def lives(self, month: Month) -> Iterator[PastLife]:
        """Return the lives of a month in the order in which people spoke."""
        columns = {**month.reports.columns, **month.handling.columns}
        listed = {name: column.tolist() for name, column in columns.items()}
        names = list(listed)
        for values in zip(*listed.values(), strict=True):
            yield self.life(dict(zip(names, values, strict=True)))

    def life(self, row: Row) -> PastLife:
        """Return one life from the columns of its report and its handling."""
        language = LANGUAGES[row["language"]]
        code = self.world.type_code[row["type_said"]]
        written = self.writer.written(self._said(row, code=code, language=language))
        joins = row["treatment"] == Treatment.JOINED
        treatment = ""
        if row["treatment"] in {Treatment.REFUSED, Treatment.REDIRECTED}:
            treatment = TREATMENTS.get(row["intent"], Told.LEGAL_CHANNEL)
        return PastLife(
            source_id=str(row["report"]),
            speaker=Speaker(
                key=row["person"],
                kind=RequesterKind.FIRM if row["firm"] else RequesterKind.PERSON,
                language=language,
                name=written.name,
                phone=written.phone,
                email=written.email,
            ),
            kind=KINDS[row["kind"]],
            service_type=code,
            grade=int(self.world.type_grade[row["type_said"]]),
            channel=CHANNELS[row["channel"]],
            title=written.title,
            text=written.text,
            address=self._place(row, language),
            area=self._area(row),
            latitude=None if isnan(row["lat"]) else row["lat"],
            longitude=None if isnan(row["lon"]) else row["lon"],
            steps=_request_steps(row, treatment=treatment),
            orders=self._orders(row),
            joins=str(row["matter_of"]) if joins else "",
            treatment=treatment,
            item=self._item(code) if row["treatment"] == Treatment.AT_ONCE else "",
        )

    def _said(self, row: Row, *, code: str, language: str) -> Said:
        return Said(
            key=row["report"],
            person=row["person"],
            section=SECTIONS.get(row["intent"], KINDS[row["kind"]]),
            thing=self.names.types[code][language],
            keywords=self.names.keywords[code].get(language, ()),
            place=self._place(row, language),
            language=language,
            firm=row["firm"],
        )

    def _area(self, row: Row) -> str:
        if row["estate"] >= 0:
            return self.world.estate_code[row["estate"]]
        return self.world.community_code[row["community"]]

    def _place(self, row: Row, language: str) -> str:
        name = self.names.areas[self._area(row)][language]
        number = 1 + row["person"] % 60
        if language == "en":
            return f"{name} {number}"
        return f"{name}{number}号"

    def _item(self, code: str) -> str:
        return self.names.items.get(code, self.names.any_item)

    def _orders(self, row: Row) -> tuple[PastOrder, ...]:
        if row["treatment"] != Treatment.ORDER:
            return ()
        return past_orders(row, agencies=self.world.agency_code, book=self.book)


def _request_steps(row: Row, *, treatment: str) -> tuple[PastStep, ...]:
    """What happened to the request before and beside its orders."""
    said, centre = moment(row["said"]), Party.CENTRE
    steps = [
        PastStep(RequestStep.RECEIVE, said, centre, RequestState.RECEIVED),
        PastStep(RequestStep.CLASSIFY, said, centre, RequestState.TRIAGE),
    ]
    handled, closed = row["treatment"], row["closed"]
    if handled == Treatment.ORDER:
        at = moment(row["dispatched"])
        steps.append(PastStep(RequestStep.DISPATCH, at, centre, RequestState.DISPATCHED))
        steps += _endings(row)
    elif handled == Treatment.JOINED:
        steps.append(PastStep(RequestStep.LINK, said, centre, RequestState.LINKED))
        if closed != NONE:
            steps.append(_close(closed))
    elif handled == Treatment.AT_ONCE:
        at = moment(row["answered"])
        steps.append(PastStep(RequestStep.ANSWER, at, centre, RequestState.ANSWERED))
    elif handled in {Treatment.REFUSED, Treatment.REDIRECTED}:
        refuses = treatment in {Told.UNLAWFUL, Told.SECRET_OR_PRIVATE}
        steps.append(
            PastStep(
                RequestStep.REFUSE if refuses else RequestStep.REDIRECT,
                moment(closed),
                centre,
                RequestState.REFUSED if refuses else RequestState.REDIRECTED,
                reason=REASONS[Told(treatment)],
                data={"treatment": str(treatment)},
            )
        )
    return tuple(steps)


def _endings(row: Row) -> list[PastStep]:
    """A request closes with its order, and is open again while its order is."""
    steps = []
    if row["closed"] != NONE:
        steps.append(_close(row["closed"]))
    if row["reopened"] != NONE:
        at = moment(row["reopened"])
        steps.append(
            PastStep(RequestStep.REOPEN, at, Party.CENTRE, RequestState.DISPATCHED, reason=REOPENED)
        )
        if row["second_closed"] != NONE:
            steps.append(_close(row["second_closed"]))
    return steps


def _close(at: int) -> PastStep:
    return PastStep(RequestStep.CLOSE, moment(at), Party.CENTRE, RequestState.CLOSED)
