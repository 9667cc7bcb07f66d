"""The lifecycle of a renewal project as a table with gates (domain.md H11).

From an idea to the watch over its obligations; every step forward has a gate of definitions:
papers, the body that answers for it, the power it acts on. Whatever stops a project needs a
reason. A paused project keeps its place: only what ends it, or resumes it, is left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cityloop.core.sentences import Sentence
from cityloop.core.transitions import Lifecycle, Transition
from cityloop.renewal.choices import Body
from cityloop.renewal.choices import ProjectState as State
from cityloop.renewal.choices import ProjectStep as Step
from cityloop.renewal.rules.admission import (
    Origin,
    Scale,
    admission_refusal,
    heritage_refusal,
    scale_refusal,
)
from cityloop.renewal.rules.definitions import Caps, GateRow
from cityloop.renewal.rules.funding import FundingMix, closing_refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """A project as its gates see it.

    gates, exemptions, caps: of the city's definitions. evidence: codes of the papers on file.
    consent: whether the round met every gate of its rule; None while it is open. steps_done: of a
    package, those accepted; may_stop: the package may end after any step.
    """

    gates: Mapping[Step, GateRow]
    caps: Caps
    exemptions: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()
    origin: Origin = field(default_factory=Origin)
    scale: Scale = field(default_factory=lambda: Scale(before=Decimal(0)))
    consent: bool | None = None
    cost: Decimal = Decimal(0)
    funding: FundingMix = field(default_factory=FundingMix)
    paused: bool = False
    may_stop: bool = False
    steps_done: int = 0


Guard = Callable[[ProjectFacts], str | None]


def paused_refusal(facts: ProjectFacts) -> str | None:
    """A paused project goes nowhere before it is resumed."""
    return Sentence("The project is paused: resume it first.") if facts.paused else None


def resume_refusal(facts: ProjectFacts) -> str | None:
    """Only a paused project is resumed."""
    return None if facts.paused else Sentence("The project is not paused.")


def origin_refusal(facts: ProjectFacts) -> str | None:
    """No check, no renewal."""
    return admission_refusal(facts.origin, exemptions=facts.exemptions)


def size_refusal(facts: ProjectFacts) -> str | None:
    """Small and gradual, and what is protected has its reviewer."""
    return heritage_refusal(facts.scale) or scale_refusal(facts.scale, caps=facts.caps)


def consent_refusal(facts: ProjectFacts) -> str | None:
    """Consent is recorded only when the count says so."""
    if facts.consent is None:
        return Sentence("The consent round has no result yet.")
    return None if facts.consent else Sentence("The consent round did not reach its majorities.")


def failure_refusal(facts: ProjectFacts) -> str | None:
    """A failure is recorded only when the count says so."""
    if facts.consent is None:
        return Sentence("The consent round has no result yet.")
    return Sentence("The consent round reached its majorities.") if facts.consent else None


def funding_refusal(facts: ProjectFacts) -> str | None:
    """Funding is closed when all of the cost is committed."""
    if facts.cost <= 0:
        return Sentence("Write down what the project costs.")
    return closing_refusal(facts.funding, cost=facts.cost)


def stop_refusal(facts: ProjectFacts) -> str | None:
    """A package stops after a step that is done, where its agreement lets it."""
    if not facts.may_stop:
        return Sentence("The project is no package that may stop after a step.")
    return None if facts.steps_done else Sentence("No step of the package is done yet.")


def evidence_guard(step: Step) -> Guard:
    """The guard that asks for the papers of the step's gate."""

    def refusal(facts: ProjectFacts) -> str | None:
        gate = facts.gates.get(step)
        if gate is None:
            return Sentence("No gate is written for this step in the definitions.")
        missing = [code for code in gate.evidence if code not in facts.evidence]
        if not missing:
            return None
        return Sentence("Papers are missing: %(missing)s.", missing=", ".join(missing))

    return refusal


def _gate(
    step: Step, source: State, target: State, *, body: Body, also: tuple[Guard, ...] = ()
) -> Transition[ProjectFacts]:
    guards = (paused_refusal, *also, evidence_guard(step))
    return Transition(step, (source,), target, (body,), guards=guards)


_PREPARING: tuple[Transition[ProjectFacts], ...] = (
    Transition(Step.PROPOSE, (), State.IDEA, (Body.PROPOSER,)),
    Transition(
        Step.LINK, (State.IDEA,), State.CANDIDATE, (Body.LIBRARY,), guards=(origin_refusal,)
    ),
    _gate(
        Step.ADMIT,
        State.CANDIDATE,
        State.RESERVE,
        body=Body.LIBRARY,
        also=(origin_refusal, size_refusal),
    ),
    _gate(Step.CHOOSE_BODY, State.RESERVE, State.BODY_CHOSEN, body=Body.DISTRICT),
    _gate(Step.SURVEY, State.BODY_CHOSEN, State.SURVEYED, body=Body.IMPLEMENTER),
    _gate(Step.ASK_RESIDENTS, State.SURVEYED, State.WILLS_KNOWN, body=Body.IMPLEMENTER),
)

_DECIDING: tuple[Transition[ProjectFacts], ...] = (
    _gate(Step.OPEN_CONSENT, State.WILLS_KNOWN, State.CONSENT_ROUND, body=Body.IMPLEMENTER),
    # A round that failed may be held again once the project has changed.
    Transition(
        Step.OPEN_CONSENT,
        (State.CONSENT_FAILED,),
        State.CONSENT_ROUND,
        (Body.IMPLEMENTER,),
        needs_reason=True,
        guards=(paused_refusal, evidence_guard(Step.OPEN_CONSENT)),
    ),
    _gate(
        Step.RECORD_CONSENT,
        State.CONSENT_ROUND,
        State.CONSENTED,
        body=Body.OWNERS,
        also=(consent_refusal,),
    ),
    Transition(
        Step.FAIL_CONSENT,
        (State.CONSENT_ROUND,),
        State.CONSENT_FAILED,
        (Body.OWNERS,),
        guards=(paused_refusal, failure_refusal),
    ),
    _gate(Step.PUBLISH_PLAN, State.CONSENTED, State.PLANNED, body=Body.IMPLEMENTER),
    # The plan may have grown since the admission.
    _gate(Step.REVIEW, State.PLANNED, State.REVIEWED, body=Body.JOINT_REVIEW, also=(size_refusal,)),
    _gate(Step.ENTER_PLAN, State.REVIEWED, State.IMPLEMENTATION, body=Body.DISTRICT),
    _gate(
        Step.CLOSE_FUNDING,
        State.IMPLEMENTATION,
        State.FUNDED,
        body=Body.FINANCE,
        also=(funding_refusal,),
    ),
)

_BUILDING: tuple[Transition[ProjectFacts], ...] = (
    _gate(
        Step.BEGIN_WORKS,
        State.FUNDED,
        State.WORKS,
        body=Body.SUPERVISOR,
        also=(funding_refusal,),
    ),
    _gate(Step.ACCEPT_WORKS, State.WORKS, State.ACCEPTED, body=Body.SUPERVISOR),
    Transition(
        Step.STOP_PACKAGE,
        (State.WORKS,),
        State.ACCEPTED,
        (Body.DISTRICT,),
        needs_reason=True,
        guards=(paused_refusal, stop_refusal, evidence_guard(Step.STOP_PACKAGE)),
    ),
    _gate(Step.BEGIN_OPERATION, State.ACCEPTED, State.OPERATING, body=Body.IMPLEMENTER),
    _gate(Step.EVALUATE, State.OPERATING, State.EVALUATED, body=Body.EVALUATOR),
    _gate(Step.WATCH, State.EVALUATED, State.WATCHED, body=Body.DISTRICT),
    _gate(Step.CLOSE, State.WATCHED, State.CLOSED, body=Body.DISTRICT),
)

BEFORE_WORKS = (
    State.IDEA,
    State.CANDIDATE,
    State.RESERVE,
    State.BODY_CHOSEN,
    State.SURVEYED,
    State.WILLS_KNOWN,
    State.CONSENT_ROUND,
    State.CONSENT_FAILED,
    State.CONSENTED,
    State.PLANNED,
    State.REVIEWED,
    State.IMPLEMENTATION,
    State.FUNDED,
)
_IN_LIBRARY = BEFORE_WORKS[2:]

_STOPPING: tuple[Transition[ProjectFacts], ...] = (
    Transition(
        Step.PAUSE,
        (*_IN_LIBRARY, State.WORKS),
        None,
        (Body.DISTRICT,),
        needs_reason=True,
        guards=(paused_refusal,),
    ),
    Transition(
        Step.RESUME,
        (*_IN_LIBRARY, State.WORKS),
        None,
        (Body.DISTRICT,),
        guards=(resume_refusal,),
    ),
    Transition(Step.WITHDRAW, BEFORE_WORKS, State.WITHDRAWN, (Body.PROPOSER,), needs_reason=True),
    Transition(Step.EXIT, _IN_LIBRARY, State.EXITED, (Body.LIBRARY,), needs_reason=True),
)

PROJECT_LIFECYCLE: Lifecycle[ProjectFacts] = Lifecycle(
    "renewal project", (*_PREPARING, *_DECIDING, *_BUILDING, *_STOPPING)
)

# Money is committed once the project is in the annual plan, and leaves only after that.
COMMITTING = frozenset({State.IMPLEMENTATION, State.FUNDED, State.WORKS})
PAYING = frozenset({State.FUNDED, State.WORKS, State.ACCEPTED, State.OPERATING})


def commitment_refusal(state: str) -> Sentence | None:
    """Why money cannot be committed in this state, or None."""
    if state in COMMITTING:
        return None
    return Sentence("Money is committed to projects of the annual plan, until they are accepted.")


def payment_refusal(state: str, *, from_works: bool, paused: bool) -> Sentence | None:
    """Why money cannot be paid now, or None; from_works: the source pays for works done only."""
    if paused:
        return Sentence("The project is paused: nothing is paid.")
    if state not in PAYING:
        return Sentence("Money is paid once the funding is closed.")
    if from_works and state == State.FUNDED:
        return Sentence("This source pays only once the works have begun.")
    return None
