"""A dry run begun and gone on with, a batch at each asking, while a page shows how far it is."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cityloop.accounts.permissions import require
from cityloop.flows.defining import trying
from cityloop.responsibility import permissions as may
from cityloop.responsibility.choices import DefinitionKind, DryRunState
from cityloop.responsibility.models import DryRun
from cityloop.responsibility.queries.drafts import get_draft, last_dry_run
from cityloop.web.components.guard import StaffRequest, staff


@require_POST
@staff(may.DRAFT_TRY)
def try_draft(request: StaffRequest, *, pk: int) -> HttpResponse:
    draft = get_draft(pk)
    require(may.DRAFT_TRY, request.actor, draft)
    trying.begin(draft, by=request.user, at=request.at)
    return redirect("definition_draft", pk=pk)


@require_POST
@staff(may.DRAFT_TRY)
def go_on(request: StaffRequest, *, pk: int) -> HttpResponse:
    """Look at one batch; a page with scripts asks again by itself until the run has ended."""
    draft = get_draft(pk)
    require(may.DRAFT_TRY, request.actor, draft)
    run = last_dry_run(draft)
    if run is not None and not is_for_the_command(run):
        run = trying.go_on(run, by=request.user, at=request.at)
    if not getattr(request, "htmx", None):
        return redirect("definition_draft", pk=pk)
    if run is None or run.state != DryRunState.RUNNING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "office/definitions/run_part.html", {"run": run, "running": True})


def is_for_the_command(run: DryRun) -> bool:
    """Whether the run is one piece of work too long for a page: a scheme over a large month."""
    return run.draft.kind == DefinitionKind.SCHEME and run.population > trying.SAMPLE
