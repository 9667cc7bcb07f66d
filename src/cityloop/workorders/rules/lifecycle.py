"""The lifecycle of a work order as a table (domain.md H2)."""

from cityloop.core.transitions import Lifecycle, Transition
from cityloop.workorders.choices import OrderState as State
from cityloop.workorders.choices import OrderStep as Step
from cityloop.workorders.choices import Party
from cityloop.workorders.rules import desk_guards as desk
from cityloop.workorders.rules import guards
from cityloop.workorders.rules import handling_guards as handling
from cityloop.workorders.rules.facts import OrderFacts
from cityloop.workorders.rules.reminders import REMINDED

WITH_AGENCY = (
    State.DISPATCHED,
    State.ACCEPTED,
    State.OBJECTED,
    State.IN_PROGRESS,
    State.SUSPENDED,
    State.REWORK,
)
ENDED = (State.CLOSED, State.REASSIGNED, State.RECALLED)
_AGENCY = (Party.UNIT, Party.UNIT_HEAD)
_ABOVE = (Party.CENTRE, Party.COORDINATOR)

_DISPATCHING: tuple[Transition[OrderFacts], ...] = (
    Transition(Step.DISPATCH, (), State.DISPATCHED, (Party.CENTRE, Party.ADJUDICATOR)),
    Transition(
        Step.RECALL,
        (State.DISPATCHED, State.ACCEPTED, State.IN_PROGRESS),
        State.RECALLED,
        (Party.CENTRE,),
        needs_reason=True,
        guards=(guards.recall_refusal,),
    ),
    Transition(Step.ACCEPT, (State.DISPATCHED,), State.ACCEPTED, _AGENCY),
    Transition(
        Step.OBJECT,
        (State.DISPATCHED, State.ACCEPTED),
        State.OBJECTED,
        _AGENCY,
        needs_reason=True,
        guards=(guards.objection_refusal,),
    ),
    Transition(
        Step.UPHOLD,
        (State.OBJECTED,),
        State.REASSIGNED,
        (Party.ADJUDICATOR,),
        needs_reason=True,
        input_checks=(guards.ruling_input_refusal,),
    ),
    Transition(
        Step.OVERRULE, (State.OBJECTED,), State.ACCEPTED, (Party.ADJUDICATOR,), needs_reason=True
    ),
)

_HANDLING: tuple[Transition[OrderFacts], ...] = (
    Transition(Step.CONTACT, (State.ACCEPTED,), State.IN_PROGRESS, _AGENCY),
    # The contact clock runs on during an objection, so contact can be logged in it.
    Transition(Step.CONTACT, (State.OBJECTED, State.IN_PROGRESS, State.REWORK), None, _AGENCY),
    Transition(
        Step.PAUSE,
        (State.IN_PROGRESS,),
        None,
        _AGENCY,
        needs_reason=True,
        guards=(handling.pause_refusal,),
        input_checks=(handling.pause_input_refusal,),
    ),
    Transition(
        Step.UNPAUSE,
        (State.IN_PROGRESS,),
        None,
        (*_AGENCY, Party.SYSTEM),
        guards=(handling.unpause_refusal,),
    ),
    Transition(
        Step.REQUEST_EXTENSION,
        (State.IN_PROGRESS,),
        None,
        _AGENCY,
        needs_reason=True,
        guards=(handling.extension_refusal,),
        input_checks=(handling.extension_input_refusal,),
    ),
    Transition(
        Step.GRANT_EXTENSION,
        (State.IN_PROGRESS,),
        None,
        (Party.UNIT_HEAD, *_ABOVE),
        guards=(handling.extension_decision_refusal,),
        input_checks=(handling.extension_amount_refusal,),
    ),
    Transition(
        Step.REFUSE_EXTENSION,
        (State.IN_PROGRESS,),
        None,
        (Party.UNIT_HEAD, *_ABOVE),
        needs_reason=True,
        guards=(handling.extension_decision_refusal,),
    ),
    # What was asked for and not decided ends with the answer: nothing is left to extend.
    Transition(
        Step.LAPSE_EXTENSION,
        (*WITH_AGENCY, State.ANSWERED, State.FOLLOW_UP, State.CLOSED),
        None,
        (Party.SYSTEM,),
        guards=(handling.extension_decision_refusal,),
    ),
    Transition(
        Step.DEFER,
        (State.IN_PROGRESS,),
        State.SUSPENDED,
        _ABOVE,
        needs_reason=True,
        input_checks=(handling.deferral_input_refusal,),
    ),
    Transition(
        Step.RESUME,
        (State.SUSPENDED,),
        State.IN_PROGRESS,
        (*_AGENCY, *_ABOVE, Party.SYSTEM),
    ),
    Transition(
        Step.ANSWER,
        (State.IN_PROGRESS, State.REWORK),
        State.ANSWERED,
        _AGENCY,
        guards=(handling.answer_refusal,),
        input_checks=(handling.answer_input_refusal,),
    ),
)

_CLOSING: tuple[Transition[OrderFacts], ...] = (
    Transition(
        Step.FAIL_CHECK,
        (State.ANSWERED,),
        State.REWORK,
        (Party.CENTRE,),
        needs_reason=True,
        guards=(handling.rework_refusal,),
    ),
    Transition(Step.PASS_CHECK, (State.ANSWERED,), State.FOLLOW_UP, (Party.CENTRE, Party.SYSTEM)),
    Transition(
        Step.CLOSE,
        (State.FOLLOW_UP,),
        State.CLOSED,
        (Party.FOLLOW_UP, Party.SYSTEM),
        guards=(guards.close_refusal,),
    ),
    Transition(
        Step.CLOSE,
        (*WITH_AGENCY, State.ANSWERED),
        State.CLOSED,
        (Party.CENTRE, Party.SYSTEM),
        needs_reason=True,
        guards=(guards.early_close_refusal,),
    ),
    Transition(
        Step.REOPEN,
        (State.CLOSED,),
        State.DISPATCHED,
        (Party.CENTRE, Party.FOLLOW_UP, Party.REQUESTER, Party.SYSTEM),
        needs_reason=True,
        guards=(guards.reopen_refusal,),
    ),
    Transition(
        Step.APPEAL,
        (State.CLOSED,),
        State.APPEALED,
        (Party.REQUESTER, Party.CENTRE),
        needs_reason=True,
        guards=(guards.appeal_refusal,),
    ),
    Transition(
        Step.DECIDE_APPEAL,
        (State.APPEALED,),
        State.CLOSED,
        (Party.ADJUDICATOR, Party.COORDINATOR),
        needs_reason=True,
    ),
    Transition(
        Step.ARCHIVE, ENDED, State.ARCHIVED, (Party.SYSTEM,), guards=(guards.archive_refusal,)
    ),
)

_AT_DESK: tuple[Transition[OrderFacts], ...] = (
    # Whoever accepts handles; only afterwards is there something to hand over.
    Transition(
        Step.ASSIGN,
        tuple(state for state in WITH_AGENCY if state != State.DISPATCHED),
        None,
        _AGENCY,
        guards=(desk.assignment_refusal,),
        input_checks=(desk.assignee_refusal,),
    ),
    Transition(
        Step.ASK,
        (State.ACCEPTED, State.IN_PROGRESS, State.REWORK),
        None,
        _AGENCY,
        needs_reason=True,
        guards=(desk.question_refusal,),
    ),
    Transition(
        Step.REPLY,
        WITH_AGENCY,
        None,
        (Party.REQUESTER, Party.CENTRE),
        needs_reason=True,
        guards=(desk.reply_refusal,),
    ),
)

_ALONGSIDE: tuple[Transition[OrderFacts], ...] = (
    Transition(Step.NOTE, tuple(state for state in State if state != State.ARCHIVED), None),
    Transition(Step.URGE, WITH_AGENCY, None, (*_ABOVE, Party.REQUESTER, Party.SYSTEM)),
    Transition(
        Step.ESCALATE,
        (*WITH_AGENCY, State.ANSWERED, State.FOLLOW_UP, State.APPEALED),
        None,
        (Party.SYSTEM,),
    ),
    # What was planned, or impossible at the time, is taken up again on the date that was given.
    Transition(Step.REMIND, REMINDED, None, (Party.SYSTEM,)),
)

ORDER_LIFECYCLE: Lifecycle[OrderFacts] = Lifecycle(
    "work order", (*_DISPATCHING, *_HANDLING, *_AT_DESK, *_CLOSING, *_ALONGSIDE)
)
