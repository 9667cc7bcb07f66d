"""Enums of intake."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestKind(TextChoices):
    """The five legal kinds (domain.md A2, Art 2) and praise."""

    INQUIRY = "inquiry", _("Inquiry")
    ASSISTANCE = "assistance", _("Request for help")
    COMPLAINT = "complaint", _("Complaint")
    IRREGULARITY = "irregularity", _("Report of wrongdoing")
    SUGGESTION = "suggestion", _("Suggestion")
    PRAISE = "praise", _("Praise")


class Channel(TextChoices):
    PHONE = "phone", _("Phone")
    APP = "app", _("App")
    MINI_PROGRAM = "mini_program", _("Mini-program")
    WEB = "web", _("Web")
    MAIL = "mail", _("Mail")
    SOCIAL = "social", _("Social network")
    VIDEO = "video", _("Video")
    WALK_IN = "walk_in", _("Walk-in window")
    GRID_WORKER = "grid_worker", _("Grid worker")
    STAFF = "staff", _("Staff")
    TRANSFER = "transfer", _("Transfer from another line")
    SENSOR = "sensor", _("Sensor")
    OPEN311 = "open311", _("Open311")


class RequesterKind(TextChoices):
    PERSON = "person", _("Person")
    FIRM = "firm", _("Firm")
    ORGANISATION = "organisation", _("Organisation")
    STAFF = "staff", _("Staff")
    SENSOR = "sensor", _("Sensor")
    UNKNOWN = "unknown", _("Not stated")


class RequestState(TextChoices):
    """Where a request stands before and beside its work orders (domain.md H2)."""

    RECEIVED = "received", _("Received")
    TRIAGE = "triage", _("In triage")
    CONSULTING = "consulting", _("Under consultation")
    ANSWERED = "answered", _("Answered at once")
    REDIRECTED = "redirected", _("Redirected")
    REFUSED = "refused", _("Not accepted")
    LINKED = "linked", _("Joined to an earlier matter")
    DISPATCHED = "dispatched", _("Dispatched")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


class RequestStep(TextChoices):
    RECEIVE = "receive", _("Receive")
    CLASSIFY = "classify", _("Classify")
    CONSULT = "consult", _("Consult first")
    ANSWER = "answer", _("Answer at once")
    REDIRECT = "redirect", _("Redirect")
    REFUSE = "refuse", _("Do not accept")
    LINK = "link", _("Join to an earlier matter")
    UNLINK = "unlink", _("Separate from the matter")
    DISPATCH = "dispatch", _("Dispatch")
    WITHDRAW = "withdraw", _("Withdraw")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Reopen")
    ADD_FACT = "add_fact", _("Add a fact")
    ARCHIVE = "archive", _("Archive")


class Treatment(TextChoices):
    """What is done instead of dispatching (domain.md A2, Art 11)."""

    EMERGENCY_LINE = "emergency_line", _("Transferred to the emergency line")
    LEGAL_CHANNEL = "legal_channel", _("Told the legal channel")
    SAME_MATTER = "same_matter", _("Told the progress or result of the same matter")
    SECRET_OR_PRIVATE = "secret_or_private", _("Explained: secret or private")
    OUTSIDE_DUTIES = "outside_duties", _("Told market or social channels")
    UNLAWFUL = "unlawful", _("Dissuaded: unlawful or against public order")
    OUTSIDE_AREA = "outside_area", _("Told who serves that place")


class CallState(TextChoices):
    """Where a call stands, from the first ring to the wrap-up."""

    WAITING = "waiting", _("Waiting")
    IN_PROGRESS = "in_progress", _("On the line")
    WRAPPED_UP = "wrapped_up", _("Wrapped up")
    MISSED = "missed", _("Missed")
    RETURNED = "returned", _("Called back")


class CallStep(TextChoices):
    RING = "ring", _("Ring")
    ANSWER = "answer", _("Pick up")
    OPEN = "open", _("Open by hand")
    MISS = "miss", _("Miss")
    CALL_BACK = "call_back", _("Call back")
    RETURN = "return", _("Note that they were called back")
    WARN = "warn", _("Warn")
    ADD_PARTY = "add_party", _("Bring somebody in")
    SETTLE_PARTY = "settle_party", _("Note what came of it")
    END = "end", _("End")
    WRAP_UP = "wrap_up", _("Wrap up")


class PartyKind(TextChoices):
    """Who is brought into a call."""

    EMERGENCY = "emergency", _("Emergency line")
    LEGAL = "legal", _("Legal channel")
    PARTNER = "partner", _("Partner in a three-party call")


class PartyOutcome(TextChoices):
    OPEN = "open", _("Not noted yet")
    JOINED = "joined", _("Connected")
    NOT_REACHED = "not_reached", _("Not reached")
    MISTAKE = "mistake", _("Was a mistake")
