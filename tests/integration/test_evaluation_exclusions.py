"""An order leaves the scores only when two outsiders agree, and its requester is told."""

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import AuditEvent, OutboxMessage
from cityloop.evaluation.choices import ExclusionState, UnitKind
from cityloop.evaluation.models import Exclusion
from cityloop.evaluation.operations import run_period
from cityloop.flows import score
from cityloop.workorders.models import WorkOrder
from tests.factories import FEBRUARY, orders_with, repeated
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast) -> WorkOrder:
    return orders_with(cast, repeated(1))[0]


def asked(cast: Cast, order: WorkOrder, *, code: str = "EX1") -> Exclusion:
    return score.request_exclusion(
        order, code=code, evidence="the ruling of the court", by=cast.head, at=NOW
    )


def reviewed(exclusion: Exclusion, by: object, **more: object) -> Exclusion:
    fields = {"approved": True, "reason": "It holds.", **more}
    return score.review_exclusion(exclusion, by=by, at=NOW, **fields)  # type: ignore[arg-type]


def test_request_tells_the_requester(cast: Cast, order: WorkOrder) -> None:
    asked(cast, order)
    told = OutboxMessage.objects.get(topic="exclusion.requested")
    assert (told.subject, told.payload["to"]) == (order.number, "requester")


def test_request_needs_evidence(cast: Cast, order: WorkOrder) -> None:
    with pytest.raises(TransitionNotAllowed, match="needs evidence"):
        score.request_exclusion(order, code="EX1", evidence=" ", by=cast.head, at=NOW)


def test_request_needs_a_code_of_the_scheme(cast: Cast, order: WorkOrder) -> None:
    with pytest.raises(TransitionNotAllowed, match="is not a reason"):
        asked(cast, order, code="EX0")


def test_second_request_is_refused(cast: Cast, order: WorkOrder) -> None:
    asked(cast, order)
    with pytest.raises(TransitionNotAllowed, match="asked for already"):
        asked(cast, order)


def test_two_reviewers_approve(cast: Cast, order: WorkOrder) -> None:
    first = reviewed(asked(cast, order), cast.evaluator)
    second = reviewed(first, cast.supervisor)
    assert (first.state, second.state) == (ExclusionState.FIRST_REVIEW, ExclusionState.APPROVED)


def test_one_refusal_decides(cast: Cast, order: WorkOrder) -> None:
    assert reviewed(asked(cast, order), cast.evaluator, approved=False).state == "refused"


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("head", "asked for the exclusion"),
        ("colleague", "handling agency"),
    ],
)
def test_insiders_do_not_review(cast: Cast, order: WorkOrder, who: str, sentence: str) -> None:
    with pytest.raises(TransitionNotAllowed, match=sentence):
        reviewed(asked(cast, order), getattr(cast, who))


def test_nobody_reviews_twice(cast: Cast, order: WorkOrder) -> None:
    first = reviewed(asked(cast, order), cast.evaluator)
    with pytest.raises(TransitionNotAllowed, match="another person"):
        reviewed(first, cast.evaluator)


def test_decided_exclusion_is_not_reviewed_again(cast: Cast, order: WorkOrder) -> None:
    refused = reviewed(asked(cast, order), cast.evaluator, approved=False)
    with pytest.raises(TransitionNotAllowed, match="already: refused"):
        reviewed(refused, cast.supervisor)


def test_conduct_of_the_requester_needs_a_panel(cast: Cast, order: WorkOrder) -> None:
    first = reviewed(asked(cast, order, code="EX5"), cast.evaluator)
    with pytest.raises(TransitionNotAllowed, match="panel"):
        reviewed(first, cast.supervisor)


def test_panel_makes_room_for_the_approval(cast: Cast, order: WorkOrder) -> None:
    first = reviewed(asked(cast, order, code="EX5"), cast.evaluator, panel="minutes 7 of 2026")
    assert reviewed(first, cast.supervisor).state == ExclusionState.APPROVED


def test_reviews_are_audited(cast: Cast, order: WorkOrder) -> None:
    reviewed(reviewed(asked(cast, order), cast.evaluator), cast.supervisor)
    told = AuditEvent.objects.order_by("pk").values_list("what", flat=True)
    assert list(told) == ["exclusion.requested", "exclusion.first_review", "exclusion.approved"]


def test_asking_alone_excludes_nothing(cast: Cast, order: WorkOrder) -> None:
    reviewed(asked(cast, order), cast.evaluator)
    scores = run_period(FEBRUARY, by=None, at=NOW).scores
    assert scores.get(unit_kind=UnitKind.AGENCY).excluded == 0
