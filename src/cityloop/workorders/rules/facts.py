"""What the guards of an order's lifecycle need to know, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """An agency's answer as typed in; `planned_date` is a local date."""

    outcome: str
    text: str
    evidence_count: int = 0
    planned_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDraft:
    """A pause as typed in; the requester is told of every one (domain.md H3 rule 7)."""

    reason: str
    evidence: str
    approved: bool
    requester_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDraft:
    """An extension as asked for or granted: amount in the unit of the answer rule."""

    amount: int
    requester_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralDraft:
    """A deferral as typed in; the approver must stand above the handling agency."""

    reason_code: str
    plan: str
    review_at: datetime | None
    approver_above_unit: bool
    requester_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssigneeDraft:
    """Whom the order is to be given to: works for the agency, may answer, has it already."""

    name: str
    of_agency: bool
    may_answer: bool
    has_it: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """An order at the moment `now` (aware, UTC). Limits and windows come in as values.

    Only what a step's guards read must be given; what was typed in stands in the drafts.
    """

    now: datetime
    today: date | None = None  # local date of now, for planned dates
    order_type: str = "main"
    grade: int = 3
    accepted_at: datetime | None = None
    due_at: datetime | None = None

    objection_window_ends_at: datetime | None = None  # None: no window for this grade
    objections_by_agency: int = 0
    was_adjudicated: bool = False
    new_agency_named: bool = False
    recall_agreed: bool = False  # the agency's consent, or a ruling

    extension_pending: bool = False
    extensions_granted: int = 0
    extension_limit: int = 0
    extension_max: int = 0
    extension: ExtensionDraft | None = None

    pause_open: bool = False
    paused_total: timedelta = timedelta(0)
    pause_total_cap: timedelta = timedelta(0)
    pause: PauseDraft | None = None
    deferral: DeferralDraft | None = None

    question_open: bool = False
    assignee: AssigneeDraft | None = None

    co_orders_open: int = 0
    lead_reason: str = ""  # why the lead answers before its co-orders
    answer: AnswerDraft | None = None
    evidence_required: bool = False
    rework_rounds: int = 0
    rework_limit: int = 0

    follow_up_settled: bool = False  # a valid answer, attempts exhausted, or not drawn
    withdrawn: bool = False
    lead_closed: bool = False

    reopen_until: datetime | None = None
    automatic_reopens_used: int = 0
    automatic_reopens_limit: int = 0
    has_new_fact: bool = False
    unsolved: bool = False  # the requester says unsolved or not satisfied
    appeal_upheld: bool = False
    appeal_until: datetime | None = None
    appeals_used: int = 0
    appeal_limit: int = 0
    retain_until: datetime | None = None
