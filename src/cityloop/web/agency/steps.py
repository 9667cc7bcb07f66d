"""The steps of an order page: which permission, which form, which flow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.flows import amend, asking, dispatch, handle, whistle
from cityloop.web.agency import forms as step_forms
from cityloop.web.agency.desk_forms import AgencyForm, AskForm, AssignForm
from cityloop.web.agency.whistle_forms import WhistleForm
from cityloop.web.components.forms import EmptyForm, ReasonForm, StaffForm
from cityloop.web.components.words import said
from cityloop.workorders import permissions as may
from cityloop.workorders.choices import OrderStep
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.rules.facts import OrderFacts
from cityloop.workorders.rules.lifecycle import ORDER_LIFECYCLE


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `order_step` is its row in the lifecycle; no form means the button is enough.

    `take` is the flow; it gets the order and the fields of the form.
    """

    code: str
    label: str | Promise
    permission: Permission[WorkOrder]
    take: Callable[..., object]
    form: type[StaffForm] | None = None
    order_step: str = ""


STEPS: tuple[Step, ...] = (
    Step("accept", _("Accept"), may.ORDER_ACCEPT, handle.accept, None, OrderStep.ACCEPT),
    Step(
        "contact",
        _("Log a contact"),
        may.ORDER_CONTACT,
        handle.contact,
        step_forms.ContactForm,
        OrderStep.CONTACT,
    ),
    Step(
        "answer",
        _("Answer"),
        may.ORDER_ANSWER,
        handle.answer,
        step_forms.AnswerForm,
        OrderStep.ANSWER,
    ),
    Step("ask", _("Ask the requester"), may.ORDER_ASK, asking.ask, AskForm, OrderStep.ASK),
    Step("assign", _("Assign"), may.ORDER_ASSIGN, asking.assign, AssignForm, OrderStep.ASSIGN),
    Step(
        "object",
        _("Object"),
        may.ORDER_OBJECT,
        handle.object_to,
        step_forms.ObjectForm,
        OrderStep.OBJECT,
    ),
    Step(
        "extension",
        _("Ask for an extension"),
        may.ORDER_EXTEND,
        handle.request_extension,
        step_forms.ExtensionForm,
        OrderStep.REQUEST_EXTENSION,
    ),
    Step(
        "pause",
        _("Pause the clock"),
        may.ORDER_PAUSE,
        handle.pause,
        step_forms.PauseForm,
        OrderStep.PAUSE,
    ),
    Step(
        "unpause",
        _("Let the clock run on"),
        may.ORDER_PAUSE,
        handle.unpause,
        None,
        OrderStep.UNPAUSE,
    ),
    Step(
        "defer",
        _("Defer"),
        may.ORDER_DEFER,
        handle.defer,
        step_forms.DeferForm,
        OrderStep.DEFER,
    ),
    Step("resume", _("Resume"), may.ORDER_RESUME, handle.resume, None, OrderStep.RESUME),
    Step(
        "urge",
        _("Urge"),
        may.ORDER_URGE,
        handle.urge,
        ReasonForm,
        OrderStep.URGE,
    ),
    Step(
        "recall",
        _("Recall"),
        may.ORDER_RECALL,
        dispatch.recall,
        ReasonForm,
        OrderStep.RECALL,
    ),
    Step(
        "reopen",
        _("Reopen"),
        may.ORDER_REOPEN,
        handle.reopen,
        step_forms.ReopenForm,
        OrderStep.REOPEN,
    ),
    Step("appeal", _("Appeal"), may.ORDER_APPEAL, amend.appeal, ReasonForm, OrderStep.APPEAL),
    Step(
        "decide-appeal",
        _("Decide the appeal"),
        may.APPEAL_DECIDE,
        amend.decide_appeal,
        step_forms.AppealForm,
        OrderStep.DECIDE_APPEAL,
    ),
    Step(
        "whistle",
        _("Call for joint action (whistle)"),
        may.WHISTLE_CALL,
        whistle.blow,
        WhistleForm,
    ),
    Step(
        "note",
        _("Add a note"),
        may.ORDER_NOTE,
        handle.add_note,
        step_forms.NoteForm,
        OrderStep.NOTE,
    ),
)
# What else can be done to the order of a called agency stands in its own table of steps.
STEPS_OF_WHISTLE = frozenset({"note", "urge"})
_BY_CODE = {step.code: step for step in STEPS}


def get_step(code: str) -> Step:
    """Return the step of that address; raises NotFound."""
    if code not in _BY_CODE:
        raise NotFound(Sentence("There is no such step."))
    return _BY_CODE[code]


def form_of(step: Step, *, agency: int, on: date, data: QueryDict | None = None) -> StaffForm:
    """The form of a step, empty or as sent; some offer the people of the agency on that day."""
    kind = step.form or EmptyForm
    if issubclass(kind, AgencyForm):
        return kind(data, agency=agency, on=on)
    return kind(data)


def why_not(step: Step, *, actor: Actor, order: WorkOrder, facts: OrderFacts) -> str | None:
    """Why the person cannot take the step now, in their language, or None."""
    refusal = step.permission(actor, order)
    if refusal or not step.order_step:
        return refusal
    row = ORDER_LIFECYCLE.row(step.order_step, order.state)
    if row is None:
        return gettext("Not while the order is: %(state)s.") % {"state": order.get_state_display()}
    parties = may.parties(actor, order)
    party = next((each for each in row.parties if each in parties), "") if row.parties else None
    sentence = ORDER_LIFECYCLE.why_not(step.order_step, order.state, facts=facts, party=party)
    return said(sentence) if sentence else None
