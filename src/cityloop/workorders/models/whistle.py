"""Whistles: a sub-district's call for joint action."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cityloop.workorders.choices import CallSide, CoOperation, Ruling
from cityloop.workorders.models.order import WorkOrder


def _person() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Whistle(models.Model):
    """A sub-district's call for joint action; the called agencies get orders of type whistle."""

    number = models.CharField(max_length=20, unique=True)
    order = models.ForeignKey(
        WorkOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="whistles"
    )
    caller = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=32)
    text = models.TextField()
    called_at = models.DateTimeField()
    meet_at = models.DateTimeField()
    report_by = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(meet_at__gt=F("called_at"))
                & (Q(report_by__isnull=True) | Q(report_by__gte=F("meet_at"))),
                name="workorders_whistle_times",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["caller", "called_at"], name="workorders_whistle_month"),
        ]

    def __str__(self) -> str:
        return self.number


class WhistleCall(models.Model):
    """One called agency: did it come, and what did it do. Its state is that of its order."""

    whistle = models.ForeignKey(Whistle, on_delete=models.CASCADE, related_name="calls")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    # Null only for calls of the time before called agencies got orders; nobody can answer those.
    order = models.OneToOneField(
        WorkOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="call"
    )
    accept_by = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = _person()
    refusal = models.TextField(blank=True)
    ruling = models.CharField(max_length=8, choices=Ruling, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_by = _person()
    ruling_reason = models.TextField(blank=True)
    # A ruling that came after the time to meet names another one.
    must_come_by = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    attendants = models.CharField(max_length=200, blank=True)
    finding = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    did = models.TextField(blank=True)
    absent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["whistle", "agency"], name="workorders_called_once"),
            models.CheckConstraint(
                condition=Q(order__isnull=False)
                | Q(accepted_at__isnull=True, refused_at__isnull=True, absent_at__isnull=True),
                name="workorders_call_answered_by_order",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True)
                | Q(refused_at__isnull=True)
                | Q(ruling="overrule"),
                name="workorders_call_accepted_or_refused",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refusal="")
                | (Q(refused_at__isnull=False) & ~Q(refusal="")),
                name="workorders_call_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(ruling="", ruled_at__isnull=True)
                | (
                    Q(ruling__in=["uphold", "overrule"])
                    & Q(ruled_at__isnull=False, refused_at__isnull=False)
                    & ~Q(ruling_reason="")
                ),
                name="workorders_call_ruling_of_refusal",
            ),
            models.CheckConstraint(
                condition=Q(ruled_by__isnull=True) | ~Q(ruled_by=F("refused_by")),
                name="workorders_call_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(attended_at__isnull=True)
                | (Q(accepted_at__isnull=False) & ~Q(attendants="") & ~Q(finding="")),
                name="workorders_call_attendance_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | Q(attended_at__isnull=False, absent_at__isnull=True),
                name="workorders_call_arrived_or_absent",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | (Q(attended_at__isnull=False) & ~Q(did="")),
                name="workorders_call_report_after_site",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} called by {self.whistle_id}"

    @property
    def come_by(self) -> datetime:
        """When the agency must be on site; reads the whistle."""
        return self.must_come_by or self.whistle.meet_at


class WhistleRating(models.Model):
    """How one side rates the other's co-operation; kept as it was said, never summed up."""

    call = models.ForeignKey(WhistleCall, on_delete=models.CASCADE, related_name="ratings")
    side = models.CharField(max_length=8, choices=CallSide)
    value = models.PositiveSmallIntegerField(choices=CoOperation)
    remark = models.TextField(blank=True)
    by = _person()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "side"], name="workorders_rated_once_a_side"),
            models.CheckConstraint(
                condition=Q(value__range=(1, 5)) & Q(side__in=["caller", "called"]),
                name="workorders_whistle_ratings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} of {self.call_id}: {self.value}"
