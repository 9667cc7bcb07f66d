"""The outbox is delivered: once by many copies, again after a failure, never blocking the rest."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections
from pytest_django import DjangoAssertNumQueries

from cityloop.core.claims import claim, settle
from cityloop.core.delivering import Delivered, Delivery, Handler, NoAddress, Sent, deliver_batch
from cityloop.core.models import OutboxMessage
from cityloop.core.operations import Notice, enqueue
from cityloop.core.ports import LetterRefused
from cityloop.core.rules.retries import RetryRule
from tests.people import NOW

pytestmark = pytest.mark.django_db
State = OutboxMessage.State
MINUTE = timedelta(minutes=1)
RULE = RetryRule(max_attempts=3, first_wait=MINUTE, longest_wait=5 * MINUTE, lease=10 * MINUTE)


def waiting(*subjects: str, at: datetime = NOW) -> list[OutboxMessage]:
    return enqueue([Notice("test.happened", one) for one in subjects], by=None, at=at)


def by(handler: Handler, *, at: datetime = NOW, margin: timedelta = MINUTE) -> Delivery:
    return Delivery(handler=handler, rule=RULE, clock=lambda: at, margin=margin)


def taken(message: OutboxMessage) -> Sent:
    return Sent()


def noting(handed: list[str]) -> Handler:
    def handler(message: OutboxMessage) -> Sent:
        handed.append(message.subject)
        return Sent()

    return handler


def failing_on(*subjects: str, error: Exception | None = None) -> Handler:
    def handler(message: OutboxMessage) -> Sent:
        if message.subject in subjects:
            raise error or RuntimeError("mei@home.example is no good")
        return Sent()

    return handler


def states() -> dict[str, str]:
    return dict(OutboxMessage.objects.values_list("subject", "state"))


def the_message() -> OutboxMessage:
    return OutboxMessage.objects.get()


def test_message_is_sent() -> None:
    waiting("A")
    assert (deliver_batch(by(taken), limit=10).sent, states()) == (1, {"A": State.SENT})


def test_sent_message_is_not_sent_again() -> None:
    waiting("A")
    deliver_batch(by(taken), limit=10)
    assert deliver_batch(by(taken, at=NOW + 99 * MINUTE), limit=10) == Delivered()


def test_message_of_later_waits() -> None:
    waiting("A", at=NOW + MINUTE)
    assert deliver_batch(by(taken), limit=10) == Delivered()


def test_message_that_fails_does_not_block_the_rest() -> None:
    waiting("A", "B", "C")
    deliver_batch(by(failing_on("A")), limit=10)
    assert states() == {"A": State.PENDING, "B": State.SENT, "C": State.SENT}


def test_message_that_fails_is_reported() -> None:
    waiting("A", "B")
    done = deliver_batch(by(failing_on("A")), limit=10)
    assert [one.partition(" (")[0] for one in done.set_aside] == ["test.happened A"]


def test_reason_kept_of_a_failure_holds_no_personal_data() -> None:
    waiting("A")
    done = deliver_batch(by(failing_on("A")), limit=10)
    kept = the_message().error
    assert kept.startswith("RuntimeError at test_outbox_delivery.py:")
    assert "mei" not in f"{kept} {done.set_aside}"


def test_message_that_failed_is_tried_again_after_its_wait() -> None:
    waiting("A")
    deliver_batch(by(failing_on("A")), limit=10)
    assert the_message().available_at == NOW + MINUTE


def test_wait_grows_with_the_tries() -> None:
    waiting("A")
    deliver_batch(by(failing_on("A")), limit=10)
    deliver_batch(by(failing_on("A"), at=NOW + MINUTE), limit=10)
    assert the_message().available_at == NOW + 3 * MINUTE


def test_message_is_dead_after_the_last_try() -> None:
    waiting("A")
    done = [deliver_batch(by(failing_on("A"), at=NOW + n * 10 * MINUTE), limit=1) for n in range(4)]
    assert ([one.waiting for one in done], [one.dead for one in done]) == (
        [1, 1, 0, 0],
        [0, 0, 1, 0],
    )


def test_final_refusal_is_dead_at_once() -> None:
    waiting("A")
    deliver_batch(by(failing_on("A", error=LetterRefused(550, final=True))), limit=10)
    assert (the_message().state, the_message().error) == (State.DEAD, "refused with code 550")


def test_refusal_for_the_moment_is_tried_again() -> None:
    waiting("A")
    deliver_batch(by(failing_on("A", error=LetterRefused(451, final=False))), limit=10)
    assert the_message().state == State.PENDING


def test_message_for_nobody_ends_with_its_reason() -> None:
    waiting("A")
    deliver_batch(by(lambda _message: NoAddress("nobody is told")), limit=10)
    assert (the_message().state, the_message().error) == (State.NO_ADDRESS, "nobody is told")


def test_message_may_become_several() -> None:
    waiting("A")
    spread = Sent((Notice("test.told", "B"), Notice("test.told", "C")))
    deliver_batch(by(lambda _message: spread), limit=10)
    assert states() == {"A": State.SENT, "B": State.PENDING, "C": State.PENDING}


def test_message_under_a_lease_is_left_to_its_holder() -> None:
    waiting("A")
    claim(limit=1, lease=RULE.lease, at=NOW)
    assert claim(limit=1, lease=RULE.lease, at=NOW + 9 * MINUTE) == []


def test_message_of_a_copy_that_died_is_taken_when_the_lease_ends() -> None:
    waiting("A")
    claim(limit=1, lease=RULE.lease, at=NOW)
    assert deliver_batch(by(taken, at=NOW + 10 * MINUTE), limit=1).sent == 1


def test_message_that_ends_every_process_is_dead_and_not_tried() -> None:
    waiting("A")
    for n in range(RULE.max_attempts):
        claim(limit=1, lease=RULE.lease, at=NOW + n * RULE.lease)
    handed: list[str] = []
    later = by(noting(handed), at=NOW + 4 * RULE.lease)
    assert (deliver_batch(later, limit=1).dead, handed) == (1, [])


def test_copy_that_lost_its_lease_changes_nothing() -> None:
    waiting("A")
    [lost] = claim(limit=1, lease=MINUTE, at=NOW)
    claim(limit=1, lease=RULE.lease, at=NOW + 2 * MINUTE)
    assert (settle(lost, state=State.DEAD), the_message().state) == (False, State.PENDING)


def test_message_whose_lease_runs_out_is_handed_back_untried() -> None:
    waiting("A")
    done = deliver_batch(by(taken, margin=RULE.lease), limit=1)
    kept = the_message()
    assert (done.handed_back, kept.attempts, kept.leased_until) == (1, 0, None)


def test_soonest_messages_are_taken_first() -> None:
    waiting("late", at=NOW)
    waiting("early", at=NOW - MINUTE)
    assert [one.subject for one in claim(limit=1, lease=MINUTE, at=NOW)] == ["early"]


def test_claim_of_any_number_is_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    waiting(*map(str, range(50)))
    with django_assert_num_queries(3):  # with the savepoint around it in a test
        claim(limit=50, lease=MINUTE, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_copies_side_by_side_send_each_message_once() -> None:
    waiting(*(f"M{n}" for n in range(120)))
    handed: list[str] = []
    start = Barrier(4)

    def copy(_number: int) -> None:
        start.wait()
        delivery = by(noting(handed))
        while deliver_batch(delivery, limit=7).touched:
            pass
        connections.close_all()

    with ThreadPoolExecutor(4) as copies:
        list(copies.map(copy, range(4)))
    assert Counter(handed) == Counter({f"M{n}": 1 for n in range(120)})
