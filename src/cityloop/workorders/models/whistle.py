"""Whistles: a sub-district's call for joint action."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cityloop.workorders.models.order import WorkOrder


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
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.number


class WhistleCall(models.Model):
    """One called agency: did it come, what did it do, and how did each rate the other."""

    whistle = models.ForeignKey(Whistle, on_delete=models.CASCADE, related_name="calls")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    accept_by = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    did = models.TextField(blank=True)
    rating_by_caller = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_of_caller = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["whistle", "agency"], name="workorders_called_once"),
            models.CheckConstraint(
                condition=(Q(rating_by_caller__isnull=True) | Q(rating_by_caller__range=(1, 5)))
                & (Q(rating_of_caller__isnull=True) | Q(rating_of_caller__range=(1, 5))),
                name="workorders_whistle_ratings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} called by {self.whistle_id}"
