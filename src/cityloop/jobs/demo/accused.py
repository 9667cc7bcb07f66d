"""A report of wrongdoing about an agency whose people sign in, and must see nothing of it."""

from datetime import datetime, timedelta

from cityloop.accounts.choices import Role
from cityloop.agencies.models import Agency
from cityloop.flows import dispatch, report
from cityloop.flows.report import NewReport
from cityloop.intake.choices import RequestKind
from cityloop.jobs.demo.lives import Cast
from cityloop.jobs.demo.words import Storyteller
from cityloop.workorders.models import WorkOrder

LONG_AGO = timedelta(hours=30)
SOON_AFTER = timedelta(minutes=20)


def accuse(teller: Storyteller, *, cast: Cast, at: datetime) -> WorkOrder | None:
    """Report an agency to whoever examines reports; None where the city has no such type.

    What is told is written down here: the invented words of the other requests name nobody.
    """
    of_wrongdoing = next((one for one in teller.types if one.shielded), None)
    accused = _accused(cast)
    if of_wrongdoing is None or accused is None:
        return None
    told = NewReport(
        kind=RequestKind.IRREGULARITY,
        text=f"I saw a foreman of {accused.name} take money so that a repair came first.",
        title="Money taken for a repair",
        service_type=of_wrongdoing,
        area=teller.areas[0],
        phone="555-010001",
        subject_agency=accused,
        confidential=True,
    )
    received = report.receive(told, by=cast.by_role[Role.OPERATOR], at=at - LONG_AGO)
    by, then = cast.by_role[Role.DISPATCHER], at - LONG_AGO + SOON_AFTER
    return dispatch.dispatch_request(received, by=by, at=then)


def _accused(cast: Cast) -> Agency | None:
    """The first agency that has a handler."""
    agencies = [user.agency for user in cast.handlers.values() if user.agency is not None]
    return min(agencies, key=lambda agency: agency.code, default=None)
