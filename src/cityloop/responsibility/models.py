"""Service types, dated versions of responsibility lists, and their duties."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cityloop.core.models import Named
from cityloop.responsibility.choices import (
    DefinitionKind,
    DraftState,
    DryRunState,
    DutyState,
    Grade,
    ListState,
)


class ServiceType(Named):
    """What a request can be about; `parent` is its group."""

    code = models.CharField(max_length=64, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # Codes from this type up to its top group.
    chain = models.JSONField(default=list)
    national_code = models.CharField(max_length=16, blank=True)
    kinds = models.JSONField(default=list)
    default_grade = models.PositiveSmallIntegerField(choices=Grade, default=Grade.ORDINARY)
    physical = models.BooleanField(default=True)
    shielded = models.BooleanField(default=False)
    public = models.BooleanField(default=True)
    hard = models.BooleanField(default=False)
    keywords = models.JSONField(default=dict)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["code"]


class DutyList(models.Model):
    """One dated version of the responsibility list."""

    version = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=ListState, default=ListState.DRAFT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="responsibility_list_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.version


class Duty(Named):
    """A row of the list: who leads, who joins, by which law, with whose money (domain.md H13)."""

    duty_list = models.ForeignKey(DutyList, on_delete=models.CASCADE, related_name="duties")
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=64)
    service_type = models.ForeignKey(ServiceType, on_delete=models.PROTECT, related_name="duties")
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT)
    level = models.CharField(max_length=16, blank=True)
    lead = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fallback = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    boundary_note = models.JSONField(default=dict)
    legal_basis = models.JSONField(default=dict)
    power_type = models.CharField(max_length=64, blank=True)
    performance_step = models.JSONField(default=dict)
    money_source = models.CharField(max_length=64, blank=True)
    payer = models.CharField(max_length=64, blank=True)
    staff = models.JSONField(default=dict)
    transfer_conditions = models.JSONField(default=dict)
    accountability = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=DutyState, default=DutyState.BASIC)
    public = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty_list", "row"], name="responsibility_row_once"),
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | Q(fallback__isnull=False),
                name="responsibility_duty_has_an_owner",
            ),
        ]


class CoDuty(models.Model):
    """What a co-operating agency does under a duty."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="co_duties")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    # In matters of this area only; null: wherever the duty holds.
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT)
    does = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty", "agency"], name="responsibility_co_duty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} joins {self.duty_id}"


def _person() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class DefinitionDraft(models.Model):
    """A new version of a reviewed text on its way: written, tried, published by somebody else.

    `revision` counts the savings, so that nobody writes over what they have not seen; `editors`
    are the keys of all who saved it. The text of a published draft is kept as it was published.
    """

    kind = models.CharField(max_length=24, choices=DefinitionKind)
    code = models.CharField(max_length=64)
    base = models.CharField(max_length=32, blank=True)
    # As the text says; empty while the text cannot be read.
    version = models.CharField(max_length=32, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=DraftState, default=DraftState.DRAFT)
    author = _person()
    editors = models.JSONField(default=list)
    edited_by = _person()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    published_by = _person()
    published_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    # The version without an end that publication ended; a withdrawal opens it again.
    closed = models.CharField(max_length=32, blank=True)
    ended_by = _person()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-edited_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "code", "version"],
                condition=Q(state="published"),
                name="responsibility_version_published_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="responsibility_published_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("author")),
                name="responsibility_draft_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.version or self.pk}"


class DryRun(models.Model):
    """What a draft would have done to the requests of a month, counted in batches.

    `digest` and `base_digest` say which text was compared with which; every `step`-th request is
    looked at. `tally` maps what was counted to how many.
    """

    draft = models.ForeignKey(DefinitionDraft, on_delete=models.CASCADE, related_name="dry_runs")
    digest = models.CharField(max_length=64)
    base = models.CharField(max_length=32, blank=True)
    base_digest = models.CharField(max_length=64, blank=True)
    month = models.CharField(max_length=7)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=DryRunState, default=DryRunState.RUNNING)
    population = models.PositiveIntegerField()
    step = models.PositiveIntegerField(default=1)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    cursor = models.PositiveBigIntegerField(default=0)
    tally = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    started_by = _person()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"dry run {self.pk} of {self.draft_id}"

    @property
    def percent(self) -> int:
        """How far it is, from 0 to 100."""
        if self.state == DryRunState.DONE or not self.total:
            return 100
        return min(99, 100 * self.done // self.total)
