"""Agencies, and the joint bodies at which several of them sit."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cityloop.agencies.choices import AgencyKind, MemberRole
from cityloop.core.models import Named


class Agency(Named):
    """A body that can be given work; merged bodies name their successor."""

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=24, choices=AgencyKind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # The department (or other top body) under which this agency is counted; itself when top.
    department = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="divisions"
    )
    territory = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    peer_group = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    # The mailbox of the office, not of a person: who is told of new orders.
    email = models.EmailField(blank=True)
    public_names = models.JSONField(default=dict)
    active_from = models.DateField()
    active_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name_plural = "agencies"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gt=F("active_from")),
                name="agencies_agency_dates",
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("id")), name="agencies_not_its_own_successor"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(active_to__isnull=False),
                name="agencies_successor_only_when_ended",
            ),
        ]


class JointBody(Named):
    """The table of a community at which its bodies meet."""

    code = models.CharField(max_length=64, unique=True)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="joint_bodies")


class JointBodyMember(models.Model):
    body = models.ForeignKey(JointBody, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=24, choices=MemberRole)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT)
    title = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body"], condition=Q(role="lead"), name="agencies_body_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | ~Q(title={}),
                name="agencies_member_agency_or_title",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.body_id}"
