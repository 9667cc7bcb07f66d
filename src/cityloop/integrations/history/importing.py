"""The second pass: records become past requests, batch by batch, and the counts of the whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cityloop.flows.history import PastCounts, receive_past
from cityloop.flows.history_records import HistoryRecord, Reject
from cityloop.flows.history_steps import PastRequest
from cityloop.flows.history_target import AgencyRow, HistoryTarget
from cityloop.integrations.history.areas import AreaFinder
from cityloop.integrations.history.proposal import owner_codes
from cityloop.integrations.history.reading import HistoryFile, Survey, batches


@dataclass(slots=True)
class ImportReport:
    """What became of every row of a file: read = imported + already there + rejected."""

    read: int = 0
    counts: PastCounts = field(default_factory=PastCounts)
    rejects: list[Reject] = field(default_factory=list)

    def figures(self, survey: Survey) -> dict[str, Any]:
        """Return the figures by name, for people and for programs."""
        return {
            "read": self.read,
            "imported": self.counts.imported,
            "already": self.counts.already,
            "rejected": len(self.rejects),
            "open": self.counts.open,
            "joined": self.counts.joined,
            "duplicates_said": survey.duplicates.said,
            "without_area": self.counts.without_area,
            "without_location": dict(survey.no_point),
            "default_points_found": [
                {
                    "latitude": one.latitude,
                    "longitude": one.longitude,
                    "rows": one.rows,
                    "without_address": one.without_address,
                }
                for one in survey.suspected
            ],
            "unknown_values": {
                f"{name}: {value}": rows for (name, value), rows in survey.unknown.items()
            },
        }


def import_history(
    file: HistoryFile,
    *,
    finder: AreaFinder,
    target: HistoryTarget,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Write every record of a file that is not there yet.

    `finder` places the records, `target` is the city. A row whose service type or agency the
    city does not have is rejected. Each batch is written whole: an import that is broken off
    can be run again.
    """
    report = ImportReport()
    roots = target.shared
    for rows in batches(file):
        report.read += len(rows)
        report.rejects += [one for one in rows if isinstance(one, Reject)]
        records = [one for one in rows if isinstance(one, HistoryRecord)]
        batch: list[tuple[PastRequest, AgencyRow]] = []
        for record, area in zip(records, finder.codes(records), strict=True):
            past = PastRequest(record, area=area, root=roots.get(record.source_id))
            placed = _with_agency(past, target=target)
            if isinstance(placed, Reject):
                report.rejects.append(placed)
            else:
                batch.append(placed)
        report.counts.add(receive_past(batch, target=target))
        if progress is not None:
            progress(report.read)
    return report


def _with_agency(
    past: PastRequest, *, target: HistoryTarget
) -> tuple[PastRequest, AgencyRow] | Reject:
    record = past.record
    kind = record.service_type
    if kind.code not in target.types:
        reason = f"the city has no service type '{kind.code}'"
        return Reject(record.line, "service_type", kind.name, reason)
    codes = owner_codes(record)
    agency = target.agency(codes)
    if agency is None:
        reason = f"the city has no agency {' or '.join(repr(code) for code in codes)}"
        return Reject(record.line, "queue", codes[0], reason)
    return past, agency
