"""Whoever sees the person behind a request leaves a line in the trail."""

import pytest
from django.test import Client

from cityloop.core.models import AuditEvent
from tests.people import Cast, a_request, an_order

pytestmark = pytest.mark.django_db


def looks(cast: Cast, who: str, address: str) -> list[str]:
    """Subjects of the looks at identities that one visit of a page leaves."""
    client = Client()
    client.force_login(getattr(cast, who))
    assert client.get(address).status_code == 200
    seen = AuditEvent.objects.filter(what="identity.seen", by_id=getattr(cast, who).pk)
    return list(seen.values_list("subject", flat=True))


def test_operator_who_reads_a_name_leaves_a_line(cast: Cast) -> None:
    number = a_request(cast.town).number
    assert looks(cast, "operator", f"/hotline/requests/{number}/") == [number]


def test_handler_who_reads_a_name_leaves_a_line(cast: Cast) -> None:
    number = an_order(cast.town).number
    assert looks(cast, "handler", f"/agency/work-orders/{number}/") == [number]


def test_page_with_a_pseudonym_leaves_no_line(cast: Cast) -> None:
    number = a_request(cast.town).number
    assert looks(cast, "dispatcher", f"/hotline/requests/{number}/") == []


def test_request_in_confidence_shows_no_name_and_leaves_no_line(cast: Cast) -> None:
    request = a_request(cast.town)
    request.confidential = True
    request.save(update_fields=["confidential"])
    assert looks(cast, "operator", f"/hotline/requests/{request.number}/") == []
