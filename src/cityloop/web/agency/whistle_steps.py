"""The steps of a call: which permission, which form, which flow, for which side."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.roles import Actor
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.flows import whistle
from cityloop.web.agency import whistle_forms as forms
from cityloop.web.components.forms import StaffForm
from cityloop.web.components.words import said
from cityloop.workorders import permissions as may
from cityloop.workorders.choices import CallSide, WhistleStep
from cityloop.workorders.models import WhistleCall
from cityloop.workorders.rules.whistles import WHISTLE_LIFECYCLE, CallFacts


@dataclass(frozen=True, slots=True)
class CallStep:
    """One step of one side: `row` is its step in the lifecycle; no form: the button is enough."""

    code: str
    label: str | Promise
    side: CallSide
    permission: Permission[WhistleCall]
    take: Callable[..., object]
    row: WhistleStep
    form: type[StaffForm] | None = None


_CALLED, _CALLER = CallSide.CALLED, CallSide.CALLER
CALL_STEPS: tuple[CallStep, ...] = (
    CallStep(
        "accept", _("Accept the call"), _CALLED, may.CALL_ACCEPT, whistle.accept, WhistleStep.ACCEPT
    ),
    CallStep(
        "refuse",
        _("Refuse the call"),
        _CALLED,
        may.CALL_REFUSE,
        whistle.refuse,
        WhistleStep.REFUSE,
        forms.RefuseForm,
    ),
    CallStep(
        "attend",
        _("Record the attendance"),
        _CALLED,
        may.CALL_ATTEND,
        whistle.attend,
        WhistleStep.ATTEND,
        forms.AttendForm,
    ),
    CallStep(
        "report",
        _("Report what was done"),
        _CALLED,
        may.CALL_REPORT,
        whistle.report,
        WhistleStep.REPORT,
        forms.ReportForm,
    ),
    CallStep(
        "rate-caller",
        _("Rate the calling office"),
        _CALLED,
        may.CALL_RATE_CALLER,
        whistle.rate_caller,
        WhistleStep.RATE_CALLER,
        forms.RateForm,
    ),
    CallStep(
        "confirm",
        _("Confirm the arrival"),
        _CALLER,
        may.CALL_CONFIRM,
        whistle.confirm_arrival,
        WhistleStep.CONFIRM_ARRIVAL,
    ),
    CallStep(
        "rate",
        _("Rate the co-operation"),
        _CALLER,
        may.CALL_RATE,
        whistle.rate,
        WhistleStep.RATE,
        forms.RateForm,
    ),
    CallStep(
        "close", _("Close the call"), _CALLER, may.CALL_CLOSE, whistle.close, WhistleStep.CLOSE
    ),
    CallStep(
        "absent",
        _("Record that it did not come"),
        _CALLER,
        may.CALL_MARK_ABSENT,
        whistle.mark_absent,
        WhistleStep.MARK_ABSENT,
        forms.AbsentForm,
    ),
)
_BY_CODE = {step.code: step for step in CALL_STEPS}


def get_call_step(code: str) -> CallStep:
    """Return the step of that address; raises NotFound."""
    if code not in _BY_CODE:
        raise NotFound(Sentence("There is no such step."))
    return _BY_CODE[code]


def why_not_call(
    step: CallStep, *, actor: Actor, call: WhistleCall, facts: CallFacts
) -> str | None:
    """Why the person cannot take the step now, in their language, or None."""
    if refusal := step.permission(actor, call):
        return refusal
    if call.order is None:
        return gettext("This call was made before called agencies got work orders.")
    state = call.order.state
    if WHISTLE_LIFECYCLE.row(step.row, state) is None:
        return gettext("Not while the order is: %(state)s.") % {
            "state": call.order.get_state_display()
        }
    sentence = WHISTLE_LIFECYCLE.why_not(step.row, state, facts=facts)
    return said(sentence) if sentence else None
