"""Service types, dated versions of responsibility lists, and their duties."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cityloop.core.models import Named
from cityloop.responsibility.choices import DutyState, Grade, ListState


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
