"""Immutable, dated versions of reviewed text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from cityloop.core.errors import DefinitionError
from cityloop.core.models import Definition
from cityloop.core.rules.hashchain import GENESIS, event_hash

BEGINNING = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text to be kept: what it is, since when it holds, and its content as plain JSON.

    Without a day of its own the first version holds since BEGINNING and a later one since it is
    loaded, so that a correction never reaches back to what was decided before it.
    """

    kind: str
    code: str
    version: str
    valid_from: date | None
    content: Mapping[str, Any]


def keep_version(version: Version, *, at: datetime) -> Definition:
    """Keep a version; the same text again changes nothing.

    Closes the version before it on the day this one begins; of two that begin on one day the
    one kept last holds. Raises DefinitionError when the version is kept already with other
    content, or begins before a version that is kept.
    """
    digest = event_hash(GENESIS, payload=version.content)
    same = Definition.objects.filter(kind=version.kind, code=version.code)
    kept = same.filter(version=version.version).first()
    if kept is not None:
        if kept.digest != digest:
            raise DefinitionError(
                f"{version.kind} '{version.code}' version {version.version} is loaded already "
                "with other content.",
                mend="Give the text a new version and the day from which it holds.",
            )
        return kept
    first_day = _first_day(version, newest=same.order_by("-valid_from", "-pk").first(), at=at)
    same.filter(valid_to__isnull=True, valid_from__lt=first_day).update(valid_to=first_day)
    return Definition.objects.create(
        kind=version.kind,
        code=version.code,
        version=version.version,
        valid_from=first_day,
        content=dict(version.content),
        digest=digest,
        loaded_at=at,
    )


def keep_text(kind: str, *, code: str, content: Mapping[str, Any], at: datetime) -> Definition:
    """Keep a text that has no version of its own: changed since the last time, it is a new one."""
    same = Definition.objects.filter(kind=kind, code=code)
    newest = same.order_by("-valid_from", "-pk").first()
    if newest is not None and newest.digest == event_hash(GENESIS, payload=content):
        return newest
    version = Version(
        kind=kind, code=code, version=str(same.count() + 1), valid_from=None, content=content
    )
    return keep_version(version, at=at)


def held_content(kind: str, *, on: date) -> Mapping[str, Any]:
    """The content of the version of a kind that holds on a day, empty before one is kept."""
    rows = Definition.objects.filter(kind=kind, valid_from__lte=on)
    held = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    found = held.order_by("-valid_from", "-pk").values_list("content", flat=True).first()
    return {} if found is None else found


def _first_day(version: Version, *, newest: Definition | None, at: datetime) -> date:
    if newest is None:
        return version.valid_from or BEGINNING
    if version.valid_from is None:
        return max(at.date(), newest.valid_from)
    if version.valid_from < newest.valid_from:
        raise DefinitionError(
            f"{version.kind} '{version.code}' version {version.version} begins on "
            f"{version.valid_from}, before version {newest.version}, which is loaded and begins "
            f"on {newest.valid_from}.",
            mend=f"Let it begin on {newest.valid_from} or later.",
        )
    return version.valid_from
