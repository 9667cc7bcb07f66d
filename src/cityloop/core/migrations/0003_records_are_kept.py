"""The audit trail and the seals only grow; words in the trail may be emptied, never rewritten."""

from django.db import migrations

from cityloop.core.immutable import Immutable


class Migration(migrations.Migration):
    dependencies = [("core", "0002_outbox_ends")]

    operations = [
        Immutable("auditevent", erasable=["reason", "data"]),
        Immutable("dayseal"),
    ]
