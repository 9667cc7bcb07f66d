"""Periods, their cohorts, exclusions and published scores."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cityloop.evaluation.choices import (
    Band,
    ExclusionCode,
    ExclusionState,
    PeriodState,
    Rate,
    UnitClass,
    UnitKind,
)


class EvaluationPeriod(models.Model):
    """One cycle under one scheme version; once published it never changes."""

    code = models.CharField(max_length=16)
    scheme = models.ForeignKey("core.Definition", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=PeriodState, default=PeriodState.DRAFT)
    run_at = models.DateTimeField(null=True, blank=True)
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    shown_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    method_version = models.CharField(max_length=32, blank=True)
    # Of the draws behind the fair estimates; null where there are none.
    fair_seed = models.PositiveIntegerField(null=True, blank=True)
    entries_digest = models.CharField(max_length=64, blank=True)
    scores_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "scheme"], name="evaluation_period_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="evaluation_period_times"
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(published_at__isnull=False) & ~Q(entries_digest="") & ~Q(scores_digest="")),
                name="evaluation_published_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("run_by")),
                name="evaluation_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Exclusion(models.Model):
    """A request to leave one order out of the scores; two reviewers decide."""

    order = models.OneToOneField(
        "workorders.WorkOrder", on_delete=models.PROTECT, related_name="exclusion"
    )
    code = models.CharField(max_length=3, choices=ExclusionCode)
    evidence = models.TextField()
    requester_statement = models.TextField(blank=True)
    state = models.CharField(
        max_length=12, choices=ExclusionState, default=ExclusionState.REQUESTED
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_reviewed_at = models.DateTimeField(null=True, blank=True)
    second_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    # Number or words of the panel's decision; some codes cannot be approved without one.
    panel_record = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (
                    Q(first_reviewer__isnull=False)
                    & Q(second_reviewer__isnull=False)
                    & Q(decided_at__isnull=False)
                ),
                name="evaluation_exclusion_two_reviewers",
            ),
            models.CheckConstraint(
                condition=Q(second_reviewer__isnull=True)
                | (~Q(second_reviewer=F("first_reviewer")) & ~Q(second_reviewer=F("requested_by"))),
                name="evaluation_exclusion_reviewers_differ",
            ),
            models.CheckConstraint(
                condition=Q(first_reviewer__isnull=True) | ~Q(first_reviewer=F("requested_by")),
                name="evaluation_exclusion_not_own_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.order_id}"


class CohortCase(models.Model):
    """One order of a period's due-date cohort with what was counted for it."""

    period = models.ForeignKey(EvaluationPeriod, on_delete=models.CASCADE, related_name="cases")
    order = models.ForeignKey("workorders.WorkOrder", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("places.Area", null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    excluded = models.CharField(max_length=3, choices=ExclusionCode, blank=True)
    responded = models.BooleanField(null=True)
    on_time = models.BooleanField(null=True)
    solved = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    satisfied = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    audited = models.BooleanField(null=True)
    # How many orders its call-back speaks for; 0 when it was not drawn.
    weight = models.DecimalField(max_digits=12, decimal_places=6, default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "order"], name="evaluation_case_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["period", "agency"], name="evaluation_case_agency"),
            models.Index(fields=["period", "department"], name="evaluation_case_department"),
            models.Index(fields=["period", "area"], name="evaluation_case_area"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} in {self.period_id}"


class Score(models.Model):
    """What a period says of one unit; exactly one of agency and area is set."""

    period = models.ForeignKey(EvaluationPeriod, on_delete=models.CASCADE, related_name="scores")
    unit_kind = models.CharField(max_length=12, choices=UnitKind)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area = models.ForeignKey(
        "places.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    peer_group = models.CharField(max_length=255, blank=True)
    due = models.PositiveIntegerField()
    excluded = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    exclusions = models.JSONField(default=dict)
    composite = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    low = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    reference = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    tier = models.PositiveSmallIntegerField(null=True)
    # Why the composite is not compared; empty when it is.
    gate = models.TextField(blank=True)
    gap = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    band = models.CharField(max_length=8, choices=Band, default=Band.UNRANKED)
    unit_class = models.CharField(max_length=16, choices=UnitClass, default=UnitClass.NONE)
    notes = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(unit_kind="area") & Q(area__isnull=False) & Q(agency__isnull=True))
                | (~Q(unit_kind="area") & Q(area__isnull=True) & Q(agency__isnull=False)),
                name="evaluation_score_one_unit",
            ),
            models.CheckConstraint(
                condition=Q(due=F("counted") + F("excluded")), name="evaluation_score_adds_up"
            ),
            models.UniqueConstraint(
                fields=["period", "unit_kind", "agency"],
                condition=Q(agency__isnull=False),
                name="evaluation_score_agency_once",
            ),
            models.UniqueConstraint(
                fields=["period", "area"],
                condition=Q(area__isnull=False),
                name="evaluation_score_area_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_kind} {self.agency_id or self.area_id}"


class ScoreRate(models.Model):
    """One rate of a score with everything that it rests on; unmeasured is not zero."""

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="rates")
    rate = models.CharField(max_length=16, choices=Rate)
    measured = models.BooleanField()
    value = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=16, decimal_places=6)
    # Weighted where call-backs were sampled, so not always whole; the interval rests on effective.
    denominator = models.DecimalField(max_digits=16, decimal_places=6)
    effective = models.DecimalField(max_digits=16, decimal_places=6, default=0)
    capped = models.PositiveIntegerField(default=0)
    low = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    # The bounds that are compared: standardised where the rate is, so they may exceed 1.
    compared_low = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    compared_high = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    adjusted = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    peer_mean = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    expected = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    ratio = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    standardised = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    reference = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    tier = models.PositiveSmallIntegerField(null=True)
    gate = models.TextField(blank=True)
    band = models.CharField(max_length=8, choices=Band, default=Band.UNRANKED)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["score", "rate"], name="evaluation_rate_once"),
            models.CheckConstraint(
                condition=Q(numerator__lte=F("denominator")), name="evaluation_rate_within_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} {self.numerator}/{self.denominator}"


class FairScore(models.Model):
    """A rate or, without a name, the composite of a score, with cases made alike and luck out.

    Of a rate all figures are shares, of a composite they are on the scale of 100.
    """

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="fair")
    rate = models.CharField(max_length=16, choices=Rate, blank=True)
    cases = models.DecimalField(max_digits=14, decimal_places=4)
    expected = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    estimate = models.DecimalField(max_digits=7, decimal_places=4)
    low = models.DecimalField(max_digits=7, decimal_places=4)
    high = models.DecimalField(max_digits=7, decimal_places=4)
    # Places among the peers, 1 the best: the unit may hold any from the one to the other.
    best_place = models.PositiveIntegerField()
    worst_place = models.PositiveIntegerField()
    units = models.PositiveIntegerField()
    chance_better = models.DecimalField(max_digits=5, decimal_places=4)
    middle = models.DecimalField(max_digits=7, decimal_places=4)
    spread = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    band = models.CharField(max_length=8, choices=Band)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["score", "rate"], name="evaluation_fair_once"),
            models.CheckConstraint(
                condition=Q(low__lte=F("estimate")) & Q(estimate__lte=F("high")),
                name="evaluation_fair_inside",
            ),
            models.CheckConstraint(
                condition=Q(best_place__gte=1)
                & Q(best_place__lte=F("worst_place"))
                & Q(worst_place__lte=F("units")),
                name="evaluation_fair_places",
            ),
        ]

    def __str__(self) -> str:
        return f"fair {self.rate or 'composite'} {self.estimate}"
