"""What a period says of one agency to its own people, with all that its bands rest on."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.evaluation.choices import UnitKind
from cityloop.evaluation.models import CohortCase, EvaluationPeriod, Score, ScoreRate
from cityloop.intake.queries import Listing, listing_of
from cityloop.workorders.queries.lists import on_visible

# Whose cases these figures count is no secret to the agency. What was said in call-backs is: a
# list of those that were solved would tell which of them were called (domain.md H6).
OPEN_FIGURES: dict[str, Q] = {
    "due": Q(),
    "excluded": ~Q(excluded=""),
    "counted": Q(excluded=""),
    "response.n": Q(excluded="", responded=True),
    "response.d": Q(excluded=""),
    "response.missed": Q(excluded="") & ~Q(responded=True),
    "on_time.n": Q(excluded="", on_time=True),
    "on_time.d": Q(excluded=""),
    "on_time.missed": Q(excluded="") & ~Q(on_time=True),
}
_FIELDS = {UnitKind.AGENCY: "agency", UnitKind.DEPARTMENT: "department"}


@dataclass(frozen=True, slots=True)
class OwnScore:
    """The rows of one unit in a period, and with how many units it was compared."""

    score: Score
    rates: dict[str, ScoreRate]
    peers: int


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of the cohort without anything that a call-back said."""

    number: str
    title: str
    due_at: datetime
    excluded: str
    responded: bool | None
    on_time: bool | None


def own_score(period: EvaluationPeriod, *, agency: int, unit_kind: str = "") -> OwnScore | None:
    """The score of the agency as a department, else as an agency, or of the kind asked for.

    Three statements; None where the period has no score of it.
    """
    kinds = [unit_kind] if unit_kind in _FIELDS else list(_FIELDS)
    rows = Score.objects.filter(period=period, agency=agency, unit_kind__in=kinds)
    score = rows.select_related("agency").order_by("-unit_kind").first()
    if score is None:
        return None
    rates = {row.rate: row for row in ScoreRate.objects.filter(score=score)}
    others = Score.objects.filter(
        period=period, unit_kind=score.unit_kind, peer_group=score.peer_group
    )
    return OwnScore(score, rates, others.count())


def own_cases(
    period: EvaluationPeriod, *, actor: Actor, unit_kind: str, figure: str, number: int = 1
) -> Listing[OwnCase]:
    """The cases of the person's agency behind a figure, soonest due first; two statements.

    Raises NotFound for figures that rest on call-backs, and for those that do not exist.
    """
    if figure not in OPEN_FIGURES or unit_kind not in _FIELDS:
        raise NotFound(Sentence("There are no cases to be seen behind this figure."))
    own = {_FIELDS[UnitKind(unit_kind)]: actor.agency_id or 0}
    rows = CohortCase.objects.filter(OPEN_FIGURES[figure], on_visible(actor), period=period, **own)
    shown = rows.select_related("order__request").order_by("due_at", "pk")
    return listing_of(shown, line=_case, number=number)


def _case(case: CohortCase) -> OwnCase:
    return OwnCase(
        number=case.order.number,
        title="" if case.order.request.shielded else case.order.request.title,
        due_at=case.due_at,
        excluded=str(case.get_excluded_display()) if case.excluded else "",
        responded=case.responded,
        on_time=case.on_time,
    )
