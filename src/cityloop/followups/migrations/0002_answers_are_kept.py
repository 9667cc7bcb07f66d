"""Attempts, lots and what a requester said are kept; consent may be withdrawn, words emptied."""

from django.db import migrations

from cityloop.core.immutable import Immutable


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial")]

    operations = [
        Immutable("attempt", erasable=["note"]),
        Immutable("lot"),
        Immutable(
            "followup",
            when="{row}.state = 'reached'",
            erasable=["what_was_done", "comment"],
            # A panel rules on a lawful refusal afterwards; consent is the requester's to withdraw.
            free=["lawful_refusal", "may_publish"],
        ),
    ]
