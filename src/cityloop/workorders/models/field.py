"""What was written and photographed on the spot; rows are kept as they came in."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cityloop.workorders.choices import FieldFinding, PhotoMoment
from cityloop.workorders.models.order import WorkOrder


class FieldNote(models.Model):
    """A note from the spot; its event of the order has the same sequence number."""

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="field_notes")
    sequence = models.PositiveIntegerField()
    # The run of the order that it belongs to: after a reopening the evidence begins anew.
    round = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Made where the note was written, so that what is sent twice is kept once.
    key = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    finding = models.CharField(max_length=16, choices=FieldFinding, blank=True)
    # Only with the writer's consent: latitude, longitude, accuracy in metres.
    place = models.JSONField(default=dict, blank=True)
    # By the device's clock, which nobody vouches for; `received_at` is ours.
    written_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "key"], name="workorders_field_note_once"),
            models.UniqueConstraint(
                fields=["order", "sequence"], name="workorders_field_note_event"
            ),
            models.CheckConstraint(
                condition=models.Q(written_at__lte=models.F("received_at")),
                name="workorders_field_note_written_first",
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.sequence} on {self.order_id}"


class FieldPhoto(models.Model):
    """A picture of a note, made anew without where and when it was taken."""

    note = models.ForeignKey(FieldNote, on_delete=models.PROTECT, related_name="photos")
    name = models.CharField(max_length=48, unique=True)
    moment = models.CharField(max_length=8, choices=PhotoMoment)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    # SHA-256 of the file; the event of the note holds it too.
    digest = models.CharField(max_length=64)
    # Whether the requester sees it with the answer; the agency decides, and may change its mind.
    shown = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(moment__in=["before", "after"]),
                name="workorders_field_photo_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name
