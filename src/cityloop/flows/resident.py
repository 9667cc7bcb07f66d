"""A resident acts without an account: sends a request once, adds to it, asks for more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from cityloop.accounts.models import User
from cityloop.core.errors import NotFound
from cityloop.core.operations import Notice, enqueue
from cityloop.core.sentences import Sentence
from cityloop.flows import report as reports
from cityloop.flows.report import NewReport
from cityloop.intake import operations as intake
from cityloop.intake.choices import RequestStep
from cityloop.intake.models import Matter, ServiceRequest
from cityloop.intake.operations import Told
from cityloop.intake.rules.links import digest_of, token_of
from cityloop.workorders import operations as workorders
from cityloop.workorders.choices import OrderState, Party
from cityloop.workorders.models import WorkOrder

SOURCE = "resident"
ME_TOO = Sentence("The requester says that it is the same.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is sent: the report, the key of its form, the photos, and the matter it joins."""

    report: NewReport
    key: str
    photos: Sequence[str] = ()
    matter: str = ""


@dataclass(frozen=True, slots=True)
class SentReport:
    """What came of it: the request, and the token of the private link to it."""

    request: ServiceRequest
    token: str


def send(sheet: Sheet, *, by: User | None, at: datetime) -> SentReport:
    """Register what a resident sends, with photos and a private link, all or nothing.

    The same key again gives the request that it gave before: a form that is sent twice over a bad
    line makes one request, whichever of two that race is written first.
    """
    try:
        return sent_before(sheet.key) or _send(sheet, by=by, at=at)
    except IntegrityError:
        raced = sent_before(sheet.key)
        if raced is None:
            raise
        return raced


def sent_before(key: str) -> SentReport | None:
    """What was sent under a form's key, or None."""
    if not key:
        return None
    found = ServiceRequest.objects.filter(source=SOURCE, source_id=digest_of(key)).first()
    return None if found is None else SentReport(found, _token(key))


def _token(key: str) -> str:
    return token_of(key, secret=settings.SECRET_KEY)


@transaction.atomic(durable=True)
def _send(sheet: Sheet, *, by: User | None, at: datetime) -> SentReport:
    keyed = replace(sheet.report, source=SOURCE, source_id=digest_of(sheet.key))
    request = reports.register(keyed, by=by, at=at)
    notices = [reports.received_notice(request)]
    if sheet.photos:
        intake.attach_photos(sheet.photos, to=request, by=by, at=at)
    intake.make_link(request, token=_token(sheet.key), by=by, at=at)
    if sheet.matter:
        matter = Matter.objects.filter(number=sheet.matter, shielded=False).first()
        if matter is None:
            raise NotFound(Sentence("There is no matter %(number)s.", number=sheet.matter))
        request = intake.join_matter(request, matter=matter, reason=ME_TOO, by=by, at=at)
        notices.append(Notice("request.joined", request.number))
    enqueue(notices, by=by, at=at)
    return SentReport(request, _token(sheet.key))


@transaction.atomic(durable=True)
def add_fact(
    request: ServiceRequest,
    *,
    text: str,
    photos: Sequence[str] = (),
    by: User | None,
    at: datetime,
) -> ServiceRequest:
    """Add what the requester knows now; whoever works on it finds it in the order's history.

    A question that was open is answered with it: the answer clock runs on.
    """
    told = Told(reason=text, party=Party.REQUESTER, data={"photos": len(photos)})
    added = intake.take_step(request, step=RequestStep.ADD_FACT, told=told, by=by, at=at)
    if photos:
        intake.attach_photos(photos, to=added, by=by, at=at)
    if added.matter_id is not None:
        orders = WorkOrder.objects.filter(matter=added.matter_id)
        for order in orders.exclude(state__in=_OVER):
            workorders.hear_requester(order, text=text, request=added.pk, by=by, at=at)
            enqueue([Notice("work_order.fact_added", order.number)], by=by, at=at)
    return added


# Notes on these would reach nobody who still works on the matter.
_OVER = (OrderState.REASSIGNED, OrderState.RECALLED, OrderState.ARCHIVED)
