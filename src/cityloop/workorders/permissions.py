"""Who may do what with work orders (domain.md H2, H7)."""

from django.utils.translation import gettext as _

from cityloop.accounts.choices import Role
from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.rights import Right, Sight
from cityloop.accounts.rules.roles import CITY_WIDE, Actor
from cityloop.agencies.choices import AgencyKind
from cityloop.intake.permissions import is_hidden
from cityloop.workorders.choices import OrderType, Party
from cityloop.workorders.models import OPEN_STATES, Extension, Objection, WhistleCall, WorkOrder


def is_own(actor: Actor, order: WorkOrder) -> bool:
    """Whether the order lies with the person's agency."""
    return actor.agency_id is not None and order.agency_id == actor.agency_id


def is_hidden_order(actor: Actor, order: WorkOrder) -> bool:
    """Whether this person must not even learn that the order exists (H8, 2; H19, 8)."""
    return is_hidden(actor, order.request, handling=(order.agency.code,))


def _shield_holds(actor: Actor, order: WorkOrder) -> str | None:
    if is_hidden_order(actor, order):
        return _("Reports of wrongdoing are shielded; you do not see this one.")
    return None


def _within_sight(actor: Actor, order: WorkOrder) -> str | None:
    if is_own(actor, order) or actor.roles & CITY_WIDE or _oversees(actor, order):
        return None
    if _called_for(actor, order):
        return None
    return _("This work order lies with another agency: %(agency)s.") % {
        "agency": order.agency.name
    }


def _called_for(actor: Actor, order: WorkOrder) -> bool:
    """Whether the order answers a whistle of the person's office; reads the call."""
    call = getattr(order, "call", None) if order.order_type == OrderType.WHISTLE else None
    return call is not None and call.whistle.caller_id == actor.agency_id


def _oversees(actor: Actor, order: WorkOrder) -> bool:
    in_territory = (
        bool(actor.territory) and order.area is not None and (actor.territory in order.area.chain)
    )
    if Role.DISTRICT_COORDINATOR in actor.roles:
        return in_territory or order.agency.parent_id == actor.agency_id
    return Role.SUBDISTRICT_OFFICER in actor.roles and in_territory


def sees_beside(actor: Actor, order: WorkOrder, *, agency_id: int) -> bool:
    """Whether somebody who sees the order also sees one of its matter at this agency.

    Orders of a matter lie in one area: whoever oversees the one oversees the other.
    """
    return bool(actor.roles & CITY_WIDE) or agency_id == actor.agency_id or _oversees(actor, order)


def _own(actor: Actor, order: WorkOrder) -> str | None:
    if is_own(actor, order):
        return None
    return _("Only %(agency)s, to which the order was sent, does this.") % {
        "agency": order.agency.name
    }


def _not_a_copy(_actor: Actor, order: WorkOrder) -> str | None:
    if order.order_type == OrderType.COPY:
        return _("This is a copy for urging; the order itself is handled elsewhere.")
    return None


def _not_a_whistle(_actor: Actor, order: WorkOrder) -> str | None:
    if order.order_type == OrderType.WHISTLE:
        return _("A whistle has steps of its own: accept, attend, report.")
    return None


def _not_shielded(_actor: Actor, order: WorkOrder) -> str | None:
    if order.shielded or order.request.shielded:
        return _("A report of wrongdoing is not carried to other agencies by a whistle.")
    return None


def _not_own_agency(actor: Actor, order: WorkOrder) -> str | None:
    if is_own(actor, order) or order.department_id == actor.department_id:
        return _("Your own agency's cases are decided by others.")
    return None


def _not_its_handler(actor: Actor, order: WorkOrder) -> str | None:
    if order.handler_id is not None and order.handler_id == actor.user_id:
        return _("Whoever handled the order may not decide on it.")
    return None


def _calls_from_subdistrict(actor: Actor, _order: WorkOrder) -> str | None:
    if actor.agency_kind in {AgencyKind.SUBDISTRICT, AgencyKind.TOWNSHIP}:
        return None
    return _("Only a sub-district or township office blows the whistle.")


def _not_on_a_phone(_actor: Actor, order: WorkOrder) -> str | None:
    if order.shielded or order.request.shielded:
        return _("A report of wrongdoing is not taken out of the office on a phone.")
    return None


def _still_open(_actor: Actor, order: WorkOrder) -> str | None:
    return None if order.state in OPEN_STATES else _("The order is no longer open.")


def _for_own_work(actor: Actor, order: WorkOrder) -> str | None:
    if order.order_type == OrderType.WHISTLE:
        return _("Called agencies work with the calling office, under a pseudonym.")
    if order.request.shielded or order.request.confidential:
        return _("The requester asked for confidence, or the law gives it.")
    if Sight.IN_CALL in actor.sights:
        return None
    if Sight.OWN_OPEN_ORDERS not in actor.sights or not is_own(actor, order):
        return _("Your roles work with a pseudonym.")
    return _still_open(actor, order)


def _of_order_objection(actor: Actor, objection: Objection) -> str | None:
    return _shield_holds(actor, objection.order) or _not_own_agency(actor, objection.order)


def _others_objection(actor: Actor, objection: Objection) -> str | None:
    if objection.filed_by_id == actor.user_id:
        return _("Whoever objected may not rule on the objection.")
    return None


def _of_order_extension(actor: Actor, extension: Extension) -> str | None:
    order = extension.order
    return _shield_holds(actor, order) or _within_sight(actor, order)


def _others_extension(actor: Actor, extension: Extension) -> str | None:
    if extension.requested_by_id == actor.user_id:
        return _("Whoever asked for the extension may not decide on it.")
    return None


def _call_shield(actor: Actor, call: WhistleCall) -> str | None:
    return None if call.order is None else _shield_holds(actor, call.order)


def _is_called(actor: Actor, call: WhistleCall) -> str | None:
    if actor.agency_id is not None and call.agency_id == actor.agency_id:
        return None
    return _("Only %(agency)s, which was called, does this.") % {"agency": call.agency.name}


def _is_caller(actor: Actor, call: WhistleCall) -> str | None:
    if actor.agency_id is not None and call.whistle.caller_id == actor.agency_id:
        return None
    return _("Only %(agency)s, which blew the whistle, does this.") % {
        "agency": call.whistle.caller.name
    }


def _of_own_district(actor: Actor, call: WhistleCall) -> str | None:
    lead = call.whistle.order
    above = call.whistle.caller.parent_id == actor.agency_id
    if above or (lead is not None and _oversees(actor, lead)):
        return None
    return _("The district of %(agency)s rules on this.") % {"agency": call.whistle.caller.name}


def _not_the_called(actor: Actor, call: WhistleCall) -> str | None:
    if call.agency_id == actor.agency_id:
        return _("Your own agency's cases are decided by others.")
    if call.refused_by_id is not None and call.refused_by_id == actor.user_id:
        return _("Whoever refused the call does not rule on it.")
    return None


def parties(actor: Actor, order: WorkOrder) -> frozenset[Party]:
    """As whom the person may act on the order, in the words of the lifecycle table."""
    found = {_PARTY_OF_ROLE[role] for role in actor.roles if role in _PARTY_OF_ROLE}
    if is_own(actor, order):
        found |= {_UNIT_PARTY_OF_ROLE[role] for role in actor.roles if role in _UNIT_PARTY_OF_ROLE}
    return frozenset(found)


_PARTY_OF_ROLE: dict[str, Party] = {
    Role.OPERATOR: Party.CENTRE,
    Role.DISPATCHER: Party.CENTRE,
    Role.ADJUDICATOR: Party.ADJUDICATOR,
    Role.DISTRICT_COORDINATOR: Party.COORDINATOR,
    Role.SUPERVISOR: Party.COORDINATOR,
    Role.FOLLOW_UP_AGENT: Party.FOLLOW_UP,
}
_UNIT_PARTY_OF_ROLE: dict[str, Party] = {
    Role.HANDLER: Party.UNIT,
    Role.SUBDISTRICT_OFFICER: Party.UNIT,
    Role.COMMUNITY_WORKER: Party.UNIT,
    Role.UNIT_HEAD: Party.UNIT_HEAD,
}

HANDLING = (_shield_holds, _own, _not_a_copy, _not_a_whistle)
REVIEWING = (_shield_holds, _not_own_agency, _not_its_handler, _not_a_whistle)
ABOVE = (_shield_holds, _within_sight, _not_a_whistle)

ORDER_SEE = Permission[WorkOrder](Right.ORDER_SEE, (_shield_holds, _within_sight))
ORDER_LIST = Permission[None](Right.ORDER_LIST)
ORDER_IDENTITY_SEE = Permission[WorkOrder](Right.IDENTITY_SEE, (_for_own_work,))
ORDER_ACCEPT = Permission[WorkOrder](Right.ORDER_ACCEPT, HANDLING)
ORDER_CONTACT = Permission[WorkOrder](Right.ORDER_CONTACT, HANDLING)
ORDER_OBJECT = Permission[WorkOrder](Right.ORDER_OBJECT, HANDLING)
ORDER_PAUSE = Permission[WorkOrder](Right.ORDER_PAUSE, HANDLING)
ORDER_EXTEND = Permission[WorkOrder](Right.ORDER_EXTEND, HANDLING)
ORDER_ANSWER = Permission[WorkOrder](Right.ORDER_ANSWER, HANDLING)
ORDER_NOTE = Permission[WorkOrder](Right.ORDER_NOTE, (_shield_holds, _within_sight))
# Within the agency whoever may take an order on may also hand it on.
ORDER_ASSIGN = Permission[WorkOrder](Right.ORDER_ACCEPT, HANDLING)
ORDER_ASK = Permission[WorkOrder](Right.ORDER_ASK, HANDLING)
ORDER_DEFER = Permission[WorkOrder](Right.ORDER_DEFER, ABOVE)
ORDER_RESUME = Permission[WorkOrder](Right.ORDER_RESUME, ABOVE)
ORDER_CHECK = Permission[WorkOrder](Right.ORDER_CHECK, REVIEWING)
ORDER_RECALL = Permission[WorkOrder](
    Right.ORDER_RECALL, (_shield_holds, _not_own_agency, _not_a_whistle)
)
ORDER_REOPEN = Permission[WorkOrder](
    Right.ORDER_REOPEN, (_shield_holds, _not_own_agency, _not_a_whistle)
)
ORDER_APPEAL = Permission[WorkOrder](Right.ORDER_APPEAL, (_shield_holds, _not_own_agency))
APPEAL_DECIDE = Permission[WorkOrder](Right.APPEAL_DECIDE, REVIEWING)
ORDER_URGE = Permission[WorkOrder](Right.ORDER_URGE, (_shield_holds, _within_sight, _still_open))
WHISTLE_CALL = Permission[WorkOrder](
    Right.WHISTLE_CALL,
    (
        _shield_holds,
        _within_sight,
        _calls_from_subdistrict,
        _not_shielded,
        _not_a_copy,
        _not_a_whistle,
        _still_open,
    ),
)
CALLED = (_call_shield, _is_called)
CALLING = (_call_shield, _is_caller)
CALL_ACCEPT = Permission[WhistleCall](Right.WHISTLE_ANSWER, CALLED)
CALL_REFUSE = Permission[WhistleCall](Right.WHISTLE_ANSWER, CALLED)
CALL_ATTEND = Permission[WhistleCall](Right.WHISTLE_ANSWER, CALLED)
CALL_REPORT = Permission[WhistleCall](Right.WHISTLE_ANSWER, CALLED)
CALL_RATE_CALLER = Permission[WhistleCall](Right.WHISTLE_ANSWER, CALLED)
CALL_CONFIRM = Permission[WhistleCall](Right.WHISTLE_CALL, CALLING)
CALL_MARK_ABSENT = Permission[WhistleCall](Right.WHISTLE_CALL, CALLING)
CALL_RATE = Permission[WhistleCall](Right.WHISTLE_CALL, CALLING)
CALL_CLOSE = Permission[WhistleCall](Right.WHISTLE_CALL, CALLING)
CALL_RULE = Permission[WhistleCall](
    Right.WHISTLE_RULE, (_call_shield, _of_own_district, _not_the_called)
)
WHISTLE_SEE = Permission[None](Right.WHISTLE_SEE)
OBJECTION_RULE = Permission[Objection](
    Right.OBJECTION_RULE, (_of_order_objection, _others_objection)
)
EXTENSION_DECIDE = Permission[Extension](
    Right.EXTENSION_DECIDE, (_of_order_extension, _others_extension)
)
BOARD_SEE = Permission[None](Right.BOARD_SEE)
LEDGER_SEE = Permission[None](Right.LEDGER_SEE)
TEMPLATE_KEEP = Permission[None](Right.TEMPLATE_KEEP)
FIELD_LIST = Permission[None](Right.ORDER_CONTACT)
FIELD_WRITE = Permission[WorkOrder](
    Right.ORDER_CONTACT, (_shield_holds, _own, _not_a_copy, _not_on_a_phone)
)
FIELD_SHOW = Permission[WorkOrder](Right.ORDER_ANSWER, (*HANDLING, _not_on_a_phone))
