"""Takes each invented request through its life, as far as its fate says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from cityloop.accounts.choices import Role
from cityloop.accounts.models import User
from cityloop.core.errors import TransitionNotAllowed
from cityloop.flows import dispatch, handle, report
from cityloop.intake.choices import RequestKind, Treatment
from cityloop.intake.models import ServiceRequest
from cityloop.jobs.demo.words import Storyteller
from cityloop.knowledge.models import KnowledgeItem
from cityloop.workorders.choices import OrderOutcome, OrderType, PauseReason, Ruling
from cityloop.workorders.models import WorkOrder

HOUR = timedelta(hours=1)

# How often each fate is drawn: most end well, some of everything, so that every page has rows.
FATES: tuple[tuple[str, int], ...] = (
    ("triage", 5),
    ("sent", 6),
    ("accepted", 6),
    ("in_progress", 9),
    ("objected", 4),
    ("upheld", 3),
    ("overruled", 3),
    ("paused", 4),
    ("extension_asked", 4),
    ("extended", 4),
    ("deferred", 4),
    ("answered", 5),
    ("rework", 3),
    ("follow_up", 45),
)
UNFINISHED = frozenset(fate for fate, _ in FATES[:4]) | {"objected", "extension_asked", "answered"}


@dataclass(slots=True)
class Cast:
    """The people of the demo by role; agencies without staff of their own act by their clock."""

    by_role: dict[str, User]
    handlers: dict[int, User]

    def handler(self, order: WorkOrder) -> User | None:
        """Whoever handles orders of this agency, if somebody signs in there."""
        return self.handlers.get(order.agency_id)


def cast_of_city() -> Cast:
    """The people loaded with the city."""
    users = User.objects.prefetch_related("roles").order_by("pk")
    held = [(role.role, user) for user in users for role in user.roles.all()]
    handlers = {
        user.agency_id: user
        for role, user in held
        if user.agency_id and role in {Role.HANDLER, Role.SUBDISTRICT_OFFICER}
    }
    return Cast({str(role): user for role, user in reversed(held)}, handlers)


@dataclass(slots=True)
class Life:
    """One request at a moment of its life; `wait` lets time pass."""

    teller: Storyteller
    cast: Cast
    at: datetime

    def wait(self, *, least: float, most: float) -> datetime:
        """Let some hours pass and return the new moment."""
        self.at += HOUR * self.teller.random.uniform(least, most)
        return self.at

    def live(self, fate: str) -> ServiceRequest:
        """Receive a request and take it as far as its fate; what a rule refuses ends it there."""
        operator = self.cast.by_role[Role.OPERATOR]
        request = report.receive(self.teller.report(), by=operator, at=self.at)
        if self._settled_at_once(request, fate) or fate == "triage":
            return request
        dispatcher = self.cast.by_role[Role.DISPATCHER]
        try:
            order = dispatch.dispatch_request(
                request, by=dispatcher, at=self.wait(least=0.05, most=0.5)
            )
            self._handle(order, fate)
        except TransitionNotAllowed:
            # Such as an objection to an emergency: the rules hold for invented people too.
            return request
        return request

    def _settled_at_once(self, request: ServiceRequest, fate: str) -> bool:
        operator, at = self.cast.by_role[Role.OPERATOR], self.wait(least=0.02, most=0.1)
        if request.kind == RequestKind.INQUIRY and fate != "triage":
            item = self.teller.random.choice(list(KnowledgeItem.objects.order_by("code")))
            report.answer_at_once(request, item=item, text=item.titles["en"], by=operator, at=at)
            return True
        if fate != "triage" and self.teller.random.random() < 0.06:  # noqa: PLR2004 - a share
            report.treat(
                request,
                treatment=self.teller.random.choice(
                    [Treatment.LEGAL_CHANNEL, Treatment.OUTSIDE_DUTIES]
                ),
                reason="Explained which office or court to turn to, with its address.",
                by=operator,
                at=at,
            )
            return True
        return False

    def _handle(self, order: WorkOrder, fate: str) -> None:
        by = self.cast.handler(order)
        if fate == "sent":
            return
        if fate in OBJECTING:
            OBJECTING[fate](self, order)
            return
        order = handle.accept(order, by=by, at=self.wait(least=0.1, most=3))
        if fate == "accepted":
            return
        note = self.teller.said("contacts")
        order = handle.contact(order, note=note, by=by, at=self.wait(least=0.1, most=14))
        MIDDLE.get(fate, _go_on)(self, order)
        if fate in ENDING:
            self._let_joined_answer(order)
            self._answer(order, fate)

    def _let_joined_answer(self, lead: WorkOrder) -> None:
        """Those who join do their part before the lead answers."""
        for order in lead.joined.exclude(order_type=OrderType.COPY).order_by("pk"):
            by = self.cast.handler(order)
            order = handle.accept(order, by=by, at=self.wait(least=0.1, most=1))  # noqa: PLW2901
            note = self.teller.said("contacts")
            handle.contact(order, note=note, by=by, at=self.wait(least=0.1, most=2))
            handle.answer(
                order,
                outcome=OrderOutcome.RESOLVED,
                text=self.teller.said("answers"),
                by=by,
                at=self.wait(least=1, most=6),
            )

    def _answer(self, order: WorkOrder, fate: str) -> None:
        by = self.cast.handler(order)
        late = self.teller.random.random() < 0.12  # noqa: PLR2004 - a share
        order = handle.answer(
            order,
            outcome=self.teller.random.choice([OrderOutcome.RESOLVED] * 4 + [OrderOutcome.PARTLY]),
            text=self.teller.said("answers"),
            evidence="photograph on file",
            lead_reason="The joined agencies report separately.",
            by=by,
            at=self.wait(least=200, most=300) if late else self.wait(least=4, most=90),
        )
        if fate == "answered":
            return
        passed = fate != "rework"
        reason = "Complete." if passed else "It says what will be done, not what was done."
        checker = self.cast.by_role[Role.DISPATCHER]
        handle.check_answer(
            order, passed=passed, reason=reason, by=checker, at=self.wait(least=1, most=6)
        )


Chapter: TypeAlias = Callable[[Life, WorkOrder], None]
ENDING = frozenset({"answered", "rework", "follow_up", "paused", "extended"})


def _go_on(_life: Life, _order: WorkOrder) -> None:
    """Nothing special happens."""


def _object(life: Life, order: WorkOrder) -> None:
    by = life.cast.handler(order)
    at = life.wait(least=0.1, most=0.4)
    handle.object_to(
        order, reason="The boundary note of this row names another agency.", by=by, at=at
    )


def _ruled(ruling: str) -> Chapter:
    def chapter(life: Life, order: WorkOrder) -> None:
        _object(life, order)
        order.refresh_from_db()
        other = next(
            user.agency
            for user in life.cast.handlers.values()
            if user.agency_id != order.agency_id and user.agency is not None
        )
        dispatch.rule_on_objection(
            order.objection,
            ruling=ruling,
            reason="Decided from the list: who licenses supervises.",
            agency=other if ruling == Ruling.UPHOLD else None,
            by=life.cast.by_role[Role.ADJUDICATOR],
            at=life.wait(least=1, most=7),
        )

    return chapter


def _pause(life: Life, order: WorkOrder) -> None:
    by = life.cast.handler(order)
    handle.pause(
        order,
        pause_reason=PauseReason.WAITING_FOR_REQUESTER,
        evidence="Asked which of the two lamps it is.",
        requester_told=True,
        by=by,
        at=life.wait(least=1, most=4),
    )
    handle.unpause(order, by=by, at=life.wait(least=6, most=30))


def _ask_extension(life: Life, order: WorkOrder) -> None:
    handle.request_extension(
        order,
        amount=1,
        reason="A spare part is on its way.",
        requester_told=True,
        by=life.cast.handler(order),
        at=life.wait(least=0.2, most=1),
    )


def _extend(life: Life, order: WorkOrder) -> None:
    _ask_extension(life, order)
    coordinator = life.cast.by_role[Role.DISTRICT_COORDINATOR]
    handle.decide_extension(
        order,
        granted=True,
        reason="The part is ordered, the date is firm.",
        by=coordinator,
        at=life.wait(least=0.2, most=1),
    )


def _defer(life: Life, order: WorkOrder) -> None:
    handle.defer(
        order,
        reason_code="money",
        evidence="Estimate of the repair on file.",
        plan="Listed for next year's works; the lane is lit by a temporary lamp until then.",
        requester_told=True,
        by=life.cast.by_role[Role.DISTRICT_COORDINATOR],
        at=life.wait(least=2, most=8),
    )


OBJECTING: dict[str, Chapter] = {
    "objected": _object,
    "upheld": _ruled(Ruling.UPHOLD),
    "overruled": _ruled(Ruling.OVERRULE),
}
MIDDLE: dict[str, Chapter] = {
    "paused": _pause,
    "extension_asked": _ask_extension,
    "extended": _extend,
    "deferred": _defer,
}
