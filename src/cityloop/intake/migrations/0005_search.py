"""What people said is found by its words; who they are, by the end of a phone or a whole name."""

from django.db import migrations, models
from django.db.models.functions import Lower

from cityloop.core.lookups import PhoneTail
from cityloop.core.search import WordIndex
from cityloop.core.search_table import WordTable

REQUEST_WORDS = WordIndex(
    table="intake_requestwords",
    source="intake_servicerequest",
    texts=("title", "text", "address"),
    moment="received_at",
    hidden="shielded",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_calls")]

    operations = [
        migrations.AddIndex(
            "identity", models.Index(PhoneTail("phone"), name="intake_identity_phone_tail")
        ),
        migrations.AddIndex("identity", models.Index(Lower("name"), name="intake_identity_name")),
        WordTable("servicerequest", index=REQUEST_WORDS),
    ]
