"""A draft published by another person than wrote it, dropped, or withdrawn before it holds."""

from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.agencies.models import Agency
from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.models import Definition
from cityloop.core.operations import audit
from cityloop.core.sentences import Sentence
from cityloop.core.versions import Version, keep_version
from cityloop.core.withdrawal import city_day, withdraw_version
from cityloop.flows.defining.checking import Checked, checked
from cityloop.flows.defining.reading import Reading
from cityloop.places.models import Area
from cityloop.responsibility.choices import DefinitionKind, DraftState, DryRunState
from cityloop.responsibility.models import DefinitionDraft, DutyList, ServiceType
from cityloop.responsibility.operations import Keys, load_duty_list
from cityloop.responsibility.operations.drafts import end_draft, locked_draft, mark_published
from cityloop.responsibility.operations.withdrawing import withdraw_duty_list
from cityloop.responsibility.queries.drafts import last_dry_run
from cityloop.responsibility.queries.versions import version_in_force
from cityloop.responsibility.rules.succession import Tried, why_not_publish


def why_not_yet(draft: DefinitionDraft, *, found: Checked, at: datetime) -> Sentence | None:
    """Why nobody can publish a draft as it stands, or None; six statements."""
    run = last_dry_run(draft)
    now = version_in_force(kind=draft.kind, code=draft.code, on=city_day(at).date())
    tried = None
    if run is not None:
        done = run.state == DryRunState.DONE
        tried = Tried(done=done, digest=run.digest, base_digest=run.base_digest)
    return why_not_publish(
        faults=len(found.problems),
        digest=draft.digest,
        base_digest=now.digest if now else "",
        tried=tried,
    )


@transaction.atomic(durable=True)
def publish(
    draft: DefinitionDraft, *, reason: str, by: User | None, at: datetime
) -> DefinitionDraft:
    """Make a draft the next dated version, through the same writes as a load from files.

    Raises TransitionNotAllowed for whoever wrote on it, without a reason, with mistakes, without
    a dry run of this very text against what holds now, and when somebody was faster.
    """
    locked = locked_draft(draft.pk, state=DraftState.DRAFT)
    if by is None or by.pk == locked.author_id or by.pk in locked.editors:
        raise TransitionNotAllowed(Sentence("Whoever wrote on the draft may not publish it."))
    _require_reason(reason)
    found = checked(locked, at=at)
    refusal = why_not_yet(locked, found=found, at=at)
    if refusal is not None or found.reading is None:
        raise TransitionNotAllowed(refusal or Sentence("The text of the draft cannot be read."))
    closed = _open_version(found.reading)
    _write(found, by=by, at=at)
    audit(what="definition.published", subject=_subject(locked), reason=reason, by=by, at=at)
    return mark_published(locked, closed=closed, reason=reason, by=by, at=at)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise TransitionNotAllowed(Sentence("Give a reason; it is kept with the version."))


def _subject(draft: DefinitionDraft) -> str:
    return f"{draft.kind} {draft.code} {draft.version}"[:64]


def _open_version(reading: Reading) -> str:
    """The version without an end that the new one will end."""
    if reading.kind == DefinitionKind.DUTY_LIST:
        rows = DutyList.objects.filter(valid_to__isnull=True)
        return rows.order_by("-valid_from").values_list("version", flat=True).first() or ""
    same = Definition.objects.filter(kind=reading.kind, code=reading.code, valid_to__isnull=True)
    return same.order_by("-valid_from", "-pk").values_list("version", flat=True).first() or ""


def _write(found: Checked, *, by: User, at: datetime) -> None:
    reading = found.reading
    if reading is None:
        return
    if reading.kind == DefinitionKind.DUTY_LIST:
        keys = Keys(
            areas=MappingProxyType(dict(Area.objects.values_list("code", "pk"))),
            agencies=MappingProxyType(dict(Agency.objects.values_list("code", "pk"))),
            types=MappingProxyType(dict(ServiceType.objects.values_list("code", "pk"))),
        )
        load_duty_list(reading.content, keys=keys, by=by, at=at)
        return
    version = Version(
        kind=reading.kind,
        code=reading.code,
        version=reading.version,
        valid_from=found.valid_from,
        content=reading.plain,
    )
    keep_version(version, at=at)


@transaction.atomic(durable=True)
def drop(draft: DefinitionDraft, *, reason: str, by: User | None, at: datetime) -> DefinitionDraft:
    """Give up a draft; its text stays. Raises TransitionNotAllowed."""
    locked = locked_draft(draft.pk, state=DraftState.DRAFT)
    _require_reason(reason)
    audit(what="definition.dropped", subject=_subject(locked), reason=reason, by=by, at=at)
    return end_draft(locked, state=DraftState.DROPPED, reason=reason, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(
    draft: DefinitionDraft, *, reason: str, by: User | None, at: datetime
) -> DefinitionDraft:
    """Take back a published version before its first day; what it ended holds on.

    Raises TransitionNotAllowed without a reason and from its first day on.
    """
    locked = locked_draft(draft.pk, state=DraftState.PUBLISHED)
    _require_reason(reason)
    if locked.kind == DefinitionKind.DUTY_LIST:
        withdraw_duty_list(locked.version, closed=locked.closed, by=by, at=at)
    else:
        withdraw_version(kind=locked.kind, code=locked.code, version=locked.version, at=at)
    audit(what="definition.withdrawn", subject=_subject(locked), reason=reason, by=by, at=at)
    return end_draft(locked, state=DraftState.WITHDRAWN, reason=reason, by=by, at=at)
