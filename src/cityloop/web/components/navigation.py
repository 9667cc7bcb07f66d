"""The menu: what a person's roles open, in the order of the story."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; any of the rights opens it."""

    label: str | Promise
    name: str
    right: Right

    @property
    def url(self) -> str:
        return reverse(self.name)


ENTRIES = (
    Entry(_("Calls"), "hotline_calls", Right.CALL_TAKE),
    Entry(_("Take a request"), "hotline_take", Right.REQUEST_REGISTER),
    Entry(_("In triage"), "hotline_inbox", Right.REQUEST_SEE),
    Entry(_("Call desk"), "hotline_desk", Right.DESK_SEE),
    Entry(_("Work orders"), "agency_worklist", Right.ORDER_LIST),
    Entry(_("On the spot"), "field_list", Right.ORDER_CONTACT),
    Entry(_("Call-backs"), "follow_up_queue", Right.FOLLOWUP_SEE),
    Entry(_("Objections"), "office_objections", Right.OBJECTION_RULE),
    Entry(_("Extensions"), "office_extensions", Right.EXTENSION_DECIDE),
    Entry(_("Supervision board"), "office_board", Right.BOARD_SEE),
    Entry(_("Whistles"), "office_whistles", Right.WHISTLE_SEE),
    Entry(_("Deferral ledger"), "office_ledger", Right.LEDGER_SEE),
    Entry(_("Check of answers"), "office_checks", Right.ORDER_CHECK),
    Entry(_("Exclusions"), "office_exclusions", Right.EXCLUSION_SEE),
    Entry(_("Evaluation"), "office_periods", Right.PERIOD_SEE),
    Entry(_("Knowledge"), "knowledge", Right.KNOWLEDGE_SEE),
    Entry(_("Insight"), "insight", Right.INSIGHT_SEE),
    Entry(_("Definitions"), "definitions", Right.DEFINITION_SEE),
    Entry(_("Undelivered messages"), "office_outbox", Right.OUTBOX_MEND),
    Entry(_("People and roles"), "people", Right.PERSON_MANAGE),
    Entry(_("Who has which role"), "people_matrix", Right.AUDIT_SEE),
    Entry(_("Audit trail"), "audit", Right.AUDIT_SEE),
)
# A dispatcher comes for the inbox, an operator for the empty form: this decides the first page.
FIRST_PAGES = (
    Right.REQUEST_REGISTER,
    Right.ORDER_ACCEPT,
    Right.REQUEST_DISPATCH,
    Right.FOLLOWUP_SEE,
    Right.OBJECTION_RULE,
    Right.EXTENSION_DECIDE,
    Right.BOARD_SEE,
    Right.PERIOD_SEE,
    Right.PERSON_MANAGE,
    Right.AUDIT_SEE,
)
PAGE_OF_RIGHT = {
    Right.ORDER_ACCEPT: "agency_worklist",
    Right.REQUEST_DISPATCH: "hotline_inbox",
    **{entry.right: entry.name for entry in ENTRIES},
}


def menu(actor: Actor) -> list[Entry]:
    """The entries that the person may open."""
    return [entry for entry in ENTRIES if actor.has(entry.right)]


def first_page(actor: Actor) -> str | None:
    """Address of the page that the person works on first, or None without any."""
    right = next((right for right in FIRST_PAGES if actor.has(right)), None)
    return reverse(PAGE_OF_RIGHT[right]) if right else None
