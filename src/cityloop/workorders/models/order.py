"""Work orders and their history."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cityloop.core.models import ChainedEvent
from cityloop.responsibility.choices import Grade
from cityloop.workorders.choices import DispatchBasis, OrderOutcome, OrderState, OrderType

OPEN_STATES = [
    OrderState.DISPATCHED,
    OrderState.ACCEPTED,
    OrderState.OBJECTED,
    OrderState.IN_PROGRESS,
    OrderState.SUSPENDED,
    OrderState.REWORK,
]
# The states that the lifecycle of a whistle knows (rules/whistles.py).
WHISTLE_STATES = [
    OrderState.DISPATCHED,
    OrderState.ACCEPTED,
    OrderState.OBJECTED,
    OrderState.IN_PROGRESS,
    OrderState.ANSWERED,
    OrderState.CLOSED,
    OrderState.RECALLED,
    OrderState.ARCHIVED,
]


class WorkOrder(models.Model):
    """One matter to one agency. Columns are what indexes and pages need; history is in events."""

    number = models.CharField(max_length=20, unique=True)
    matter = models.ForeignKey("intake.Matter", on_delete=models.PROTECT, related_name="orders")
    # The request that opened it: whose words the agency reads and who is answered first.
    request = models.ForeignKey(
        "intake.ServiceRequest", on_delete=models.PROTECT, related_name="orders"
    )
    order_type = models.CharField(max_length=16, choices=OrderType, default=OrderType.MAIN)
    state = models.CharField(max_length=16, choices=OrderState, default=OrderState.DISPATCHED)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="orders")
    # As it was at dispatch, so that a later reorganisation does not move old cases.
    department = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT)
    service_type = models.ForeignKey("responsibility.ServiceType", on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)
    grade = models.PositiveSmallIntegerField(choices=Grade)
    shielded = models.BooleanField(default=False)
    lead = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next"
    )
    hops = models.PositiveSmallIntegerField(default=0)
    basis = models.CharField(max_length=16, choices=DispatchBasis)
    duty = models.ForeignKey(
        "responsibility.Duty", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    basis_text = models.JSONField(default=dict)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    round = models.PositiveSmallIntegerField(default=1)
    dispatched_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=OrderOutcome, blank=True)
    planned_date = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True, blank=True)
    clock_error = models.TextField(blank=True)
    event_count = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_check_at"],
                name="workorders_sweep",
                condition=Q(next_check_at__isnull=False),
            ),
            models.Index(
                fields=["agency", "due_at"],
                name="workorders_worklist",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=["due_at"], name="workorders_due"),
            # Boards and tiles over a million orders: 3.6 s without it, 0.08 s with it.
            models.Index(
                fields=["due_at"], name="workorders_open_due", condition=Q(state__in=OPEN_STATES)
            ),
            models.Index(fields=["agency", "state", "due_at"], name="workorders_agency_state"),
            models.Index(fields=["state", "answered_at"], name="workorders_answered"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "follow_up", "closed", "appealed"])
                | ~Q(outcome=""),
                name="workorders_answered_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["planned", "impossible_now"])
                | Q(planned_date__isnull=False),
                name="workorders_planned_has_date",
            ),
            models.CheckConstraint(
                condition=Q(order_type__in=["co", "copy", "assist", "whistle"])
                | Q(lead__isnull=True),
                name="workorders_only_joined_have_lead",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="workorders_closed_has_time",
            ),
            # A called agency comes or is excused: its order is never reworked, deferred, appealed.
            models.CheckConstraint(
                condition=~Q(order_type="whistle")
                | (Q(lead__isnull=False) & Q(state__in=WHISTLE_STATES)),
                name="workorders_whistle_has_lead_and_state",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class WorkOrderEvent(ChainedEvent):
    """Append-only history of an order; `data` holds what rules need to recompute."""

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="events")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "sequence"], name="workorders_event_sequence_once"
            ),
        ]
