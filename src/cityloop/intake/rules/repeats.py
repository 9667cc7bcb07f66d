"""When a request is about a matter that is known already (domain.md H2, H4.8, H19-6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cityloop.core.rules.text import similarity
from cityloop.core.sentences import Sentence
from cityloop.places.rules.geometry import distance_m


class RepeatOutcome(StrEnum):
    """`NEW` a matter of its own; `LINK` and `CLUSTER` a record under the earlier matter."""

    NEW = "new"
    LINK = "link"
    CLUSTER = "cluster"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class EarlierMatter:
    """Where the earlier matter stands; `solved` is the requester's own answer, None unknown."""

    closed_at: datetime | None = None
    solved: bool | None = None
    automatic_reopens: int = 0


@dataclass(frozen=True, slots=True)
class RepeatDecision:
    """What to do; `automatic` when the reopening used up one that needs no new fact."""

    outcome: RepeatOutcome
    reason: str
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class ReopenRule:
    """Limits of a city: time after closing, and reopenings that need no new fact (0 is strict)."""

    window: timedelta
    automatic_limit: int


def repeat_decision(
    earlier: EarlierMatter,
    *,
    same_person: bool,
    new_fact: bool,
    at: datetime,
    rule: ReopenRule,
) -> RepeatDecision:
    """How a request about an earlier matter is taken in; a person confirms that it is the same.

    Another person's request joins an open matter and is a new one after closing. The same
    person's joins an open matter. After closing, within the window: a new fact reopens; so does
    "not solved", as often as the rule allows; else it joins and the result is told
    (A2 Art. 11(3)). After the window a new fact makes a new matter.
    """
    if earlier.closed_at is None:
        return _join_open(same_person=same_person)
    if not same_person:
        return RepeatDecision(
            RepeatOutcome.NEW, Sentence("Another person reports it after the matter was closed.")
        )
    within = at < earlier.closed_at + rule.window
    if new_fact:
        return _with_new_fact(within=within)
    unsolved = earlier.solved is not True
    if within and unsolved and earlier.automatic_reopens < rule.automatic_limit:
        return RepeatDecision(
            RepeatOutcome.REOPEN,
            Sentence("The matter was closed without being solved."),
            automatic=True,
        )
    return RepeatDecision(
        RepeatOutcome.LINK, Sentence("The matter is closed and there is no new fact.")
    )


def _join_open(*, same_person: bool) -> RepeatDecision:
    if same_person:
        return RepeatDecision(
            RepeatOutcome.LINK, Sentence("The same person's matter is still being handled.")
        )
    return RepeatDecision(
        RepeatOutcome.CLUSTER, Sentence("Another person has reported the same matter.")
    )


def _with_new_fact(*, within: bool) -> RepeatDecision:
    if within:
        return RepeatDecision(RepeatOutcome.REOPEN, Sentence("There is a new fact."))
    return RepeatDecision(
        RepeatOutcome.NEW, Sentence("There is a new fact, and the time for reopening has passed.")
    )


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What is compared of a request; `point` is (longitude, latitude) or None."""

    key: str
    service_type: str
    point: tuple[float, float] | None
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """Limits of a city: metres and days exclusive, similarity inclusive."""

    distance_m: float
    days: int
    similarity: float


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """A request that may be about the same thing; a person decides."""

    key: str
    distance_m: float
    similarity: float


def duplicate_candidates(
    new: Occurrence, *, others: Iterable[Occurrence], rule: DuplicateRule
) -> tuple[DuplicateCandidate, ...]:
    """Candidates, most similar first, then nearest; without a point there is none."""
    found = [
        candidate
        for other in others
        if (candidate := _candidate(new, other=other, rule=rule)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (-one.similarity, one.distance_m, one.key)))


def _candidate(
    new: Occurrence, *, other: Occurrence, rule: DuplicateRule
) -> DuplicateCandidate | None:
    if other.key == new.key or other.service_type != new.service_type:
        return None
    if new.point is None or other.point is None:
        return None
    if abs(new.at - other.at) >= timedelta(days=rule.days):
        return None
    metres = distance_m(new.point, end=other.point)
    if metres >= rule.distance_m:
        return None
    alike = similarity(new.text, other.text)
    return DuplicateCandidate(other.key, metres, alike) if alike >= rule.similarity else None
