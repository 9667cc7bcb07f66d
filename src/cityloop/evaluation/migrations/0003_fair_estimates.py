"""Fair estimates beside the scores of a period; of a published one they never change."""

import django.db.models.deletion
from django.db import migrations, models

from cityloop.core.immutable import Immutable

RATES = [
    ("response", "Response"),
    ("reach", "Reached in call-back"),
    ("resolution", "Resolution"),
    ("satisfaction", "Satisfaction"),
    ("on_time", "On time"),
    ("audited", "Confirmed on site"),
]
BANDS = [
    ("better", "Clearly better than its peers"),
    ("same", "Cannot be told apart from its peers"),
    ("worse", "Clearly worse than its peers"),
    ("unranked", "Too few cases: counts only"),
]
OF_PUBLISHED_SCORE = (
    "EXISTS (SELECT 1 FROM evaluation_score AS score JOIN evaluation_evaluationperiod AS period "
    "ON period.id = score.period_id "
    "WHERE score.id = {row}.score_id AND period.state = 'published')"
)


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_published_is_kept")]

    operations = [
        # Null, so that SQLite adds a column and keeps the table's triggers.
        migrations.AddField(
            model_name="evaluationperiod",
            name="fair_seed",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="FairScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rate", models.CharField(blank=True, choices=RATES, max_length=16)),
                ("cases", models.DecimalField(decimal_places=4, max_digits=14)),
                ("expected", models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ("estimate", models.DecimalField(decimal_places=4, max_digits=7)),
                ("low", models.DecimalField(decimal_places=4, max_digits=7)),
                ("high", models.DecimalField(decimal_places=4, max_digits=7)),
                ("best_place", models.PositiveIntegerField()),
                ("worst_place", models.PositiveIntegerField()),
                ("units", models.PositiveIntegerField()),
                ("chance_better", models.DecimalField(decimal_places=4, max_digits=5)),
                ("middle", models.DecimalField(decimal_places=4, max_digits=7)),
                ("spread", models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ("band", models.CharField(choices=BANDS, max_length=8)),
                (
                    "score",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fair",
                        to="evaluation.score",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("score", "rate"), name="evaluation_fair_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low__lte", models.F("estimate")), ("estimate__lte", models.F("high"))
                        ),
                        name="evaluation_fair_inside",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("best_place__gte", 1),
                            ("best_place__lte", models.F("worst_place")),
                            ("worst_place__lte", models.F("units")),
                        ),
                        name="evaluation_fair_places",
                    ),
                ],
            },
        ),
        Immutable("fairscore", when=OF_PUBLISHED_SCORE, closed=True),
    ]
