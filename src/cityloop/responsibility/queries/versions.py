"""The dated versions of reviewed texts: which holds, which held, which comes, who published it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cityloop.core.errors import NotFound
from cityloop.core.models import City, Definition
from cityloop.core.sentences import Sentence
from cityloop.responsibility.choices import DefinitionKind, DraftState
from cityloop.responsibility.models import DefinitionDraft, DutyList

OF_DEFINITIONS = [
    DefinitionKind.TIME_LIMITS,
    DefinitionKind.CALENDAR,
    DefinitionKind.SCHEME,
]


class Standing(StrEnum):
    PAST = "past"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version; `publisher` is empty and `draft` None for one loaded from files."""

    kind: str
    code: str
    version: str
    valid_from: date
    valid_to: date | None
    digest: str
    standing: Standing
    publisher: str = ""
    draft: int | None = None


def versions(*, on: date, kind: str = "", code: str = "") -> list[VersionLine]:
    """Every version, by kind and code, the newest first; four statements at most."""
    lists = _lists() if kind in {"", DefinitionKind.DUTY_LIST} else []
    texts = _texts(kind=kind) if kind != DefinitionKind.DUTY_LIST else []
    rows = [row for row in (*lists, *texts) if code in {"", row[1]}]
    if not rows:
        return []
    published = _published()
    holding: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        standing = _standing(row, on=on, holding=holding)
        person, draft = published.get(row[:3], ("", None))
        found.append(
            VersionLine(
                kind=row[0],
                code=row[1],
                version=row[2],
                valid_from=row[3],
                valid_to=row[4],
                digest=row[5],
                standing=standing,
                publisher=person,
                draft=draft,
            )
        )
    return found


Row = tuple[str, str, str, date, date | None, str]


def _standing(row: Row, *, on: date, holding: set[tuple[str, str]]) -> Standing:
    """Of two that hold on a day the first in the order: it began later, or was kept last."""
    if row[3] > on:
        return Standing.NEXT
    if (row[4] is not None and row[4] <= on) or row[:2] in holding:
        return Standing.PAST
    holding.add(row[:2])
    return Standing.NOW


def _lists() -> Iterable[Row]:
    city = City.objects.values_list("code", flat=True).first() or ""
    rows = DutyList.objects.order_by("-valid_from", "pk")
    for version, first, end, digest in rows.values_list(
        "version", "valid_from", "valid_to", "digest"
    ):
        yield DefinitionKind.DUTY_LIST, city, version, first, end, digest


def _texts(*, kind: str) -> Iterable[Row]:
    kinds = [kind] if kind else OF_DEFINITIONS
    rows = Definition.objects.filter(kind__in=kinds)
    order = {one: place for place, one in enumerate(OF_DEFINITIONS)}
    columns = ("kind", "code", "version", "valid_from", "valid_to", "digest")
    found = rows.order_by("code", "-valid_from", "-pk").values_list(*columns)
    return sorted(found, key=lambda row: order[DefinitionKind(row[0])])


def _published() -> dict[tuple[str, str, str], tuple[str, int]]:
    rows = DefinitionDraft.objects.filter(state=DraftState.PUBLISHED).defer("text")
    return {
        (one.kind, one.code, one.version): (
            one.published_by.get_full_name() if one.published_by else "",
            one.pk,
        )
        for one in rows.select_related("published_by")
    }


def get_version(*, kind: str, code: str, version: str, on: date) -> VersionLine:
    """Return one version; raises NotFound."""
    same = versions(on=on, kind=kind, code=code)
    found = next((one for one in same if one.version == version), None)
    if found is None:
        raise NotFound(Sentence("There is no version %(version)s of it.", version=version))
    return found


def version_in_force(*, kind: str, code: str, on: date) -> VersionLine | None:
    """Return the version that holds on a day, or None."""
    same = versions(on=on, kind=kind, code=code)
    return next((one for one in same if one.standing == Standing.NOW), None)
