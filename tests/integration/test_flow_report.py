"""A request comes in: it is written down, joined to others, answered or turned away."""

import pytest
from django.db import transaction

from cityloop.core.errors import NotFound, TransitionNotAllowed
from cityloop.core.models import OutboxMessage
from cityloop.flows import report
from cityloop.intake.choices import RequestState, Treatment
from cityloop.intake.models import Requester, ServiceRequest
from cityloop.knowledge.models import KnowledgeItem
from cityloop.workorders.models import WorkOrder
from tests.integration.stories import a_new_report, dispatched
from tests.people import NOW, Cast, a_request

pytestmark = pytest.mark.django_db


def an_item(cast: Cast) -> KnowledgeItem:
    return KnowledgeItem.objects.create(
        code="light-hours",
        titles={"en": "When street lights burn"},
        bodies={"en": "From dusk to dawn."},
        owner=cast.town.lighting,
        valid_from=NOW.date(),
    )


def received(cast: Cast, **more: object) -> ServiceRequest:
    return report.receive(a_new_report(cast.town, **more), by=cast.operator, at=NOW)


def test_report_with_a_service_type_is_in_triage_at_once(cast: Cast) -> None:
    assert received(cast).state == RequestState.TRIAGE


def test_report_without_a_service_type_waits_as_received(cast: Cast) -> None:
    assert received(cast, service_type=None).state == RequestState.RECEIVED


def test_report_without_words_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Write down what the person says"):
        received(cast, text="  ")


def test_refused_report_leaves_no_requester_behind(cast: Cast) -> None:
    before = Requester.objects.count()
    with pytest.raises(TransitionNotAllowed):
        received(cast, text="")
    assert Requester.objects.count() == before


def test_same_phone_keeps_its_pseudonym(cast: Cast) -> None:
    assert received(cast).requester_id == received(cast).requester_id


def test_report_of_wrongdoing_is_shielded_whatever_its_type(cast: Cast) -> None:
    assert received(cast, kind="irregularity").shielded


def test_receiving_tells_the_requester_the_number(cast: Cast) -> None:
    request = received(cast)
    told = OutboxMessage.objects.get(topic="request.received")
    assert told.subject == request.number


def test_notice_and_request_are_rolled_back_together(cast: Cast) -> None:
    with transaction.atomic():
        report.register(a_new_report(cast.town), by=cast.operator, at=NOW)
        transaction.set_rollback(True)
    assert (ServiceRequest.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_numbers_of_requests_follow_each_other(cast: Cast) -> None:
    first, second = received(cast).number, received(cast).number
    assert first < second


def test_repeat_joins_the_matter_and_makes_no_order(cast: Cast) -> None:
    order = dispatched(cast)
    report.join_matter(
        received(cast), matter=order.matter, reason="same lamp", by=cast.operator, at=NOW
    )
    assert list(WorkOrder.objects.all()) == [order]


def test_repeat_stays_as_a_record_of_its_own(cast: Cast) -> None:
    order = dispatched(cast)
    joined = report.join_matter(
        received(cast, name="Li Invented", phone="555-0142"),
        matter=order.matter.number.lower(),
        reason="same lamp",
        by=cast.operator,
        at=NOW,
    )
    assert (joined.state, joined.matter) == (RequestState.LINKED, order.matter)


def test_matter_counts_its_repeats(cast: Cast) -> None:
    matter = dispatched(cast).matter
    report.join_matter(received(cast), matter=matter, reason="same", by=cast.operator, at=NOW)
    matter.refresh_from_db()
    assert matter.requests_count == 2


def test_unknown_matter_cannot_be_joined(cast: Cast) -> None:
    with pytest.raises(NotFound, match="no matter MT-26-999999"):
        report.join_matter(
            received(cast), matter="MT-26-999999", reason="same", by=cast.operator, at=NOW
        )


def test_shielded_report_joins_no_matter(cast: Cast) -> None:
    matter = dispatched(cast).matter
    shielded = received(cast, kind="irregularity")
    with pytest.raises(TransitionNotAllowed, match="stays by itself"):
        report.join_matter(shielded, matter=matter, reason="same", by=cast.operator, at=NOW)


def test_inquiry_is_answered_at_once_from_a_knowledge_item(cast: Cast) -> None:
    item = an_item(cast)
    done = report.answer_at_once(
        a_request(cast.town, kind="inquiry"), item=item, text="At dusk.", by=cast.operator, at=NOW
    )
    assert (done.state, done.knowledge_item, done.closed_at) == (RequestState.ANSWERED, item, NOW)


def test_complaint_is_not_answered_at_once(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match="Only an inquiry or praise"):
        report.answer_at_once(
            received(cast), item=an_item(cast), text="At dusk.", by=cast.operator, at=NOW
        )


@pytest.mark.parametrize(
    ("treatment", "state"),
    [
        (Treatment.OUTSIDE_DUTIES, RequestState.REFUSED),
        (Treatment.UNLAWFUL, RequestState.REFUSED),
        (Treatment.SECRET_OR_PRIVATE, RequestState.REFUSED),
        (Treatment.EMERGENCY_LINE, RequestState.REDIRECTED),
        (Treatment.LEGAL_CHANNEL, RequestState.REDIRECTED),
    ],
)
def test_treatment_ends_the_request(cast: Cast, treatment: Treatment, state: RequestState) -> None:
    done = report.treat(
        received(cast), treatment=treatment, reason="Turn to 110.", by=cast.operator, at=NOW
    )
    assert (done.state, done.treatment) == (state, treatment)


def test_treatment_without_words_for_the_person_is_refused(cast: Cast) -> None:
    with pytest.raises(TransitionNotAllowed, match=r"needs a reason|what the person was told"):
        report.treat(
            received(cast),
            treatment=Treatment.OUTSIDE_DUTIES,
            reason=" ",
            by=cast.operator,
            at=NOW,
        )
