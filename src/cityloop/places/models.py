"""Areas with their boundaries and figures by year, and the points of service."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cityloop.core.models import Named
from cityloop.places.choices import AreaLevel


class Area(Named):
    """One node of the area tree; its boundary is GeoJSON in WGS 84 (lon, lat)."""

    code = models.CharField(max_length=64, unique=True)
    level = models.CharField(max_length=16, choices=AreaLevel)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # Codes from this area up to the city, so that a match needs no walk through the tree.
    chain = models.JSONField(default=list)
    geometry = models.JSONField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="places_area_dates",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="places_area_not_its_own_parent"
            ),
        ]


class AreaYear(models.Model):
    """People and homes of an area in one year."""

    area = models.ForeignKey("places.Area", on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "year"], name="places_area_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.year}"


class ServicePoint(Named):
    """A place where people are served, such as a clinic or a station."""

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=64)
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
                name="places_point_on_earth",
            ),
        ]
