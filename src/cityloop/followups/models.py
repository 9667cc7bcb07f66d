"""Call-backs: who was drawn, the attempts, and what the requester said."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cityloop.followups.choices import (
    AttemptMode,
    AttemptResult,
    DrawReason,
    FollowUpState,
    Satisfied,
    Solved,
)


class FollowUp(models.Model):
    """One interview owed to one requester about one order; the handling agency never sees it."""

    order = models.ForeignKey(
        "workorders.WorkOrder", on_delete=models.PROTECT, related_name="follow_ups"
    )
    request = models.ForeignKey(
        "intake.ServiceRequest", on_delete=models.PROTECT, related_name="follow_ups"
    )
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=FollowUpState, default=FollowUpState.QUEUED)
    reason = models.CharField(max_length=8, choices=DrawReason)
    stratum = models.CharField(max_length=128)
    weight = models.DecimalField(max_digits=12, decimal_places=6, default=1)
    drawn_at = models.DateTimeField()
    window_from = models.DateTimeField()
    window_to = models.DateTimeField()
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    contacted = models.BooleanField(null=True, blank=True)
    what_was_done = models.TextField(blank=True)
    solved = models.CharField(max_length=12, choices=Solved, blank=True)
    satisfied = models.CharField(max_length=20, choices=Satisfied, blank=True)
    attitude = models.CharField(max_length=20, choices=Satisfied, blank=True)
    speed = models.CharField(max_length=20, choices=Satisfied, blank=True)
    may_publish = models.BooleanField(null=True, blank=True)
    pressured = models.BooleanField(null=True, blank=True)
    comment = models.TextField(blank=True)
    # Set by a panel: the answer was lawful and explained, so displeasure counts elsewhere.
    lawful_refusal = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["window_from"], name="followups_queue", condition=Q(state="queued")
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "request", "round"], name="followups_once_a_round"
            ),
            models.CheckConstraint(
                condition=~Q(state="reached") | Q(answered_at__isnull=False),
                name="followups_reached_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="reached") | (Q(solved="") & Q(satisfied="")),
                name="followups_answers_only_when_reached",
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="followups_weight_at_least_1"),
        ]

    def __str__(self) -> str:
        return f"call-back on {self.order_id}"


class Attempt(models.Model):
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mode = models.CharField(max_length=8, choices=AttemptMode)
    result = models.CharField(max_length=16, choices=AttemptResult)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.mode} {self.result}"


class Lot(models.Model):
    """An order's one chance in a round to be drawn; the drawn and the undrawn tell the weights."""

    order = models.ForeignKey("workorders.WorkOrder", on_delete=models.PROTECT, related_name="lots")
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    drawn = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "round"], name="followups_one_lot_a_round"),
        ]

    def __str__(self) -> str:
        return f"lot of {self.order_id}"


class LinkAnswer(models.Model):
    """An answer opened from the mail; provisional, for programs that check mail open links too."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="link_answers")
    solved = models.CharField(max_length=12, choices=Solved)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["follow_up", "solved"], name="followups_link_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.solved} for {self.follow_up_id}"
