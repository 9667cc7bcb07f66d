"""Pages of one draft: how it stands, its text, its differences, and what becomes of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cityloop.accounts.permissions import Permission, require
from cityloop.flows.defining import publishing, writing
from cityloop.flows.defining.checking import checked
from cityloop.responsibility import permissions as may
from cityloop.responsibility.models import DefinitionDraft
from cityloop.responsibility.queries.drafts import get_draft
from cityloop.web.components.attempts import done
from cityloop.web.components.forms import ReasonForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.definitions.difference import text_lines
from cityloop.web.definitions.forms import DraftForm, form_of
from cityloop.web.definitions.standing import base_text, draft_context
from cityloop.web.definitions.views import yaml_file

REFUSED = 409
Decision = Callable[..., DefinitionDraft]


@staff(may.DEFINITION_LIST)
def draft_page(request: StaffRequest, *, pk: int) -> HttpResponse:
    context = draft_context(get_draft(pk), request=request)
    return render(request, "office/definitions/draft_page.html", context)


@staff(may.DEFINITION_WRITE)
def edit_page(request: StaffRequest, *, pk: int) -> HttpResponse:
    draft = get_draft(pk)
    require(may.DRAFT_EDIT, request.actor, draft)
    if request.method != "POST":
        return _edit(request, form_of(draft), draft)
    form = DraftForm(request.POST, request.FILES, kind=draft.kind)
    if not form.is_valid() or not done(
        form, lambda: writing.save(draft, saved=form.saved, by=request.user, at=request.at)
    ):
        return _edit(request, form, get_draft(pk))
    faults = len(checked(get_draft(pk), at=request.at).problems)
    if faults:
        messages.warning(request, _("Saved. The text has mistakes; they are named below."))
    else:
        messages.success(request, _("Saved. The text is in order."))
    return redirect("definition_draft", pk=pk)


def _edit(request: StaffRequest, form: DraftForm, draft: DefinitionDraft) -> HttpResponse:
    """The form; after a refusal what is saved by now stands beside what was typed."""
    typed = form.data.get("text") if form.is_bound else draft.text
    changed = form.is_bound and str(form.data.get("revision")) != str(draft.revision)
    if changed:
        # Whoever has seen the other text below may save over it.
        form.data = {**dict(form.data.items()), "revision": str(draft.revision)}
    lines = text_lines(draft.text, new=str(typed)) if changed else []
    context = {"draft": draft, "form": form, "lines": lines}
    status = REFUSED if form.is_bound else 200
    return render(request, "office/definitions/edit_page.html", context, status=status)


@staff(may.DEFINITION_LIST)
def lines_page(request: StaffRequest, *, pk: int) -> HttpResponse:
    draft = get_draft(pk)
    lines = text_lines(base_text(draft, at=request.at), new=draft.text)
    context = {"draft": draft, "lines": lines}
    return render(request, "office/definitions/lines_page.html", context)


@staff(may.DEFINITION_LIST)
def file_page(_request: StaffRequest, *, pk: int) -> HttpResponse:
    draft = get_draft(pk)
    return yaml_file(draft.text, name=f"{draft.kind}-{draft.code}-draft-{draft.pk}")


def _decide(
    request: StaffRequest,
    *,
    pk: int,
    permission: Permission[DefinitionDraft],
    decision: Decision,
    said: str,
) -> HttpResponse:
    draft = get_draft(pk)
    require(permission, request.actor, draft)
    form = ReasonForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: decision(draft, reason=form.cleaned_data["reason"], by=request.user, at=request.at),
    ):
        messages.success(request, said)
        return redirect("definition_draft", pk=pk)
    context = draft_context(get_draft(pk), request=request) | {"refused": form}
    return render(request, "office/definitions/draft_page.html", context, status=REFUSED)


@require_POST
@staff(may.DEFINITION_WRITE)
def drop_draft(request: StaffRequest, *, pk: int) -> HttpResponse:
    said = _("The draft is dropped; its text stays here.")
    return _decide(request, pk=pk, permission=may.DRAFT_EDIT, decision=publishing.drop, said=said)


@require_POST
@staff(may.DRAFT_PUBLISH)
def publish_draft(request: StaffRequest, *, pk: int) -> HttpResponse:
    said = _("The version is published. It holds from its first day on.")
    return _decide(
        request, pk=pk, permission=may.DRAFT_PUBLISH, decision=publishing.publish, said=said
    )


@require_POST
@staff(may.DRAFT_WITHDRAW)
def withdraw_draft(request: StaffRequest, *, pk: int) -> HttpResponse:
    said = _("The version is withdrawn; what held before holds on.")
    return _decide(
        request, pk=pk, permission=may.DRAFT_WITHDRAW, decision=publishing.withdraw, said=said
    )
