"""Who may see a report of wrongdoing (domain.md H8, rule 2)."""

from dataclasses import dataclass

from cityloop.accounts.choices import Role
from cityloop.core.sentences import Sentence
from cityloop.intake.choices import RequestKind

# The centre takes the call and the inspectors examine it; all others see it through an order only.
SHIELD_ROLES = frozenset({Role.OPERATOR.value, Role.DISPATCHER.value, Role.SUPERVISOR.value})
NEVER_ROLES = frozenset({Role.ADMINISTRATOR.value, Role.ANALYST.value, Role.EVALUATOR.value})


@dataclass(frozen=True, slots=True)
class Report:
    """What decides about sight: the accused agencies and people, and who has an order on it."""

    shielded: bool
    accused_agencies: frozenset[str] = frozenset()
    accused_people: frozenset[str] = frozenset()
    handling_agencies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person; `agencies` is their agency and all agencies above it."""

    username: str
    role: str
    agencies: tuple[str, ...]


def is_shielded(kind: str, *, type_is_shielded: bool) -> bool:
    """A report of wrongdoing is always shielded; a service type may shield other kinds too."""
    return kind == RequestKind.IRREGULARITY or type_is_shielded


def is_accused(viewer: Viewer, *, report: Report) -> bool:
    """True for an accused person and for the staff of an accused agency and of its parts."""
    return viewer.username in report.accused_people or any(
        agency in report.accused_agencies for agency in viewer.agencies
    )


def why_hidden(report: Report, *, viewer: Viewer) -> str | None:
    """Why the report does not exist for this person, for the audit trail; None when it does.

    The sentence is never shown to the person refused, who is told that there is no such thing.
    """
    if not report.shielded:
        return None
    if is_accused(viewer, report=report):
        return Sentence("The report accuses this person or their agency.")
    if viewer.role in NEVER_ROLES:
        return Sentence("The role %(role)s never reads reports.", role=viewer.role)
    own = viewer.agencies[:1]
    if viewer.role in SHIELD_ROLES or report.handling_agencies.intersection(own):
        return None
    return Sentence("The report is shielded and this person's agency has no order on it.")


def why_not_sent_to(report: Report, *, agencies: tuple[str, ...]) -> str | None:
    """Why an order may not go to an agency (given with all above it), or None."""
    if report.shielded and any(agency in report.accused_agencies for agency in agencies):
        return Sentence("The report accuses this agency or the one above it; send it elsewhere.")
    return None
