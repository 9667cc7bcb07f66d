"""Enums of work orders."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderType(TextChoices):
    MAIN = "main", _("Main")
    CO = "co", _("Co-handling")
    ASSIST = "assist", _("Assistance")
    COPY = "copy", _("Copy for urging")
    WHISTLE = "whistle", _("Whistle")
    INSPECTION = "inspection", _("Inspection")


class OrderState(TextChoices):
    """States of one order (domain.md H2)."""

    DISPATCHED = "dispatched", _("Dispatched")
    ACCEPTED = "accepted", _("Accepted")
    OBJECTED = "objected", _("Objected")
    IN_PROGRESS = "in_progress", _("In progress")
    SUSPENDED = "suspended", _("Deferred")
    ANSWERED = "answered", _("Answered")
    REWORK = "rework", _("In rework")
    FOLLOW_UP = "follow_up", _("In call-back")
    CLOSED = "closed", _("Closed")
    APPEALED = "appealed", _("Appealed")
    REASSIGNED = "reassigned", _("Sent to another agency")
    RECALLED = "recalled", _("Recalled")
    ARCHIVED = "archived", _("Archived")


class OrderStep(TextChoices):
    """What can be done to an order; the past participle names the event."""

    DISPATCH = "dispatch", _("Dispatch")
    RECALL = "recall", _("Recall")
    ACCEPT = "accept", _("Accept")
    OBJECT = "object", _("Object")
    UPHOLD = "uphold", _("Uphold the objection")
    OVERRULE = "overrule", _("Overrule the objection")
    CONTACT = "contact", _("Log the first contact")
    PAUSE = "pause", _("Pause the clock")
    UNPAUSE = "unpause", _("Let the clock run on")
    REQUEST_EXTENSION = "request_extension", _("Ask for an extension")
    GRANT_EXTENSION = "grant_extension", _("Grant the extension")
    REFUSE_EXTENSION = "refuse_extension", _("Refuse the extension")
    DEFER = "defer", _("Defer")
    RESUME = "resume", _("Resume")
    ANSWER = "answer", _("Answer")
    FAIL_CHECK = "fail_check", _("Send back for rework")
    PASS_CHECK = "pass_check", _("Pass to call-back")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Reopen")
    APPEAL = "appeal", _("Appeal")
    DECIDE_APPEAL = "decide_appeal", _("Decide the appeal")
    NOTE = "note", _("Add a note")
    URGE = "urge", _("Urge")
    ESCALATE = "escalate", _("Escalate")
    ARCHIVE = "archive", _("Archive")


class OrderOutcome(TextChoices):
    RESOLVED = "resolved", _("Resolved")
    PARTLY = "partly", _("Partly resolved")
    PLANNED = "planned", _("Planned, with a date")
    EXPLAINED_UNLAWFUL = "explained_unlawful", _("Explained: not lawful")
    IMPOSSIBLE_NOW = "impossible_now", _("Explained: impossible for now")
    NOT_FOUND = "not_found", _("Not found on site")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNREACHABLE = "unreachable", _("Requester unreachable")
    REDIRECTED = "redirected", _("Redirected")


class DispatchBasis(TextChoices):
    DUTY = "duty", _("Duty on the list")
    FALLBACK = "fallback", _("District fallback")
    RULING = "ruling", _("Ruling")
    CONSULTATION = "consultation", _("Consultation")
    PERSON = "person", _("Decided by a person")
    IMPORT = "import", _("Imported history")


class Party(TextChoices):
    """Who a step belongs to."""

    CENTRE = "centre", _("Hotline centre")
    UNIT = "unit", _("Handling agency")
    UNIT_HEAD = "unit_head", _("Head of the handling agency")
    ADJUDICATOR = "adjudicator", _("Adjudicator")
    COORDINATOR = "coordinator", _("District coordinator")
    FOLLOW_UP = "follow_up", _("Call-back agent")
    REQUESTER = "requester", _("Requester")
    SYSTEM = "system", _("The clock")


class PauseReason(TextChoices):
    """Only these stop the answer clock (domain.md H3, rule 7)."""

    WAITING_FOR_REQUESTER = "waiting_for_requester", _("Waiting for the requester")
    LEGAL_PROCEEDING = "legal_proceeding", _("Court or arbitration has started")
    DISASTER = "disaster", _("Weather or disaster")
    OWNERS_VOTE = "owners_vote", _("Owners' vote running")
    THIRD_PARTY_TEST = "third_party_test", _("Third-party test")
    OBJECTION = "objection", _("Objection under ruling")


class Ruling(TextChoices):
    UPHOLD = "uphold", _("Upheld")
    OVERRULE = "overrule", _("Overruled")


class Decision(TextChoices):
    PENDING = "pending", _("Pending")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
