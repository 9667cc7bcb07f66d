"""Which roles one person never holds at the same time.

Source: domain.md H7, separation of duties: handler, reviewer and call-back agent are different
people; the author of a scheme does not approve its runs; whoever gives out roles neither reads
cases nor watches over the audit trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cityloop.accounts.choices import Role
from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import rights_of
from cityloop.core.sentences import Sentence

HANDLES = frozenset({Right.ORDER_ACCEPT, Right.ORDER_ANSWER})
REVIEWS = frozenset(
    {Right.ORDER_CHECK, Right.OBJECTION_RULE, Right.APPEAL_DECIDE, Right.EXCLUSION_REVIEW}
)
CALLS_BACK = frozenset({Right.FOLLOWUP_ANSWER})
WRITES = frozenset({Right.PERIOD_RUN, Right.DEFINITION_WRITE})
APPROVES = frozenset({Right.PERIOD_PUBLISH, Right.DEFINITION_PUBLISH})
MANAGES = frozenset({Right.PERSON_MANAGE})
WATCHES = frozenset({Right.AUDIT_SEE})
READS = frozenset({Right.REQUEST_SEE, Right.ORDER_SEE, Right.FOLLOWUP_SEE, Right.IDENTITY_SEE})


@dataclass(frozen=True, slots=True)
class Apart:
    """Two kinds of work that one person never has together, and why."""

    one: frozenset[Right]
    other: frozenset[Right]
    why: Sentence


APART = (
    Apart(HANDLES, REVIEWS, Sentence("Whoever handles orders does not review them.")),
    Apart(HANDLES, CALLS_BACK, Sentence("Whoever handles orders does not hold the call-backs.")),
    Apart(REVIEWS, CALLS_BACK, Sentence("Whoever reviews orders does not hold the call-backs.")),
    Apart(
        WRITES,
        APPROVES,
        Sentence("Whoever writes the rules or runs an evaluation does not approve it."),
    ),
    Apart(MANAGES, READS, Sentence("Whoever gives out roles does not read cases.")),
    Apart(MANAGES, WATCHES, Sentence("Whoever gives out roles does not watch over the trail.")),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A role for a time: `valid_to` is the first day without it, None is without an end."""

    role: str
    valid_from: date
    valid_to: date | None = None

    def overlaps(self, other: "Term") -> bool:
        """Whether there is a day on which both are held."""
        ends = self.valid_to or date.max
        return self.valid_from < (other.valid_to or date.max) and other.valid_from < ends


@dataclass(frozen=True, slots=True)
class Clash:
    """The role held that stands in the way, and why the two do not go together."""

    held: str
    why: Sentence


def clash(held: Iterable[Term], *, wanted: Term) -> Clash | None:
    """The first role held at the same time that does not go with the wanted one, or None."""
    for term in held:
        why = why_apart(term.role, other=wanted.role) if term.overlaps(wanted) else None
        if why is not None:
            return Clash(term.role, why)
    return None


def why_apart(role: str, *, other: str) -> Sentence | None:
    """Why one person does not hold both roles, or None when they may."""
    mine, theirs = rights_of([role]), rights_of([other])
    for pair in APART:
        straight = mine & pair.one and theirs & pair.other
        if straight or (mine & pair.other and theirs & pair.one):
            return pair.why
    return None


def roles_apart() -> tuple[tuple[Role, Role, Sentence], ...]:
    """Every pair of roles that nobody holds together, in the order of the roles."""
    every = list(Role)
    return tuple(
        (one, other, why)
        for place, one in enumerate(every)
        for other in every[place + 1 :]
        if (why := why_apart(one.value, other=other.value)) is not None
    )
