"""Items as a city's reviewed text has them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from cityloop.knowledge.models import KnowledgeItem, KnowledgeVersion
from cityloop.knowledge.operations.versions import new_version, write_words
from cityloop.knowledge.rules.definitions import KnowledgeRow


@transaction.atomic(savepoint=False)
def load_items(
    rows: Sequence[KnowledgeRow],
    *,
    agencies: Mapping[str, int],
    types: Mapping[str, int],
    by: AbstractUser | None,
    at: datetime,
) -> None:
    """Write the items whose text in the file differs from what was last read from it.

    What was changed on the pages since then stays, as long as the file says the same.
    """
    known = {one.code: one for one in KnowledgeItem.objects.select_for_update()}
    read = _last_read()
    versions = []
    for row in rows:
        item = known.get(row.code) or KnowledgeItem(code=row.code, version=0)
        if _is_as_read(row, read=read.get(row.code), owner=agencies[row.owner]):
            continue
        _write(item, row=row, owner=agencies[row.owner])
        item.service_types.set(types[code] for code in row.service_types)
        versions.append(new_version(item, types=row.service_types, from_file=True, by=by, at=at))
    KnowledgeVersion.objects.bulk_create(versions)


def _last_read() -> dict[str, KnowledgeVersion]:
    rows = KnowledgeVersion.objects.filter(from_file=True).select_related("item")
    return {one.item.code: one for one in rows.order_by("number")}


def _is_as_read(row: KnowledgeRow, *, read: KnowledgeVersion | None, owner: int) -> bool:
    return read is not None and (
        read.titles,
        read.bodies,
        read.owner_id,
        read.public,
        read.valid_from,
        read.valid_to,
        read.service_types,
    ) == (
        dict(row.titles),
        dict(row.bodies),
        owner,
        row.public,
        row.valid_from,
        row.valid_to,
        sorted(row.service_types),
    )


def _write(item: KnowledgeItem, *, row: KnowledgeRow, owner: int) -> None:
    item.titles, item.bodies = dict(row.titles), dict(row.bodies)
    if item.owner_id != owner:
        # Whoever kept it belongs to the owner of before.
        item.keeper = None
    item.owner_id, item.public = owner, row.public
    item.valid_from, item.valid_to = row.valid_from, row.valid_to
    item.version += 1
    write_words(item)
    item.save()
