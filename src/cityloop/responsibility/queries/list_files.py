"""A responsibility list out of the tables, as its reviewed text said it."""

from collections.abc import Mapping

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.places.choices import AreaLevel
from cityloop.responsibility.choices import DutyState
from cityloop.responsibility.models import CoDuty, Duty, DutyList
from cityloop.responsibility.rules.definitions import CoAgencyRow, DutyListFile, DutyRow

NAMED = ("service_type", "area", "lead", "fallback")


def list_file(version: str) -> DutyListFile:
    """Return a version with all its duties; three statements, and raises NotFound.

    The notes of the list stand in its text alone.
    """
    kept = DutyList.objects.filter(version=version).first()
    if kept is None:
        raise NotFound(Sentence("There is no version %(version)s of it.", version=version))
    helpers: dict[int, list[CoAgencyRow]] = {}
    joined = CoDuty.objects.filter(duty__duty_list=kept).select_related("agency", "area")
    for one in joined.order_by("pk"):
        row = CoAgencyRow(
            agency=one.agency.code, does=one.does, area=one.area.code if one.area else None
        )
        helpers.setdefault(one.duty_id, []).append(row)
    duties = kept.duties.select_related(*NAMED).order_by("pk")
    return DutyListFile(
        version=kept.version,
        valid_from=kept.valid_from,
        valid_to=kept.valid_to,
        duties=tuple(_row(one, helpers=helpers.get(one.pk, ())) for one in duties),
    )


def _row(duty: Duty, *, helpers: "list[CoAgencyRow] | tuple[()]") -> DutyRow:
    return DutyRow(
        row=duty.row,
        code=duty.code,
        service_type=duty.service_type.code,
        actions=duty.names,
        level=AreaLevel(duty.level),
        state=DutyState(duty.state),
        area=duty.area.code if duty.area else None,
        lead=duty.lead.code if duty.lead else None,
        co_agencies=tuple(helpers),
        fallback=duty.fallback.code if duty.fallback else None,
        boundary_notes=_words(duty.boundary_note),
        legal_basis=_words(duty.legal_basis),
        power_type=duty.power_type or None,
        performance_step=_words(duty.performance_step),
        money_source=duty.money_source or None,
        payer=duty.payer or None,
        staff=_words(duty.staff),
        transfer_conditions=_words(duty.transfer_conditions),
        accountability=_words(duty.accountability),
        public=duty.public,
    )


def _words(names: Mapping[str, str]) -> dict[str, str] | None:
    return dict(names) or None
