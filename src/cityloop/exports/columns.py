"""Where each column of a fact stands in the database: expressions that both databases know.

Nothing but numbers, codes and moments is selected: no number that is shown, no words, no point,
no pseudonym. What is not in these lists cannot be written.
"""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from cityloop.followups.models import FollowUp, Lot
from cityloop.intake.models import ServiceRequest
from cityloop.responsibility.choices import Clock
from cityloop.workorders.choices import Decision
from cityloop.workorders.models import ClockRecord, Extension, Whistle, WorkOrder

# Beside the columns of the contract: keys of the tables of codes, and parts of other columns.
REQUEST_FIELDS = {
    "request_id": "pk",
    "matter_id": "matter_id",
    "channel": "channel",
    "language": "language",
    "type_key": "service_type_id",
    "kind": "kind",
    "grade": "grade",
    "shielded": "shielded",
    "area_key": "area_id",
    "requester_kind": "requester__kind",
    "staff_made": "staff_made",
    "state": "state",
    "treatment": "treatment",
}
ORDER_FIELDS = {
    "order_id": "pk",
    "request_id": "request_id",
    "matter_id": "matter_id",
    "order_type": "order_type",
    "agency_key": "agency_id",
    "department_key": "department_id",
    "type_key": "service_type_id",
    "kind": "kind",
    "grade": "grade",
    "shielded": "shielded",
    "area_key": "area_id",
    "round": "round",
    "state": "state",
    "outcome": "outcome",
    "ruling": "objection__ruling",
    "hops": "hops",
}
LOT_FIELDS = {
    "order_id": "order_id",
    "request_id": "order__request_id",
    "round": "round",
    "agency_key": "order__agency_id",
    "department_key": "order__department_id",
    "type_key": "order__service_type_id",
    "kind": "order__kind",
    "grade": "order__grade",
    "shielded": "order__shielded",
    "area_key": "order__area_id",
}
CALL_FIELDS = {
    **LOT_FIELDS,
    "request_id": "request_id",
    "weight": "weight",
    "state": "state",
    "solved": "solved",
    "satisfied": "satisfied",
    "pressured": "pressured",
}


class Seconds(Func):
    """A moment as whole seconds since 1970 UTC, rounded down, on either database."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:  # noqa: ANN401 - Django's signature
        return self.as_sql(
            compiler,
            connection,
            template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)",
            **more,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:  # noqa: ANN401 - Django's signature
        return self.as_sql(
            compiler,
            connection,
            template="FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint",
            **more,
        )


def flag(*conditions: Any) -> Case:  # noqa: ANN401 - what Django takes as a condition
    """1 where every condition holds, else 0; a later one is asked only where the first holds."""
    whole = Q(conditions[0])
    for one in conditions[1:]:
        whole &= Q(one)
    return Case(When(whole, then=Value(1)), default=Value(0))


def requests() -> tuple[QuerySet[Any], dict[str, Any]]:
    """The rows of `requests` and their columns; leading moment `received_at`."""
    others = ServiceRequest.objects.filter(matter=OuterRef("matter"))
    earlier = others.filter(
        Q(received_at__lt=OuterRef("received_at"))
        | Q(received_at=OuterRef("received_at"), pk__lt=OuterRef("pk"))
    )
    return ServiceRequest.objects.all(), {
        **{name: F(path) for name, path in REQUEST_FIELDS.items()},
        "received_at": Seconds("received_at"),
        "closed_at": Seconds("closed_at"),
        # A matter of one request needs no look at the others.
        "later": flag(Q(matter__requests_count__gt=1), Exists(earlier)),
        "same_requester": flag(
            Q(matter__requests_count__gt=1),
            Exists(earlier.filter(requester=OuterRef("requester"))),
        ),
    }


def orders() -> tuple[QuerySet[Any], dict[str, Any]]:
    """The rows of `orders` and their columns; leading moment `dispatched_at`."""
    clocks = ClockRecord.objects.filter(order=OuterRef("pk"))
    first = clocks.filter(clock=Clock.ANSWER, round=1).values("stopped_at")
    contact = clocks.filter(clock=Clock.CONTACT, round=OuterRef("round")).values("due_at")
    longer = Extension.objects.filter(order=OuterRef("pk"), decision=Decision.GRANTED)
    moments = ("dispatched_at", "accepted_at", "contacted_at", "answered_at", "closed_at", "due_at")
    return WorkOrder.objects.all(), {
        **{name: F(path) for name, path in ORDER_FIELDS.items()},
        **{name: Seconds(name) for name in moments},
        "received_at": Seconds("request__received_at"),
        "first_stopped_at": Case(When(round__gt=1, then=Seconds(Subquery(first)))),
        "contact_due_at": Seconds(Subquery(contact)),
        "objected": flag(Q(objection__isnull=False)),
        "extended": flag(Exists(longer)),
        "whistled": flag(Exists(Whistle.objects.filter(order=OuterRef("pk")))),
    }


def lost_lots() -> tuple[QuerySet[Any], dict[str, Any]]:
    """The lots that lost; leading moment `at`."""
    return Lot.objects.filter(drawn=False), {
        **{name: F(path) for name, path in LOT_FIELDS.items()},
        "drawn_at": Seconds("at"),
        "due_at": Seconds("order__due_at"),
    }


def call_backs() -> tuple[QuerySet[Any], dict[str, Any]]:
    """The lots that won, one call-back each; leading moment `drawn_at`."""
    return FollowUp.objects.all(), {
        **{name: F(path) for name, path in CALL_FIELDS.items()},
        "drawn_at": Seconds("drawn_at"),
        "due_at": Seconds("order__due_at"),
        "answered_at": Seconds("answered_at"),
    }
