"""What every item says now is its first version; nothing is known of what it said before."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

KEPT = ("titles", "bodies", "owner_id", "public", "valid_from", "valid_to")


def write_first(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - Django's signature
    """One version for each item, as if read from the city's file, where all of them came from."""
    items = apps.get_model("knowledge", "KnowledgeItem")
    versions = apps.get_model("knowledge", "KnowledgeVersion")
    at = timezone.now()
    versions.objects.bulk_create(
        versions(
            item_id=item.pk,
            number=item.version,
            service_types=sorted(item.service_types.values_list("code", flat=True)),
            written_at=at,
            from_file=True,
            **{name: getattr(item, name) for name in KEPT},
        )
        for item in items.objects.order_by("pk")
    )


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_versions_and_owners")]

    operations = [migrations.RunPython(write_first, migrations.RunPython.noop)]
