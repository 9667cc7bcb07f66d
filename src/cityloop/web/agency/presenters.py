"""What the order page shows, and what the person reading it may do."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from cityloop.accounts.rules.roles import Actor
from cityloop.intake.queries import Person
from cityloop.responsibility.queries.money import DutyWords
from cityloop.web.agency.exclusions import ExclusionFace
from cityloop.web.agency.steps import STEPS, STEPS_OF_WHISTLE, why_not
from cityloop.web.agency.whistle_faces import WhistlePart
from cityloop.web.components.clocks import ClockFace, clock_face
from cityloop.workorders.choices import OrderType
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.queries.context import OrderContext
from cityloop.workorders.queries.order import OrderHistory
from cityloop.workorders.rules.facts import OrderFacts


@dataclass(frozen=True, slots=True)
class StepButton:
    """A step with its button; grey with the sentence `why_not`, when there is one."""

    code: str
    label: str | Promise
    why_not: str
    immediate: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything on the page of one order."""

    order: WorkOrder
    history: OrderHistory
    clocks: tuple[ClockFace, ...]
    steps: tuple[StepButton, ...]
    person: Person | None
    person_hidden: str
    duty: DutyWords | None
    exclusion: ExclusionFace | None = None
    whistles: WhistlePart | None = None
    around: OrderContext | None = None
    # Numbers of the orders beside it whose pages the reader may open.
    linked: frozenset[str] = frozenset()

    @property
    def grey_steps(self) -> list[StepButton]:
        """The steps that cannot be taken now."""
        return [step for step in self.steps if step.why_not]


def clocks(history: OrderHistory, *, at: datetime) -> tuple[ClockFace, ...]:
    """The faces of the order's clocks, soonest due first."""
    faces = []
    for row in history.clocks:
        face = clock_face(
            row.due_at,
            at=at,
            start_at=row.start_at,
            stopped_at=row.stopped_at,
            standing=row.clock == "answer" and history.standing,
        )
        faces.append(ClockFace(face.words, face.tone, face.due_at, face.percent, row.clock_words))
    return tuple(faces)


def step_buttons(actor: Actor, order: WorkOrder, *, facts: OrderFacts) -> tuple[StepButton, ...]:
    """The steps that the person's roles know: possible ones first, the others say why not."""
    buttons = [
        StepButton(
            code=step.code,
            label=step.label,
            why_not=why_not(step, actor=actor, order=order, facts=facts) or "",
            immediate=step.form is None,
        )
        for step in STEPS
        if step.permission.role_refusal(actor) is None
        if order.order_type != OrderType.WHISTLE or step.code in STEPS_OF_WHISTLE
    ]
    return tuple(sorted(buttons, key=lambda button: bool(button.why_not)))
