"""Clocks are found by when they are due; an extension that nobody decided lapses."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workorders", "0002_whistle_orders")]

    operations = [
        migrations.AddIndex(
            model_name="clockrecord",
            index=models.Index(fields=["clock", "due_at"], name="workorders_clock_due"),
        ),
        migrations.AlterField(
            model_name="extension",
            name="decision",
            field=models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("granted", "Granted"),
                    ("refused", "Refused"),
                    ("lapsed", "Lapsed"),
                ],
                default="pending",
                max_length=8,
            ),
        ),
    ]
