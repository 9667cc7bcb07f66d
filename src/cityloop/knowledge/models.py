"""Answers that operators give at once."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cityloop.core.models import localised


class KnowledgeItem(models.Model):
    code = models.CharField(max_length=64, unique=True)
    titles = models.JSONField(default=dict)
    bodies = models.JSONField(default=dict)
    # Words of all languages, cut by knowledge.rules.search: a search needs no scan in Python.
    words = models.TextField(blank=True)
    owner = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    service_types = models.ManyToManyField("responsibility.ServiceType", blank=True)
    public = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="knowledge_item_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return localised(self.titles)

    @property
    def body(self) -> str:
        return localised(self.bodies)
