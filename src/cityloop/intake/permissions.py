"""Who may do what with requests, and who sees the people behind them (domain.md H7, H8)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cityloop.accounts.permissions import Permission, Thing
from cityloop.accounts.rules.rights import Right, Sight
from cityloop.accounts.rules.roles import Actor
from cityloop.intake.models import Call, ServiceRequest
from cityloop.intake.rules import shielding


def is_accused(actor: Actor, request: ServiceRequest) -> bool:
    """Whether the request is about the person, their agency or their department (H8, 2)."""
    return shielding.is_accused(_viewer(actor), report=_report(actor, request, handling=()))


def is_hidden(actor: Actor, request: ServiceRequest, *, handling: Iterable[str] = ()) -> bool:
    """Whether this person must not even learn that the request exists.

    `handling`: codes of the agencies through whose orders (or call-backs) people see it.
    """
    if not request.shielded:
        return False
    report = _report(actor, request, handling=handling)
    roles = actor.roles or {""}
    return not actor.has(Right.REPORT_SEE_SHIELDED) or all(
        shielding.why_hidden(report, viewer=_viewer(actor, role=role)) for role in roles
    )


def _viewer(actor: Actor, *, role: str = "") -> shielding.Viewer:
    return shielding.Viewer(username=actor.username, role=role, agencies=actor.agency_codes)


def _report(actor: Actor, request: ServiceRequest, *, handling: Iterable[str]) -> shielding.Report:
    subject = request.subject_agency
    accused = {subject.code} if subject else set()
    if subject is not None and subject.department is not None:
        accused.add(subject.department.code)
    named = request.subject_name.strip().casefold() in actor.names
    return shielding.Report(
        shielded=request.shielded,
        accused_agencies=frozenset(accused),
        accused_people=frozenset({actor.username} if named else ()),
        handling_agencies=frozenset(handling),
    )


def _not_hidden(actor: Actor, request: ServiceRequest) -> str | None:
    if is_hidden(actor, request):
        return _("Reports of wrongdoing are shielded; you do not see this one.")
    return None


def why_unnamed(permission: Permission[Thing], actor: Actor, thing: Thing) -> str:
    """Why a page shows a pseudonym, in words for the person; "" when the name may be shown."""
    if permission.role_refusal(actor):
        return _("Your roles work with a pseudonym.")
    return permission(actor, thing) or ""


def _identity_shown(actor: Actor, request: ServiceRequest) -> str | None:
    if request.shielded or request.confidential:
        return _("The requester asked for confidence, or the law gives it.")
    if not actor.sights & {Sight.IN_CALL, Sight.PHONE_ONLY, Sight.OWN_OPEN_ORDERS}:
        return _("Your roles work with a pseudonym.")
    return None


def _own_call(actor: Actor, call: Call) -> str | None:
    if call.operator_id != actor.user_id:
        return _("Another operator holds this call.")
    return None


REPORT_SEE_SHIELDED = Permission[ServiceRequest](Right.REPORT_SEE_SHIELDED, (_not_hidden,))
REQUEST_SEE = Permission[ServiceRequest](Right.REQUEST_SEE, (_not_hidden,))
REQUEST_REGISTER = Permission[None](Right.REQUEST_REGISTER)
REQUEST_ANSWER = Permission[ServiceRequest](Right.REQUEST_ANSWER, (_not_hidden,))
REQUEST_TREAT = Permission[ServiceRequest](Right.REQUEST_TREAT, (_not_hidden,))
REQUEST_JOIN = Permission[ServiceRequest](Right.REQUEST_JOIN, (_not_hidden,))
REQUEST_DISPATCH = Permission[ServiceRequest](Right.REQUEST_DISPATCH, (_not_hidden,))
IDENTITY_SEE = Permission[ServiceRequest](Right.IDENTITY_SEE, (_identity_shown,))
CALL_TAKE = Permission[Call | None](Right.CALL_TAKE)
CALL_HOLD = Permission[Call](Right.CALL_TAKE, (_own_call,))
DESK_SEE = Permission[None](Right.DESK_SEE)
