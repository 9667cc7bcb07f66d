"""How a draft stands: its mistakes, what it changes, its dry run, and who may do what with it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.core.errors import NotFound
from cityloop.core.withdrawal import city_day
from cityloop.flows.defining.checking import Checked, checked
from cityloop.flows.defining.publishing import why_not_yet
from cityloop.flows.defining.texts import content_of, text_of
from cityloop.responsibility import permissions as may
from cityloop.responsibility.choices import DefinitionKind, DraftState, DryRunState
from cityloop.responsibility.models import DefinitionDraft, DryRun
from cityloop.responsibility.queries.drafts import last_dry_run
from cityloop.responsibility.queries.versions import VersionLine, get_version
from cityloop.web.components.forms import ReasonForm
from cityloop.web.components.guard import StaffRequest
from cityloop.web.components.words import said
from cityloop.web.definitions.difference import Difference, difference_of
from cityloop.web.definitions.outcome import outcome_of
from cityloop.web.definitions.runs import is_for_the_command

MOST_GAPS = 20


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step on the way to publication: its words, and whether it is done or waited for."""

    label: str | Promise
    words: str
    done: bool
    now: bool


def draft_context(draft: DefinitionDraft, *, request: StaffRequest) -> dict[str, object]:
    """Everything that the page of a draft shows."""
    open_still = draft.state == DraftState.DRAFT
    found = checked(draft, at=request.at) if open_still else _read_only(draft, at=request.at)
    run = last_dry_run(draft)
    not_yet = said(why_not_yet(draft, found=found, at=request.at) or "") if open_still else ""
    actor = request.actor
    return {
        "draft": draft,
        "kind": DefinitionKind(draft.kind).label,
        "found": found,
        "gaps": found.gaps[:MOST_GAPS],
        "more_gaps": max(0, len(found.gaps) - MOST_GAPS),
        "difference": _difference(draft, found=found, at=request.at),
        "run": run,
        "running": run is not None and run.state == DryRunState.RUNNING,
        "stale": run is not None and open_still and run.digest != draft.digest,
        "by_command": run is not None and is_for_the_command(run),
        "outcome": outcome_of(run) if run and run.state == DryRunState.DONE else None,
        "steps": _steps(draft, found=found, run=run),
        "open": open_still,
        "tries": may.DRAFT_TRY(actor, draft) is None,
        "edits": may.DRAFT_EDIT(actor, draft) is None,
        "publishes": open_still and may.DRAFT_PUBLISH.role_refusal(actor) is None,
        "why_not_publish": may.DRAFT_PUBLISH(actor, draft) or not_yet,
        "withdraws": _withdraws(draft, request=request),
        "reason_form": ReasonForm(auto_id="publish_%s"),
        "drop_form": ReasonForm(auto_id="drop_%s"),
    }


def _read_only(draft: DefinitionDraft, *, at: datetime) -> Checked:
    """A draft that was decided on is read as it was then: nothing of today is its mistake."""
    then = checked(draft, at=draft.published_at or draft.ended_at or at)
    return Checked(then.reading, then.valid_from, ())


def _withdraws(draft: DefinitionDraft, *, request: StaffRequest) -> bool:
    today = city_day(request.at).date()
    ahead = draft.valid_from is not None and draft.valid_from > today
    return ahead and may.DRAFT_WITHDRAW(request.actor, draft) is None


def base_line(draft: DefinitionDraft, *, at: datetime) -> VersionLine | None:
    """The version from which the draft was begun, None when it is gone."""
    try:
        return get_version(
            kind=draft.kind, code=draft.code, version=draft.base, on=city_day(at).date()
        )
    except NotFound:
        return None


def base_text(draft: DefinitionDraft, *, at: datetime) -> str:
    """The text of that version, empty when it is gone."""
    line = base_line(draft, at=at)
    return "" if line is None else text_of(line)


def _difference(draft: DefinitionDraft, *, found: Checked, at: datetime) -> Difference | None:
    line = base_line(draft, at=at)
    if line is None or found.reading is None:
        return None
    return difference_of(content_of(line), reading=found.reading)


def _steps(draft: DefinitionDraft, *, found: Checked, run: DryRun | None) -> tuple[WayStep, ...]:
    published = draft.state in {DraftState.PUBLISHED, DraftState.WITHDRAWN}
    in_order = published or not found.problems
    tried = published or (
        run is not None and run.state == DryRunState.DONE and run.digest == draft.digest
    )
    return (
        WayStep(
            gettext_lazy("The text is in order"),
            "" if in_order else _("Mistakes are named below."),
            done=in_order,
            now=not in_order,
        ),
        WayStep(
            gettext_lazy("Tried on last month's requests"),
            "" if tried else _("The dry run writes nothing; it only counts."),
            done=tried,
            now=in_order and not tried,
        ),
        WayStep(
            gettext_lazy("Published by another person"),
            _published(draft) if published else _("With a reason, by somebody who did not write."),
            done=published,
            now=in_order and tried and not published,
        ),
    )


def _published(draft: DefinitionDraft) -> str:
    name = draft.published_by.get_full_name() if draft.published_by else ""
    return f"{name}: {draft.reason}"
