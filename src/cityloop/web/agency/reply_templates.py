"""Reply templates: the pages on which an agency keeps them, and how an answer is begun with one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cityloop.core.models import localised
from cityloop.intake.rules.numbering import reference
from cityloop.web.agency.desk import desk_tabs
from cityloop.web.agency.desk_forms import TemplateForm
from cityloop.web.components.attempts import done
from cityloop.web.components.forms import StaffForm
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.templatetags.cityloop import closing
from cityloop.workorders import operations
from cityloop.workorders.models import ReplyTemplate, WorkOrder
from cityloop.workorders.permissions import TEMPLATE_KEEP
from cityloop.workorders.queries.saved import get_template, reply_templates
from cityloop.workorders.rules.reply_templates import filled

# The fields of the answer's form that stay as typed when a template is put in.
STAYING = ("evidence", "planned_date", "lead_reason")


@staff(TEMPLATE_KEEP)
def templates_page(request: StaffRequest) -> HttpResponse:
    agency = request.actor.agency_id or 0
    context = {
        "templates": reply_templates(agency),
        "retired": reply_templates(agency, retired=True),
        "tabs": desk_tabs(request.actor),
    }
    return render(request, "agency/templates_page.html", context)


@staff(TEMPLATE_KEEP)
def template_page(request: StaffRequest, *, pk: int | None = None) -> HttpResponse:
    """Write a new template, or one of the agency's anew."""
    agency = request.actor.agency_id or 0
    kept = None if pk is None else get_template(pk, agency=agency)
    sent = request.POST if request.method == "POST" else None
    form = TemplateForm(sent, languages=request.city.languages, kept=kept)
    if sent is not None and form.is_valid() and _kept(request, form=form, agency=agency, pk=pk):
        messages.success(request, _("The template is kept."))
        return redirect("agency_templates")
    return render(request, "agency/template_page.html", {"form": form, "kept": kept})


def _kept(request: StaffRequest, *, form: TemplateForm, agency: int, pk: int | None) -> bool:
    return done(
        form,
        lambda: operations.keep_template(
            form.draft(), agency=agency, pk=pk, by=request.user, at=request.at
        ),
    )


@require_POST
@staff(TEMPLATE_KEEP)
def retire(request: StaffRequest, *, pk: int) -> HttpResponse:
    agency = request.actor.agency_id or 0
    operations.retire_template(pk, agency=agency, by=request.user, at=request.at)
    messages.success(request, _("Taken out of use; below the list it can be taken up again."))
    return redirect("agency_templates")


@require_POST
@staff(TEMPLATE_KEEP)
def take_up(request: StaffRequest, *, pk: int) -> HttpResponse:
    agency = request.actor.agency_id or 0
    operations.take_up_template(pk, agency=agency, by=request.user, at=request.at)
    messages.success(request, _("The template is in use again."))
    return redirect("agency_templates")


def begun(request: StaffRequest, *, order: WorkOrder, kind: type[StaffForm]) -> StaffForm:
    """The answer's form with the chosen template put in; what was typed stays, before it."""
    initial: dict[str, Any] = {name: request.POST.get(name, "") for name in STAYING}
    typed = request.POST.get("text", "").strip()
    initial |= {"text": typed, "outcome": request.POST.get("outcome", "")}
    chosen = request.POST.get("template", "")
    if chosen.isascii() and chosen.isdigit():
        template = get_template(int(chosen[:18]), agency=order.agency_id)
        text = text_for(order, template=template)
        initial["text"] = f"{typed}\n\n{text}" if typed else text
        initial["outcome"] = template.outcome or initial["outcome"]
    return kind(initial=initial)


def text_for(order: WorkOrder, *, template: ReplyTemplate) -> str:
    """The template's text in the language of the request, with what is known of the order."""
    with translation.override(order.request.language):
        values = {
            "number": reference(order.request.number),
            "service_type": order.service_type.name,
            "due": closing(order.due_at),
            "agency": order.agency.name,
        }
        return filled(localised(template.texts), values=values)
