"""Everything that moves a clock: records, pauses, extensions, objections, deferrals."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cityloop.responsibility.choices import Clock, TimeUnit
from cityloop.workorders.choices import Decision, PauseReason, Ruling
from cityloop.workorders.models.order import WorkOrder


def _person(*, null: bool = True) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, blank=null, on_delete=models.PROTECT, related_name="+"
    )


class ClockRecord(models.Model):
    """One clock of an order in one round, as the clock engine computed it."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="clocks")
    clock = models.CharField(max_length=16, choices=Clock)
    round = models.PositiveSmallIntegerField(default=1)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16, choices=TimeUnit)
    rule_id = models.CharField(max_length=64)
    calendar = models.CharField(max_length=64)
    start_at = models.DateTimeField()
    base_due_at = models.DateTimeField()
    # Null only while a deferral is open.
    due_at = models.DateTimeField(null=True, blank=True)
    extension = models.PositiveIntegerField(default=0)
    # False where the order left the agency by ruling or recall: not this agency's breach.
    charged = models.BooleanField(default=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    breached = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "clock", "round"], name="workorders_clock_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clock", "due_at"], name="workorders_clock_due"),
        ]

    def __str__(self) -> str:
        return f"{self.clock} of {self.order_id}"


class Pause(models.Model):
    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=24, choices=PauseReason)
    evidence = models.TextField()
    approved_by = _person()
    started_at = models.DateTimeField()
    resumes_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(ended_at__isnull=True),
                name="workorders_one_pause_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="workorders_pause_times",
            ),
        ]

    def __str__(self) -> str:
        return f"pause of {self.order_id}"


class Extension(models.Model):
    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="extensions")
    round = models.PositiveSmallIntegerField(default=1)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16, choices=TimeUnit)
    reason = models.TextField()
    requested_by = _person()
    requested_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.PENDING)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    new_due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(decision="pending"),
                name="workorders_one_open_extension",
            ),
            models.CheckConstraint(
                condition=~Q(decision="granted") | Q(new_due_at__isnull=False),
                name="workorders_granted_has_due",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="workorders_extension_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.order_id}"


class Objection(models.Model):
    order = models.OneToOneField(WorkOrder, on_delete=models.CASCADE, related_name="objection")
    ground = models.TextField()
    proposed_agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filed_by = _person()
    filed_at = models.DateTimeField()
    ruling = models.CharField(max_length=8, choices=Ruling, blank=True)
    ruled_by = _person()
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruling_reason = models.TextField(blank=True)
    new_agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ruling="") | (Q(ruled_at__isnull=False) & ~Q(ruling_reason="")),
                name="workorders_ruling_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(ruled_by__isnull=True) | ~Q(ruled_by=F("filed_by")),
                name="workorders_ruling_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"objection to {self.order_id}"


class Deferral(models.Model):
    """One line of the deferral ledger: what cannot be done yet, and the plan for it."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="deferrals")
    reason_code = models.CharField(max_length=32)
    evidence = models.TextField()
    plan = models.TextField()
    approved_by = _person(null=False)
    started_at = models.DateTimeField()
    review_at = models.DateTimeField()
    notified_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(ended_at__isnull=True),
                name="workorders_one_open_deferral",
            ),
            models.CheckConstraint(
                condition=Q(review_at__gt=F("started_at")), name="workorders_review_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"deferral of {self.order_id}"
