"""Enums of work orders."""

from django.db.models import IntegerChoices, TextChoices
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
    LAPSE_EXTENSION = "lapse_extension", _("Let the extension lapse")
    DEFER = "defer", _("Defer")
    RESUME = "resume", _("Resume")
    ANSWER = "answer", _("Answer")
    FAIL_CHECK = "fail_check", _("Send back for rework")
    PASS_CHECK = "pass_check", _("Pass to call-back")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Reopen")
    APPEAL = "appeal", _("Appeal")
    DECIDE_APPEAL = "decide_appeal", _("Decide the appeal")
    ASSIGN = "assign", _("Assign")
    ASK = "ask", _("Ask the requester")
    REPLY = "reply", _("The requester replied")
    NOTE = "note", _("Add a note")
    URGE = "urge", _("Urge")
    ESCALATE = "escalate", _("Escalate")
    REMIND = "remind", _("Remind of the planned date")
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
    CALLER = "caller", _("Calling office")
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
    LAPSED = "lapsed", _("Lapsed")


class WhistleStep(TextChoices):
    """What is done about one called agency; steps that move a clock are called as in OrderStep."""

    CALL = "dispatch", _("Call")
    ACCEPT = "accept", _("Accept the call")
    REFUSE = "object", _("Refuse the call")
    MUST_COME = "overrule", _("Rule that it must come")
    NEED_NOT_COME = "uphold", _("Rule that it need not come")
    ATTEND = "attend", _("Record the attendance")
    CONFIRM_ARRIVAL = "confirm_arrival", _("Confirm the arrival")
    REPORT = "answer", _("Report what was done")
    RATE = "rate", _("Rate the co-operation")
    RATE_CALLER = "rate_caller", _("Rate the calling office")
    MARK_ABSENT = "mark_absent", _("Record that it did not come")
    CLOSE = "close", _("Close the call")


class CallStanding(TextChoices):
    """Where a called agency stands at a moment: the state of its order, read with its clock."""

    CALLED = "called", _("Called")
    MISSED = "missed", _("No answer in time")
    COMING = "coming", _("Accepted")
    LATE = "late", _("Accepted, but not on site in time")
    REFUSED = "refused", _("Refused, awaiting a ruling")
    EXCUSED = "excused", _("Need not come")
    ON_SITE = "on_site", _("On site")
    REPORTED = "reported", _("Reported")
    ABSENT = "absent", _("Did not come")
    CLOSED = "closed", _("Closed")


class CallSide(TextChoices):
    """Who rates: each side of a whistle rates the other once."""

    CALLER = "caller", _("The calling office")
    CALLED = "called", _("The called agency")


class CoOperation(IntegerChoices):
    """How one side worked with the other."""

    VERY_GOOD = 5, _("Very good")
    GOOD = 4, _("Good")
    FAIR = 3, _("Fair")
    POOR = 2, _("Poor")
    VERY_POOR = 1, _("Very poor")


class FieldFinding(TextChoices):
    """What somebody on the spot says of it."""

    DONE = "done", _("Done on the spot")
    NOT_FOUND = "nothing_there", _("Nothing found on the spot")
    NEEDS_OTHERS = "needs_others", _("Needs others")


class PhotoMoment(TextChoices):
    """Whether a photo of field work shows the place before or after it."""

    BEFORE = "before", _("Before")
    AFTER = "after", _("After")
