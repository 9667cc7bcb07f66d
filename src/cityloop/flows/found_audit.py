"""What a load of definitions changed, as one line of the audit trail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.db.models import Model

from cityloop.accounts.models import RoleHeld, User
from cityloop.agencies.models import Agency, JointBody, JointBodyMember
from cityloop.core.models import City, Definition
from cityloop.knowledge.models import KnowledgeItem
from cityloop.places.models import Area, AreaYear
from cityloop.responsibility.models import DutyList, ServiceType

# The digest of a list covers its duties; of people only their names are definitions.
READ: Mapping[type[Model], tuple[str, ...]] = {
    City: (),
    Area: (),
    AreaYear: (),
    Agency: (),
    JointBody: (),
    JointBodyMember: (),
    User: ("pk", "username"),
    RoleHeld: (),
    ServiceType: (),
    DutyList: (),
    KnowledgeItem: (),
    Definition: ("pk", "valid_from", "valid_to", "digest"),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the tables of definitions hold: a digest for each, and the versions by name."""

    digests: Mapping[str, str]
    versions: frozenset[str]


def what_is_loaded() -> Loaded:
    """Read what the tables of definitions hold now; fourteen statements."""
    return Loaded(
        {
            str(model._meta.verbose_name_plural): _digest(model, columns=columns)  # noqa: SLF001 - public
            for model, columns in READ.items()
        },
        frozenset(_versions()),
    )


def change_of(before: Loaded, *, after: Loaded, files: Iterable[Path]) -> str | None:
    """What changed, in words, with the digest of the files read; None when nothing did."""
    changed = [name for name, digest in after.digests.items() if before.digests[name] != digest]
    if not changed:
        return None
    new = sorted(after.versions - before.versions)
    versions = f"; new versions: {', '.join(new)}" if new else ""
    return f"files sha256 {digest_of_files(files)}; changed: {', '.join(changed)}{versions}"


def digest_of_files(files: Iterable[Path]) -> str:
    """SHA-256, in hex, over the names and the bytes of files, in the order of their names."""
    digest = sha256()
    for path in sorted(set(files)):
        digest.update(f"{path.name}\n".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _digest(model: type[Model], *, columns: tuple[str, ...]) -> str:
    rows = model._default_manager.order_by("pk").values_list(*columns)
    digest = sha256()
    for row in rows.iterator():
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _versions() -> Iterable[str]:
    for kind, code, version in Definition.objects.values_list("kind", "code", "version"):
        yield f"{kind} {code} {version}"
    for version in DutyList.objects.values_list("version", flat=True):
        yield f"responsibility list {version}"
