"""What happened to a request is neither changed nor deleted; personal words may be emptied."""

from django.db import migrations

from cityloop.core.immutable import Immutable


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [Immutable("requestevent", erasable=["reason", "data"])]
