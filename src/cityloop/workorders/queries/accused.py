"""Whom a report of wrongdoing must not reach as an order (domain.md H8, 2)."""

from cityloop.agencies.models import Agency
from cityloop.intake.models import ServiceRequest
from cityloop.intake.rules.shielding import Report, why_not_sent_to


def accused_in(request: ServiceRequest) -> Agency | None:
    """The agency that a shielded report accuses, or None; one statement where there is one."""
    return request.subject_agency if request.shielded else None


def accusation_refusal(accused: Agency | None, *, agency: Agency) -> str | None:
    """Why an order on a report may not go to the agency, or None.

    No statement where nobody is accused; else at most one for each agency above the two.
    """
    if accused is None:
        return None
    named = {accused.code, *_department(accused)}
    report = Report(shielded=True, accused_agencies=frozenset(named))
    return why_not_sent_to(report, agencies=_line(agency))


def _line(agency: Agency) -> tuple[str, ...]:
    """The agency with all above it, and its department."""
    codes: list[str] = []
    above: Agency | None = agency
    while above is not None and above.code not in codes:
        codes.append(above.code)
        above = above.parent
    return (*codes, *_department(agency))


def _department(agency: Agency) -> tuple[str, ...]:
    return () if agency.department is None else (agency.department.code,)
