"""Tables that every app leans on: the city, definitions, numbers, audit and outbox."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language


def localised(names: dict[str, str]) -> str:
    """Return the name in the reader's language, else in English, else any."""
    language = (get_language() or "en").lower()
    return names.get(language) or names.get("en") or next(iter(names.values()), "")


class Named(models.Model):
    """A thing whose name is written in several languages: {"en": ..., "zh-hans": ...}."""

    names = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self.names)


class City(Named):
    """The one city of this deployment."""

    code = models.SlugField(unique=True)
    zone = models.CharField(max_length=64)
    languages = models.JSONField(default=list)
    calendar = models.CharField(max_length=64)
    evaluation_scheme = models.CharField(max_length=64, blank=True)
    settings = models.JSONField(default=dict)
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        verbose_name_plural = "city"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(only=True), name="core_city_only_one"),
        ]


class Definition(models.Model):
    """One immutable, dated version of a reviewed text (calendar, scheme, time limits, plan)."""

    kind = models.CharField(max_length=32)
    code = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "code", "version"], name="core_definition_version"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="core_definition_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.version}"


class NumberSequence(models.Model):
    """The last number given out in a series, such as WO-26."""

    series = models.CharField(max_length=16, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class ChainedEvent(models.Model):
    """One append-only step of a history; each carries the hash of the one before it.

    `sequence` counts from 1 within the owner. The hash covers the owner's number, so an event
    cannot be moved to another owner unnoticed.
    """

    sequence = models.PositiveIntegerField()
    step = models.CharField(max_length=32)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    party = models.CharField(max_length=16)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.sequence} {self.step}"


class DaySeal(models.Model):
    """The nightly seal over all events recorded in one stream up to a row number."""

    stream = models.CharField(max_length=32)
    sealed_at = models.DateTimeField()
    first_id = models.PositiveBigIntegerField()
    last_id = models.PositiveBigIntegerField()
    events = models.PositiveIntegerField()
    previous_seal = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "first_id"], name="core_seal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.first_id}-{self.last_id}"


class AuditEvent(models.Model):
    """Who did or tried what, beside the histories: rulings, refusals, exclusions, unmasking."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, db_index=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"


class OutboxMessage(models.Model):
    """An outside effect, written with the change and delivered afterwards."""

    class State(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        # Nobody to tell by mail, or nothing to say: an end like any other, not a failure.
        NO_ADDRESS = "no_address"
        # Given up on; a person of the office tries it again or drops it.
        DEAD = "dead"
        DROPPED = "dropped"

    topic = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["available_at"], name="core_outbox_open", condition=Q(state="pending")
            ),
            models.Index(fields=["created_at"], name="core_outbox_dead", condition=Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject}"
