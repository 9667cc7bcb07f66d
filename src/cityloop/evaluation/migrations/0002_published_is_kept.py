"""A published period is neither changed, added to nor deleted, nor the exclusions it used."""

from django.db import migrations

from cityloop.core.immutable import Immutable

OF_PUBLISHED = (
    "EXISTS (SELECT 1 FROM evaluation_evaluationperiod AS period "
    "WHERE period.id = {row}.period_id AND period.state = 'published')"
)
OF_PUBLISHED_SCORE = (
    "EXISTS (SELECT 1 FROM evaluation_score AS score JOIN evaluation_evaluationperiod AS period "
    "ON period.id = score.period_id "
    "WHERE score.id = {row}.score_id AND period.state = 'published')"
)
USED = (
    "EXISTS (SELECT 1 FROM evaluation_cohortcase AS used JOIN evaluation_evaluationperiod AS period "
    "ON period.id = used.period_id "
    "WHERE used.order_id = {row}.order_id AND used.excluded <> '' AND period.state = 'published')"
)


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]

    operations = [
        Immutable("evaluationperiod", when="{row}.state = 'published'"),
        Immutable("cohortcase", when=OF_PUBLISHED, closed=True),
        Immutable("score", when=OF_PUBLISHED, closed=True),
        Immutable("scorerate", when=OF_PUBLISHED_SCORE, closed=True),
        Immutable(
            "exclusion",
            when=USED,
            erasable=["evidence", "requester_statement", "decision_reason"],
        ),
    ]
