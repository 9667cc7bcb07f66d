"""The orders of a past life: dispatched, objected to, handled, answered, called back, reopened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from cityloop.flows.history_steps import PastStep
from cityloop.flows.life_records import PastCallBack, PastExtension, PastObjection, PastOrder
from cityloop.followups.choices import (
    AttemptMode,
    AttemptResult,
    DrawReason,
    FollowUpState,
    Satisfied,
    Solved,
)
from cityloop.simulation.tables import LANGUAGES, NONE, OUTCOMES, SOLVED
from cityloop.workorders.choices import DispatchBasis, OrderOutcome, OrderState, OrderStep, Party

PROMISED = timedelta(days=30)
# Hours before the last try at which the line was tried in vain; then a link was sent.
TRIES = (2, 1, 0)
ALWAYS_DRAWN = 1
WITH_A_DATE = frozenset({OrderOutcome.PLANNED, OrderOutcome.IMPOSSIBLE_NOW})
FEELINGS = tuple(reversed(Satisfied))
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Sentences that staff write, by language and section, and the weight of a drawn order."""

    sentences: Mapping[str, Mapping[str, Sequence[str]]]
    weight: Decimal

    def pick(self, section: str, *, row: Row) -> str:
        """Return a sentence in the requester's language; the same for the same report."""
        found = self.sentences[LANGUAGES[row["language"]]][section]
        number: int = row["report"]
        return found[number % len(found)]


def moment(seconds: int) -> datetime:
    """Return the moment of so many seconds since 1970, UTC."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def past_orders(row: Row, *, agencies: Sequence[str], book: Book) -> tuple[PastOrder, ...]:
    """Return the order of a report, or two where the first agency objected with success."""
    first = _first_steps(row, agency=agencies[row["sent_to"]], book=book)
    objection = _objection(row, book=book)
    if row["redispatched"] == NONE:
        if row["objection_upheld"] == 1:
            return (PastOrder(agency=agencies[row["sent_to"]], steps=first, objection=objection),)
        return (_handled(row, agency=agencies[row["sent_to"]], begun=first, book=book),)
    moved = PastOrder(agency=agencies[row["sent_to"]], steps=first, objection=objection)
    agency = agencies[row["agency"]]
    again = [_dispatch(row["redispatched"], agency=agency, basis=DispatchBasis.RULING)]
    return moved, _handled(row, agency=agency, begun=again, book=book, previous=0)


def _dispatch(at: int, *, agency: str, basis: str) -> PastStep:
    data = {"agency": agency, "basis": str(basis)}
    return PastStep(OrderStep.DISPATCH, moment(at), Party.CENTRE, OrderState.DISPATCHED, data=data)


def _first_steps(row: Row, *, agency: str, book: Book) -> list[PastStep]:
    steps = [_dispatch(row["dispatched"], agency=agency, basis=DispatchBasis.DUTY)]
    if row["objected"] != NONE:
        ground = book.pick("objections", row=row)
        at = moment(row["objected"])
        steps.append(PastStep(OrderStep.OBJECT, at, Party.UNIT, OrderState.OBJECTED, reason=ground))
    if row["ruled"] != NONE:
        upheld = row["objection_upheld"] == 1
        steps.append(
            PastStep(
                OrderStep.UPHOLD if upheld else OrderStep.OVERRULE,
                moment(row["ruled"]),
                Party.ADJUDICATOR,
                OrderState.REASSIGNED if upheld else OrderState.ACCEPTED,
                reason=book.pick("rulings", row=row),
            )
        )
    return steps


def _objection(row: Row, *, book: Book) -> PastObjection | None:
    if row["objected"] == NONE:
        return None
    ruled = row["ruled"] != NONE
    return PastObjection(
        ground=book.pick("objections", row=row),
        filed_at=moment(row["objected"]),
        ruled_at=moment(row["ruled"]) if ruled else None,
        upheld=row["objection_upheld"] == 1,
        reason=book.pick("rulings", row=row) if ruled else "",
    )


def _handled(
    row: Row, *, agency: str, begun: list[PastStep], book: Book, previous: int | None = None
) -> PastOrder:
    """Return an order that its agency kept, with all that was done until now."""
    steps = [*begun, *_handling(row, state=begun[-1].to_state, book=book)]
    answered = _last(row, "answered", "second_answered")
    outcome = ""
    if answered != NONE and row["outcome"] != NONE:
        outcome = OUTCOMES[_last(row, "outcome", "second_outcome")]
    dated = outcome in WITH_A_DATE
    return PastOrder(
        agency=agency,
        steps=steps,
        basis=DispatchBasis.DUTY if previous is None else DispatchBasis.RULING,
        previous=previous,
        objection=_objection(row, book=book) if previous is None else None,
        outcome=outcome,
        planned_date=(moment(answered) + PROMISED).date() if dated else None,
        answer=book.pick("answers", row=row) if answered != NONE else "",
        extension=_extension(row, book=book),
        call_back=_call_back(row, agency=agency, book=book),
    )


def _last(row: Row, first: str, second: str) -> int:
    """Return the moment of the last round."""
    moved: int = row[first] if row["reopened"] == NONE else row[second]
    return moved


def _handling(row: Row, *, state: str, book: Book) -> list[PastStep]:
    """What the agency did: in the first round, and in the second where there was one."""
    steps: list[PastStep] = []
    if state == OrderState.DISPATCHED:
        steps += _if(row["accepted"], _accept)
    steps += _if(row["contacted"], lambda at: _contact(at, row=row, book=book))
    steps += _asking(row, book=book)
    steps += _if(row["answered"], lambda at: _answer(at, outcome=OUTCOMES[row["outcome"]]))
    steps += _ending(row["answered"], closed=row["closed"])
    if row["reopened"] != NONE:
        steps += _again(row, book=book)
    return steps


def _if(at: int, step: Callable[[int], PastStep]) -> list[PastStep]:
    return [] if at == NONE else [step(at)]


def _accept(at: int) -> PastStep:
    return PastStep(OrderStep.ACCEPT, moment(at), Party.UNIT, OrderState.ACCEPTED)


def _contact(at: int, *, row: Row, book: Book) -> PastStep:
    said = book.pick("contacts", row=row)
    return PastStep(OrderStep.CONTACT, moment(at), Party.UNIT, OrderState.IN_PROGRESS, reason=said)


def _answer(at: int, *, outcome: str) -> PastStep:
    dated = outcome in WITH_A_DATE
    planned = (moment(at) + PROMISED).date().isoformat() if dated else None
    data = {"outcome": outcome, "planned": planned, "evidence": ""}
    return PastStep(OrderStep.ANSWER, moment(at), Party.UNIT, OrderState.ANSWERED, data=data)


def _ending(answered: int, *, closed: int) -> list[PastStep]:
    """An answer passes its check at once and goes to the call-back; the order closes after it."""
    if answered == NONE:
        return []
    passed = PastStep(OrderStep.PASS_CHECK, moment(answered), Party.SYSTEM, OrderState.FOLLOW_UP)
    if closed == NONE:
        return [passed]
    return [passed, PastStep(OrderStep.CLOSE, moment(closed), Party.FOLLOW_UP, OrderState.CLOSED)]


def _again(row: Row, *, book: Book) -> list[PastStep]:
    """The second round; when it was accepted and talked about lies between its ends."""
    begun, answered = row["reopened"], row["second_answered"]
    steps = [
        PastStep(
            OrderStep.REOPEN,
            moment(begun),
            Party.CENTRE,
            OrderState.DISPATCHED,
            reason="The requester says that it is not solved.",
            data={"automatic": True},
        )
    ]
    if answered == NONE:
        return steps
    quarter = (answered - begun) // 4
    steps += [_accept(begun + quarter), _contact(begun + 2 * quarter, row=row, book=book)]
    steps.append(_answer(answered, outcome=OUTCOMES[row["second_outcome"]]))
    return steps + _ending(answered, closed=row["second_closed"])


def _asking(row: Row, *, book: Book) -> list[PastStep]:
    """More time asked for, and what was decided; the amount is filled in from the limit."""
    if row["extension_asked"] == NONE:
        return []
    reason = book.pick("extensions", row=row)
    asked = PastStep(
        OrderStep.REQUEST_EXTENSION, moment(row["extension_asked"]), Party.UNIT, "", reason=reason
    )
    if row["extension_decided"] == NONE:
        return [asked]
    granted = row["extension_granted"] == 1
    step = OrderStep.GRANT_EXTENSION if granted else OrderStep.REFUSE_EXTENSION
    at = moment(row["extension_decided"])
    return [asked, PastStep(step, at, Party.COORDINATOR, "", reason="" if granted else reason)]


def _extension(row: Row, *, book: Book) -> PastExtension | None:
    if row["extension_asked"] == NONE:
        return None
    decided = row["extension_decided"] != NONE
    return PastExtension(
        reason=book.pick("extensions", row=row),
        asked_at=moment(row["extension_asked"]),
        decided_at=moment(row["extension_decided"]) if decided else None,
        granted=row["extension_granted"] == 1,
    )


def _call_back(row: Row, *, agency: str, book: Book) -> PastCallBack | None:
    """Return the call-back of the first round; None while the order may still be drawn."""
    if row["answered"] == NONE or (row["called"] == NONE and row["closed"] == NONE):
        return None
    drawn_at = moment(row["answered"])
    if row["called"] == NONE:
        return PastCallBack(drawn_at=drawn_at, drawn=False)
    called = moment(row["called"])
    always = row["draw_reason"] == ALWAYS_DRAWN
    return PastCallBack(
        drawn_at=drawn_at,
        drawn=True,
        reason=DrawReason.ALWAYS if always else DrawReason.SAMPLE,
        weight=Decimal(1) if always else book.weight,
        stratum=agency,
        window_from=drawn_at,
        window_to=called + timedelta(days=3),
        state=FollowUpState.REACHED if row["reached"] else FollowUpState.UNREACHABLE,
        answered_at=called if row["reached"] else None,
        answers=_answers(row, book=book) if row["reached"] else {},
        attempts=() if row["reached"] else _attempts(called),
    )


def _attempts(last: datetime) -> tuple[tuple[str, str, datetime], ...]:
    """Calls in vain on the day of the last one, and the link that nobody followed."""
    calls = [
        (AttemptMode.PHONE, AttemptResult.NO_REPLY, last - timedelta(hours=hours))
        for hours in TRIES
    ]
    return (*calls, (AttemptMode.SMS, AttemptResult.NO_REPLY, last))


def _answers(row: Row, *, book: Book) -> dict[str, Any]:
    felt = FEELINGS[row["said_satisfied"] - 1]
    return {
        "contacted": True,
        "what_was_done": book.pick("answers", row=row),
        "solved": Solved(SOLVED[row["said_solved"]]),
        "attitude": felt,
        "speed": felt,
        "satisfied": felt,
        "may_publish": row["report"] % 3 > 0,
        "pressured": bool(row["pressured"]),
    }
