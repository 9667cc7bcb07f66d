"""What an agency's people keep at their desk: saved lists, reply templates, questions asked."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cityloop.core.models import Named, localised
from cityloop.workorders.choices import OrderOutcome
from cityloop.workorders.models.order import WorkOrder


class SavedFilter(models.Model):
    """A worklist as one person likes to see it: the words of its address, under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="workorders_filter_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReplyTemplate(Named):
    """Words with which an agency often answers; `texts` by language, with places to be filled."""

    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="reply_templates"
    )
    texts = models.JSONField(default=dict)
    outcome = models.CharField(max_length=20, choices=OrderOutcome, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_at = models.DateTimeField()
    # Retired, not deleted: it can be taken up again.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["agency"],
                name="workorders_templates_used",
                condition=Q(retired_at__isnull=True),
            ),
        ]

    @property
    def text(self) -> str:
        return localised(self.texts)


class Question(models.Model):
    """What an agency asks the requester of an order, and what came back.

    It ends with the reply, or without one when the order is answered or leaves the agency.
    """

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="questions")
    # Who is asked: the request that opened the order, as it was when the question was put.
    request = models.ForeignKey(
        "intake.ServiceRequest", on_delete=models.PROTECT, related_name="questions"
    )
    text = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    # Whether the answer clock was stopped with it; see Pause for how long.
    paused = models.BooleanField(default=False)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(ended_at__isnull=True),
                name="workorders_one_open_question",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True)
                | Q(replied_at__gte=F("asked_at"), ended_at__isnull=False),
                name="workorders_reply_ends_question",
            ),
            models.CheckConstraint(
                condition=Q(reply="") | Q(replied_at__isnull=False),
                name="workorders_reply_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"question on {self.order_id}"
