"""What the events of the trail are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# By whole event; an event of a later version that is missing here shows its code.
EVENTS: dict[str, str | Promise] = {
    "audit.exported": gettext_lazy("Audit trail taken away as a table"),
    "call.number_seen": gettext_lazy("Number of a caller seen"),
    "callers.forgotten": gettext_lazy("Numbers of old calls deleted"),
    "clock.set_aside": gettext_lazy("Clock of an order set aside"),
    "definition.drafted": gettext_lazy("Draft of a definition begun"),
    "definition.dropped": gettext_lazy("Draft of a definition dropped"),
    "definition.published": gettext_lazy("Definition published"),
    "definition.saved": gettext_lazy("Draft of a definition saved"),
    "definition.withdrawn": gettext_lazy("Definition withdrawn"),
    "definitions.loaded": gettext_lazy("Definitions loaded"),
    "demo.told": gettext_lazy("Demo city told its story"),
    "exclusion.approved": gettext_lazy("Exclusion approved"),
    "exclusion.first_review": gettext_lazy("Exclusion reviewed once"),
    "exclusion.refused": gettext_lazy("Exclusion refused"),
    "exclusion.requested": gettext_lazy("Exclusion asked for"),
    "follow_up.set_aside": gettext_lazy("Call-back set aside"),
    "follow_ups.drawn": gettext_lazy("Call-backs drawn"),
    "glass.broken": gettext_lazy("Glass broken"),
    "identity.searched": gettext_lazy("Person looked up by phone"),
    "identity.seen": gettext_lazy("Person behind a request seen"),
    "objection.ruled": gettext_lazy("Objection ruled on"),
    "outbox.dropped": gettext_lazy("Message dropped"),
    "outbox.retried": gettext_lazy("Message tried again"),
    "pdf.made": gettext_lazy("Page taken away as a PDF"),
    "period.published": gettext_lazy("Evaluation published"),
    "period.run": gettext_lazy("Evaluation run"),
    "period.shown": gettext_lazy("Evaluation shown to the agencies"),
    "person.corrected": gettext_lazy("Person corrected"),
    "person.deactivated": gettext_lazy("Account shut"),
    "person.invited": gettext_lazy("Person added"),
    "person.invited_again": gettext_lazy("Invitation sent again"),
    "person.moved": gettext_lazy("Person moved to another agency"),
    "person.reactivated": gettext_lazy("Account opened again"),
    "person.second_factor_reset": gettext_lazy("Second factor reset"),
    "rating.pressured": gettext_lazy("Pressure on a rating reported"),
    "report.refused": gettext_lazy("Hidden report asked for"),
    "role.ended": gettext_lazy("Role ended"),
    "role.given": gettext_lazy("Role given"),
    "template.kept": gettext_lazy("Reply template kept"),
    "template.retired": gettext_lazy("Reply template taken out of use"),
    "template.taken_up": gettext_lazy("Reply template taken into use again"),
    "whistle.ruled": gettext_lazy("Refused call ruled on"),
}
KINDS: dict[str, str | Promise] = {
    "identity": gettext_lazy("Identities"),
    "glass": gettext_lazy("Glass broken"),
    "person": gettext_lazy("People"),
    "role": gettext_lazy("Roles"),
}


def event_words(what: str) -> str:
    """The event in the reader's language, or its code."""
    return str(EVENTS.get(what, what))


def event_options() -> list[tuple[str, str]]:
    """Whole kinds first, then the single events in the order of their words."""
    kinds = [(code, _("All of: %(kind)s") % {"kind": words}) for code, words in KINDS.items()]
    events = [(code, str(words)) for code, words in EVENTS.items()]
    return [("", _("Everything")), *kinds, *sorted(events, key=lambda one: one[1])]
