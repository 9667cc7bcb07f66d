"""Who asks is known again by phone or mail address; an address given later is never lost."""

import pytest

from cityloop.accounts.models import User
from cityloop.flows import report
from cityloop.intake.models import Identity, ServiceRequest
from tests.integration.stories import a_new_report
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
PHONE = "555-0170"


def _told(cast: Cast, *, by: User | None, email: str = "") -> ServiceRequest:
    told = a_new_report(cast.town, phone=PHONE, email=email)
    return report.receive(told, by=by, at=NOW)


def _address(request: ServiceRequest) -> str:
    return Identity.objects.get(requester=request.requester_id).email


def test_operator_adds_an_address_to_a_known_phone(cast: Cast) -> None:
    first = _told(cast, by=cast.operator)
    second = _told(cast, by=cast.operator, email="bo@example.org")
    assert (first.requester_id, _address(first)) == (second.requester_id, "bo@example.org")


def test_strangers_address_does_not_get_the_letters_of_a_known_phone(cast: Cast) -> None:
    first = _told(cast, by=cast.operator)
    second = _told(cast, by=None, email="mallory@example.org")
    assert (_address(first), _address(second)) == ("", "mallory@example.org")


def test_second_address_of_a_phone_stands_beside_the_first(cast: Cast) -> None:
    first = _told(cast, by=cast.operator, email="bo@example.org")
    second = _told(cast, by=cast.operator, email="bo@work.example.org")
    assert (_address(first), _address(second)) == ("bo@example.org", "bo@work.example.org")


def test_same_phone_and_address_are_one_requester(cast: Cast) -> None:
    first = _told(cast, by=None, email="bo@example.org")
    second = _told(cast, by=None, email="Bo@Example.org")
    assert first.requester_id == second.requester_id


def test_phone_alone_finds_who_gave_an_address_before(cast: Cast) -> None:
    first = _told(cast, by=None, email="bo@example.org")
    assert _told(cast, by=None).requester_id == first.requester_id
