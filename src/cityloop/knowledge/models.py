"""Answers that people can be told at once, their versions, and where they did not help."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cityloop.core.models import localised
from cityloop.knowledge.rules.standing import Span

DATES_IN_ORDER = Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))


class KnowledgeText(models.Model):
    """What an item says, to whom, on which days, and who answers for it."""

    titles = models.JSONField(default=dict)
    bodies = models.JSONField(default=dict)
    owner = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    # The person of the owner who keeps it current; without one the owner's mailbox is told.
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    public = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        return localised(self.titles)

    @property
    def body(self) -> str:
        return localised(self.bodies)

    @property
    def span(self) -> Span:
        """The days on which it holds."""
        return Span(valid_from=self.valid_from, valid_to=self.valid_to)


class KnowledgeItem(KnowledgeText):
    """An item as it stands; what it said before is in its versions."""

    code = models.CharField(max_length=64, unique=True)
    # Words of all languages, cut by knowledge.rules.search: a search needs no scan in Python.
    words = models.TextField(blank=True)
    service_types = models.ManyToManyField("responsibility.ServiceType", blank=True)
    version = models.PositiveIntegerField(default=1)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    # The end of which the owner has been told, so that nobody is told twice of the same.
    reminded_for = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=DATES_IN_ORDER, name="knowledge_item_dates"),
        ]

    def __str__(self) -> str:
        return self.title


class KnowledgeVersion(KnowledgeText):
    """What an item said from one change to the next; never changed or deleted."""

    item = models.ForeignKey(KnowledgeItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    service_types = models.JSONField(default=list)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Why it was changed, in words for colleagues.
    note = models.CharField(max_length=300, blank=True)
    # Read from a file of definitions, not written on a page.
    from_file = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="knowledge_version_once"),
            models.CheckConstraint(condition=DATES_IN_ORDER, name="knowledge_version_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.number}"


class KnowledgeFeedback(models.Model):
    """Somebody says that an item did not help; without `by` it was a resident."""

    item = models.ForeignKey(KnowledgeItem, on_delete=models.PROTECT, related_name="feedback")
    version = models.PositiveIntegerField()
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["item"],
                name="knowledge_feedback_open",
                condition=Q(settled_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | Q(settled_at__isnull=False),
                name="knowledge_feedback_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d}"
