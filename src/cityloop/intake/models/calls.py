"""Calls of the hotline; the caller's number lies apart, as identities do."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cityloop.core.models import ChainedEvent
from cityloop.intake.choices import CallState, PartyKind, PartyOutcome
from cityloop.intake.rules.calls import MOST_WARNINGS

_UNANSWERED = Q(answered_at__isnull=True, operator__isnull=True, wrapped_at__isnull=True)
_ANSWERED = Q(answered_at__isnull=False, operator__isnull=False)
_NO_CODE = Q(wrap_code="", wrap_definition__isnull=True)


class Call(models.Model):
    """One call: somebody rang, or an operator called a missed caller back (`returns`).

    `ended_at` is when talking or waiting ended, `wrapped_at` when its notes were finished.
    `wrap_code` is read in `wrap_definition`, the version of the city's text that held then.
    """

    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=16, choices=CallState, default=CallState.WAITING)
    line = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=8, blank=True)
    arrived_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    wrapped_at = models.DateTimeField(null=True, blank=True)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    wrap_code = models.CharField(max_length=32, blank=True)
    wrap_definition = models.ForeignKey(
        "core.Definition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    warnings = models.PositiveSmallIntegerField(default=0)
    returns = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="tries"
    )
    returned_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="returned"
    )
    requests = models.ManyToManyField(
        "intake.ServiceRequest", through="intake.CallRequest", related_name="calls"
    )
    items = models.ManyToManyField(
        "knowledge.KnowledgeItem", through="intake.CallItem", related_name="+"
    )
    # What the switch calls it; empty for a call that was written down by hand.
    source_id = models.CharField(max_length=64, blank=True)
    event_count = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["arrived_at"],
                name="intake_call_open",
                condition=Q(state__in=["waiting", "missed"]),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["operator"],
                condition=Q(state="in_progress"),
                name="intake_call_one_each",
            ),
            models.UniqueConstraint(
                fields=["source_id"], condition=~Q(source_id=""), name="intake_call_source_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="waiting", ended_at__isnull=True) & _UNANSWERED & _NO_CODE
                    | Q(state="in_progress", wrapped_at__isnull=True) & _ANSWERED & _NO_CODE
                    | Q(
                        state="wrapped_up",
                        ended_at__isnull=False,
                        wrapped_at__isnull=False,
                        wrap_definition__isnull=False,
                    )
                    & _ANSWERED
                    & ~Q(wrap_code="")
                    | Q(state__in=["missed", "returned"], ended_at__isnull=False)
                    & _UNANSWERED
                    & _NO_CODE
                ),
                name="intake_call_state_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_by__isnull=False)
                | ~Q(state="returned") & Q(returned_by__isnull=True),
                name="intake_call_returned_by_one",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("arrived_at")),
                name="intake_call_answered_after",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(ended_at__gte=F("arrived_at"))
                & (Q(answered_at__isnull=True) | Q(ended_at__gte=F("answered_at"))),
                name="intake_call_ended_after",
            ),
            models.CheckConstraint(
                condition=Q(wrapped_at__isnull=True) | Q(wrapped_at__gte=F("ended_at")),
                name="intake_call_wrapped_after",
            ),
            models.CheckConstraint(
                condition=Q(warnings__lte=MOST_WARNINGS), name="intake_call_warnings"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CallerNumber(models.Model):
    """From which number a call came; read only in a call, deleted by retention."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="caller")
    phone = models.CharField(max_length=32, db_index=True)

    def __str__(self) -> str:
        return f"number behind {self.call_id}"


class CallRequest(models.Model):
    """A request that was registered in a call, or (not `registered`) spoken of in it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="request_links")
    request = models.ForeignKey(
        "intake.ServiceRequest", on_delete=models.CASCADE, related_name="call_links"
    )
    registered = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "request"], name="intake_call_request_once"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(registered=True),
                name="intake_call_registered_in_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} in {self.call_id}"


class CallItem(models.Model):
    """An answer from the knowledge base that a caller was told."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="item_links")
    item = models.ForeignKey("knowledge.KnowledgeItem", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "item"], name="intake_call_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.call_id}"


class CallParty(models.Model):
    """Somebody brought into a call: an emergency line, a legal channel, or a partner.

    Their name and phone are written as the city's text had them then; `agreed` is what came of it.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(max_length=16, choices=PartyKind)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=128)
    phone = models.CharField(max_length=32, blank=True)
    added_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=PartyOutcome, default=PartyOutcome.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    agreed = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "call parties"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="open", settled_at__isnull=True)
                | ~Q(outcome="open") & Q(settled_at__isnull=False),
                name="intake_call_party_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} in {self.call_id}"


class CallEvent(ChainedEvent):
    """What happened in a call, warnings and ends of abusive calls among it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="events")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "sequence"], name="intake_call_event_sequence_once"
            ),
        ]
