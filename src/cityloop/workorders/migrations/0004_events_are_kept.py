"""What happened to an order is neither changed nor deleted; personal words may be emptied."""

from django.db import migrations

from cityloop.core.immutable import Immutable


class Migration(migrations.Migration):
    dependencies = [("workorders", "0003_clock_due_index")]

    operations = [Immutable("workorderevent", erasable=["reason", "data"])]
