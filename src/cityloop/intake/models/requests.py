"""Requests, who made them (apart), and the matters they are about."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from cityloop.core.lookups import PhoneTail
from cityloop.core.models import ChainedEvent
from cityloop.intake.choices import Channel, RequesterKind, RequestKind, RequestState, Treatment
from cityloop.responsibility.choices import Grade


class Requester(models.Model):
    """A person, firm or organisation under a pseudonym; all other tables know only this."""

    pseudonym = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=RequesterKind, default=RequesterKind.PERSON)
    language = models.CharField(max_length=8, default="en")

    def __str__(self) -> str:
        return str(self.pseudonym)[:8]


class Identity(models.Model):
    """Who is behind a pseudonym; read only where a permission says so, deleted by retention."""

    requester = models.OneToOneField(Requester, on_delete=models.CASCADE, related_name="identity")
    name = models.CharField(max_length=128, blank=True)
    phone = models.CharField(max_length=32, blank=True, db_index=True)
    email = models.EmailField(blank=True)
    access_need = models.CharField(max_length=128, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "identities"
        indexes: ClassVar = [
            models.Index(PhoneTail("phone"), name="intake_identity_phone_tail"),
            models.Index(Lower("name"), name="intake_identity_name"),
        ]

    def __str__(self) -> str:
        return f"identity of {self.requester_id}"


class Matter(models.Model):
    """What one or many requests are about; repeats join it and stay as records."""

    number = models.CharField(max_length=20, unique=True)
    service_type = models.ForeignKey("responsibility.ServiceType", on_delete=models.PROTECT)
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT)
    cell = models.CharField(max_length=16, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    requests_count = models.PositiveIntegerField(default=1)
    shielded = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["service_type", "cell", "opened_at"], name="intake_matter_nearby"),
        ]

    def __str__(self) -> str:
        return self.number


class ServiceRequest(models.Model):
    """One request as it came in."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=16, choices=RequestKind)
    state = models.CharField(max_length=16, choices=RequestState, default=RequestState.RECEIVED)
    service_type = models.ForeignKey(
        "responsibility.ServiceType", null=True, blank=True, on_delete=models.PROTECT
    )
    grade = models.PositiveSmallIntegerField(choices=Grade, default=Grade.ORDINARY)
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    requester = models.ForeignKey(Requester, on_delete=models.PROTECT, related_name="requests")
    channel = models.CharField(max_length=16, choices=Channel)
    language = models.CharField(max_length=8, default="en")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT)
    subject_agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_name = models.CharField(max_length=128, blank=True)
    shielded = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    staff_made = models.BooleanField(default=False)
    occurred_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    treatment = models.CharField(max_length=20, choices=Treatment, blank=True)
    knowledge_item = models.ForeignKey(
        "knowledge.KnowledgeItem", null=True, blank=True, on_delete=models.PROTECT
    )
    source = models.CharField(max_length=32, blank=True)
    source_id = models.CharField(max_length=64, blank=True)
    event_count = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["received_at"], name="intake_request_received"),
            models.Index(fields=["requester", "received_at"], name="intake_request_requester"),
            models.Index(
                fields=["received_at"],
                name="intake_request_triage",
                condition=Q(state__in=["received", "triage", "consulting"]),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="intake_request_source_once",
            ),
            models.CheckConstraint(
                # "Not null" is said too: a check whose answer is unknown passes.
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="intake_request_point_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["dispatched", "linked"]) | Q(matter__isnull=False),
                name="intake_request_dispatched_has_matter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["redirected", "refused"]) | ~Q(treatment=""),
                name="intake_request_treatment_named",
            ),
            models.CheckConstraint(
                condition=~Q(kind="irregularity") | Q(shielded=True),
                name="intake_request_wrongdoing_shielded",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RequestEvent(ChainedEvent):
    """What happened to a request before and beside its work orders."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.PROTECT, related_name="events")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "sequence"], name="intake_event_sequence_once"
            ),
        ]


class PrivateLink(models.Model):
    """A way to one request without an account; the table holds a digest, so it opens nothing."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link to {self.request_id}"


class Photo(models.Model):
    """A picture of a request, made anew from what was sent, without where and when it was taken."""

    name = models.CharField(max_length=48, unique=True)
    # Null while its request is not sent yet; such a photo goes after a while.
    request = models.ForeignKey(
        ServiceRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="photos"
    )
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["added_at"], name="intake_photo_unsent", condition=Q(request__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TrackingTry(models.Model):
    """A look-up by reference that failed: enough of them close the door for a while.

    Who tried and for what are kept as keyed digests, only as long as they count.
    """

    at = models.DateTimeField(db_index=True)
    origin = models.CharField(max_length=64, db_index=True)
    about = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"look-up at {self.at:%Y-%m-%d %H:%M}"
