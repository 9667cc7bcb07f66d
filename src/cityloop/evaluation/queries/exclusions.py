"""Schemes, and what is asked to be left out of the scores under them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from cityloop.accounts.choices import Role
from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.models import City, Definition
from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import ExclusionState
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, Exclusion
from cityloop.evaluation.rules.scheme import EvaluationScheme, ExclusionRules
from cityloop.intake.queries import Listing, listing_of
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.lists import visible_orders

# They look at the exclusions of every agency, though not at its orders, and never at reports.
READERS = frozenset({Role.EVALUATOR, Role.RUN_APPROVER})
OPEN_EXCLUSIONS = [ExclusionState.REQUESTED, ExclusionState.FIRST_REVIEW]
SCHEME = "evaluation_scheme"


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """A request to leave an order out of the scores."""

    pk: int
    number: str
    title: str
    agency: str
    code_words: str
    evidence: str
    statement: str
    state: str
    state_words: str
    requested_by: str
    requested_at: datetime
    first_reviewer: str


def get_scheme(code: str, *, on: date) -> Definition:
    """Return the version of an evaluation scheme that holds on a day; raises NotFound."""
    rows = Definition.objects.filter(kind=SCHEME, code=code, valid_from__lte=on)
    held = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    found = held.order_by("-valid_from", "-pk").first()
    if found is None:
        raise NotFound(
            Sentence("The evaluation scheme %(code)s is not loaded.", code=code),
            mend="Load the city's definitions again, or name another scheme.",
        )
    return found


def exclusion_rules(*, at: datetime) -> ExclusionRules:
    """Return what the city's scheme says of exclusions at a moment; raises NotFound."""
    city = City.objects.get()
    day = at.astimezone(ZoneInfo(city.zone)).date()
    definition = get_scheme(city.evaluation_scheme, on=day)
    return EvaluationScheme.from_mapping(definition.content).exclusions


def exclusions_to_review(actor: Actor, *, number: int = 1) -> Listing[ExclusionLine]:
    """Exclusions that wait for the first or second review and may be known, oldest first."""
    rows = _exclusions().filter(_known_to(actor)).order_by("requested_at")
    return listing_of(rows, line=_exclusion, number=number)


def count_open_exclusions(actor: Actor | None = None) -> int:
    """How many exclusions wait for the first or second review; of all agencies without a person."""
    rows = Exclusion.objects.filter(state__in=OPEN_EXCLUSIONS)
    return (rows if actor is None else rows.filter(_known_to(actor))).count()


def _known_to(actor: Actor) -> Q:
    """Those on orders that the person may know of; of shielded reports none for evaluators."""
    if actor.roles & READERS:
        return Q(order__request__shielded=False)
    return Q(order__in=visible_orders(actor))


def count_exclusions(period: EvaluationPeriod) -> int:
    """How many orders of a period's cohort have an exclusion that waits for review."""
    cases = CohortCase.objects.filter(period=period).values("order")
    return Exclusion.objects.filter(state__in=OPEN_EXCLUSIONS, order__in=cases).count()


def _exclusions() -> QuerySet[Exclusion]:
    return Exclusion.objects.filter(state__in=OPEN_EXCLUSIONS).select_related(
        "order__request", "order__agency", "requested_by", "first_reviewer"
    )


def exclusion_of(order: WorkOrder) -> Exclusion | None:
    """The exclusion of this order, decided or not, or None."""
    rows = Exclusion.objects.select_related("order__agency", "order__department")
    return rows.filter(order=order).first()


def get_exclusion(order: WorkOrder) -> Exclusion:
    """Return the exclusion of this order that waits for review; raises NotFound."""
    found = _exclusions().filter(order=order).first()
    if found is None:
        raise NotFound(Sentence("No exclusion of this order waits for review."))
    return found


def _exclusion(row: Exclusion) -> ExclusionLine:
    first = row.first_reviewer
    return ExclusionLine(
        pk=row.pk,
        number=row.order.number,
        title="" if row.order.request.shielded else row.order.request.title,
        agency=row.order.agency.name,
        code_words=str(row.get_code_display()),
        evidence=row.evidence,
        statement=row.requester_statement,
        state=row.state,
        state_words=str(row.get_state_display()),
        requested_by=row.requested_by.get_full_name() or row.requested_by.get_username(),
        requested_at=row.requested_at,
        first_reviewer=(first.get_full_name() or first.get_username()) if first else "",
    )
