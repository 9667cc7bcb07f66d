"""The columns of every exported fact: what whoever writes them and whoever reads them agree on.

A folder of facts holds `manifest.json` (manifest.py) and Parquet files. A fact has one or more
files a month, `requests/2025-03.0.parquet` and so on; a dimension has one, `areas.parquet`. Readers
take the files that the manifest names and no others.

The month of a row is that of its leading moment in the city's own zone, and so is its `day`.
Moments are whole seconds since 1970 UTC: windows written in them mean the same on every engine.
Inside a row group rows rise by leading moment, then by key. What is not known or has not happened
is null, never -1 or "". Codes are the words of the definitions and of the application's enums.

There is nothing of a person here: no name, no words, no point on the map, and no pseudonym, not
even hashed. A hash would tie a person's requests together for whoever holds the files, and the two
things that it would be good for are columns: who opened a matter, and who spoke of it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

SCHEMA_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
# Types by the names that columns use; words are few and stand in a dictionary beside their rows.
ARROW_TYPES: Final[Mapping[str, pa.DataType]] = {
    "id": pa.int64(),
    "moment": pa.int64(),
    "day": pa.date32(),
    "word": pa.string(),
    "text": pa.string(),
    "flag": pa.bool_(),
    "small": pa.int16(),
    "count": pa.int64(),
    "number": pa.float64(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind` is a key of ARROW_TYPES; only `nullable` columns may hold nulls."""

    name: str
    kind: str
    meaning: str
    unit: str = ""
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """A fact or a dimension. `key` is unique; a fact has a leading moment, a dimension none."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    leading: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in their order."""
        return tuple(one.name for one in self.columns)

    def schema(self) -> pa.Schema:
        """The Arrow schema that its files have when they are read."""
        return pa.schema(
            [pa.field(one.name, ARROW_TYPES[one.kind], one.nullable) for one in self.columns]
        )


def _moment(name: str, meaning: str, *, nullable: bool = True) -> Column:
    return Column(name, "moment", meaning, unit="s since 1970 UTC", nullable=nullable)


def _id(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "id", meaning, nullable=nullable)


def _word(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "word", meaning, nullable=nullable)


def _flag(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "flag", meaning, nullable=nullable)


DAY: Final = Column("day", "day", "date of the leading moment in the city's zone")
ROUND: Final = Column("round", "small", "1, and 1 more for each time it was reopened")
PLACE: Final = (
    _word("district", "area code; null when not known", nullable=True),
    _word("subdistrict", "area code; null when only something larger is known", nullable=True),
    _word("community", "area code; null when only something larger is known", nullable=True),
    _word("estate", "area code; null when in no estate, or not known", nullable=True),
)
SUBJECT: Final = (
    _word("service_type", "code of the type, as classified now", nullable=True),
    _word("kind", "RequestKind: inquiry, assistance, complaint, irregularity, suggestion, praise"),
    Column("grade", "small", "urgency, 1 the most urgent to 4"),
    _flag("shielded", "a report of wrongdoing: in no table that the unit or the public reads"),
)
UNIT: Final = (
    _word("agency", "code of the unit that the order went to"),
    _word("department", "code of the body under which the unit was counted at dispatch"),
)

REQUESTS: Final = Contract(
    "requests",
    "One row a request that came in, whatever became of it.",
    ("request_id",),
    (
        _id("request_id", "number of the row; never shown"),
        _id("matter_id", "what it is about; null when no matter was opened", nullable=True),
        _moment("received_at", "when it came in", nullable=False),
        DAY,
        _moment("closed_at", "when it ended for the requester, by answer or closing; null if open"),
        _word("channel", "Channel: phone, app, mini_program, web, ..."),
        _word("language", "language of the requester: en, zh-hans, ..."),
        *SUBJECT,
        *PLACE,
        _word(
            "requester_kind", "RequesterKind: person, firm, organisation, staff, sensor, unknown"
        ),
        _word(
            "requester_group",
            "older, tenant, newcomer joined by +, else other; null when not asked",
            nullable=True,
        ),
        _flag("staff_made", "made by staff or a sensor: not a resident's demand"),
        _word("state", "RequestState: triage, answered, linked, dispatched, closed, ..."),
        _word("treatment", "Treatment instead of an order; null for none", nullable=True),
        _flag("opens_matter", "the first request of its matter"),
        _flag("same_requester", "its requester had spoken of this very matter before"),
    ),
    "received_at",
)

ORDERS: Final = Contract(
    "orders",
    "One row an order to one agency; an upheld objection ends it and the next agency has another.",
    ("order_id",),
    (
        _id("order_id", "number of the row; never shown"),
        _id("request_id", "the request that opened the matter"),
        _id("matter_id", "the matter that it is about"),
        _word("order_type", "OrderType: main, co, assist, copy, whistle, inspection"),
        *UNIT,
        *SUBJECT,
        *PLACE,
        _moment("received_at", "when the request came in", nullable=False),
        _moment("dispatched_at", "when it was sent to this agency", nullable=False),
        DAY,
        _moment("accepted_at", "when the agency accepted it, in the last round"),
        _moment("contacted_at", "first contact with the requester, in the last round"),
        _moment("first_answered_at", "the answer of the first round"),
        _moment("answered_at", "the answer of the last round; null while there is none"),
        _moment("closed_at", "end of the last round; null while open; of an order that left: when"),
        _moment("due_at", "the answer is due, after extensions and pauses; null while deferred"),
        ROUND,
        _word("state", "OrderState: dispatched, in_progress, follow_up, closed, reassigned, ..."),
        _word("outcome", "OrderOutcome; null while unanswered", nullable=True),
        _flag("objected", "the agency objected"),
        _flag("upheld", "the objection was upheld; null when none or not ruled", nullable=True),
        _flag("extended", "more time was granted"),
        Column("hops", "small", "agencies that had the matter before this one", unit="agencies"),
        _flag("whistled", "its agency called others to the site"),
        _flag("breached", "answered after it was due, or not yet and overdue; null when neither is "
              "settled or the order left the agency", nullable=True),
        _flag("contact_breached", "contacted late or not at all; null as `breached`, or when no "
              "contact is due", nullable=True),
    ),
    "dispatched_at",
)  # fmt: skip

FOLLOW_UPS: Final = Contract(
    "follow_ups",
    "One row a lot: an order's one chance in a round to be drawn for a call-back, drawn or not.",
    ("order_id", "request_id", "round"),
    (
        _id("order_id", "the order"),
        _id("request_id", "whose requester is called: the opener's, or a joined one's"),
        ROUND,
        *UNIT,
        *SUBJECT,
        *PLACE,
        _moment("drawn_at", "when the lot was drawn", nullable=False),
        DAY,
        _moment("due_at", "the order was due: its month of evaluation"),
        _flag("drawn", "whether the lot won"),
        Column("weight", "number", "1 over the chance; null for a lot that lost", "orders", True),  # noqa: FBT003 - a row of a table
        _word("state", "FollowUpState; null for a lot that lost", nullable=True),
        _moment("answered_at", "when the requester answered; null when not reached"),
        _word("solved", "Solved: resolved, partly, unresolved; null as satisfied", nullable=True),
        Column("satisfied", "small", "1 very dissatisfied to 5; null unless answered", "", True),  # noqa: FBT003 - a row of a table
        _flag("pressured", "the requester was pressed by the agency; null unless answered",
              nullable=True),
    ),
    "drawn_at",
)  # fmt: skip

AREAS: Final = Contract(
    "areas",
    "One row an area of the tree, city to estate.",
    ("area",),
    (
        _word("area", "code"),
        _word("level", "AreaLevel: city, district, subdistrict, community, estate, ..."),
        _word("parent", "code of the area above; null for the city", nullable=True),
        *PLACE,
        Column("names", "text", "name by language, as JSON"),
        Column("population", "count", "people in the latest year", "people", True),  # noqa: FBT003 - a row of a table
        Column("households", "count", "households in the latest year", "households", True),  # noqa: FBT003 - a row of a table
    ),
)

AGENCIES: Final = Contract(
    "agencies",
    "One row a body that can be given work.",
    ("agency",),
    (
        _word("agency", "code"),
        _word("department", "code of the body under which it is counted, itself when top"),
        _word("agency_kind", "AgencyKind; units of one kind are compared with each other"),
        _word("peer_group", "a narrower group of comparison; null for none", nullable=True),
        _word("territory", "area code; null when it serves the whole city", nullable=True),
        Column("names", "text", "name by language, as JSON"),
    ),
)

SERVICE_TYPES: Final = Contract(
    "service_types",
    "One row a service type.",
    ("service_type",),
    (
        _word("service_type", "code"),
        _word("type_group", "code of the top group that it lies in"),
        Column("grade", "small", "urgency unless somebody says otherwise, 1 to 4"),
        _flag("physical", "about a thing at a place"),
        _flag("shielded", "requests of it are shielded"),
        _flag("public", "may stand in public tables"),
        _flag("hard", "one that no single agency can settle"),
        Column("names", "text", "name by language, as JSON"),
    ),
)

FACTS: Final = (REQUESTS, ORDERS, FOLLOW_UPS)
DIMENSIONS: Final = (AREAS, AGENCIES, SERVICE_TYPES)
