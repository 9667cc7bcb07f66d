"""Immutable, dated versions of reviewed text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cityloop.core.errors import DefinitionError
from cityloop.core.models import Definition
from cityloop.core.rules.hashchain import GENESIS, event_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text to be kept: what it is, since when it holds, and its content as plain JSON."""

    kind: str
    code: str
    version: str
    valid_from: date
    content: Mapping[str, Any]


def keep_version(version: Version, *, at: datetime) -> Definition:
    """Keep a version; the same text again changes nothing.

    Closes the version before it on the day this one begins. Raises DefinitionError when the
    version is kept already with other content.
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
    same.filter(valid_to__isnull=True, valid_from__lt=version.valid_from).update(
        valid_to=version.valid_from
    )
    return Definition.objects.create(
        kind=version.kind,
        code=version.code,
        version=version.version,
        valid_from=version.valid_from,
        content=dict(version.content),
        digest=digest,
        loaded_at=at,
    )
