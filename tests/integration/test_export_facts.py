"""The export holds what the contract says, of the months that changed, and nothing of a person."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from cityloop.agencies.models import Agency
from cityloop.core.chain import Happening, append
from cityloop.core.errors import InputError, NotFound
from cityloop.exports.facts import ExportReport, Wish, export_facts
from cityloop.followups.models import Lot
from cityloop.intake.models import Requester, ServiceRequest
from cityloop.workorders.choices import OrderState, OrderStep, Party
from cityloop.workorders.models import WorkOrder, WorkOrderEvent
from cityloop_analytics.build import build
from cityloop_analytics.contracts import DIMENSIONS, FACTS
from cityloop_analytics.manifest import check_files, read_manifest
from cityloop_analytics.store import Store
from tests.fact_folders import Row, rows_of
from tests.factories import DUE, HOUR, WEEK, Past, orders_with
from tests.people import DAY, NAME, NOW, PHONE, Cast, a_report, a_request, an_order

pytestmark = pytest.mark.django_db
JANUARY = DUE - timedelta(days=30)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def exported(folder: Path, *, at: datetime = NOW, **wish: Any) -> ExportReport:  # noqa: ANN401 - fields of Wish
    return export_facts(folder, at=at, wish=Wish(**wish))


def one_order(folder: Path) -> Row:
    exported(folder)
    (row,) = rows_of(folder, "orders")
    return row


def paths(folder: Path) -> dict[tuple[str, str], str]:
    return {(one.table, one.month): one.sha256 for one in read_manifest(folder).files if one.month}


def moved(order: WorkOrder, step: str, *, state: str, at: datetime) -> None:
    """Write an event as every step does, with the state it leads to."""
    event = append(
        order,
        kind=WorkOrderEvent,
        happening=Happening(step=step, at=at, party=Party.UNIT, to_state=state),
        foreign_key="order",
    )
    event.save()
    order.state = state
    order.save()


def test_files_have_exactly_the_columns_of_the_contract(cast: Cast, tmp_path: Path) -> None:
    orders_with(cast, [Past(weight=None)])
    exported(tmp_path)
    manifest = read_manifest(tmp_path)
    for contract in (*FACTS, *DIMENSIONS):
        for one in manifest.of(contract.name):
            assert pq.read_schema(tmp_path / one.path).names == list(contract.names)


def test_order_is_told_as_it_is(cast: Cast, tmp_path: Path) -> None:
    (order,) = orders_with(cast, [Past(contacted=None)])
    row = one_order(tmp_path)
    assert {name: row[name] for name in ("order_id", "request_id", "agency", "subdistrict")} == {
        "order_id": order.pk, "request_id": order.request_id, "agency": "lighting",
        "subdistrict": "ferry",
    }  # fmt: skip
    assert (row["dispatched_at"], row["due_at"], row["contacted_at"]) == (
        seconds(DUE - WEEK), seconds(DUE), None,
    )  # fmt: skip
    # 16:00 UTC is the next day in the city.
    assert row["day"] == (DUE - WEEK).date() + timedelta(days=1)


def test_answer_before_it_was_due_is_no_breach(cast: Cast, tmp_path: Path) -> None:
    orders_with(cast, [Past(answered=WEEK / 2)])
    row = one_order(tmp_path)
    assert (row["breached"], row["first_answered_at"]) == (False, seconds(DUE - WEEK / 2))


def test_order_that_is_not_yet_due_is_neither_late_nor_in_time(cast: Cast, tmp_path: Path) -> None:
    orders_with(cast, [Past(due_at=NOW + DAY, answered=None)])
    assert one_order(tmp_path)["breached"] is None


def test_order_that_left_its_agency_is_no_breach(cast: Cast, tmp_path: Path) -> None:
    (order,) = orders_with(cast, [Past(answered=None)])
    WorkOrder.objects.filter(pk=order.pk).update(state=OrderState.REASSIGNED)
    assert one_order(tmp_path)["breached"] is None


def test_request_that_joins_a_matter_is_told_from_the_one_that_opened_it(
    cast: Cast, tmp_path: Path
) -> None:
    (order,) = orders_with(cast, [Past()])
    first = order.request
    for requester in (first.requester, Requester.objects.create()):
        a_request(cast.town, matter=order.matter, requester=requester)
    order.matter.requests_count = 3
    order.matter.save()
    exported(tmp_path)
    rows = sorted(rows_of(tmp_path, "requests"), key=lambda row: row["request_id"])
    assert [(row["opens_matter"], row["same_requester"]) for row in rows] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_lot_is_told_whether_it_won_or_lost(cast: Cast, tmp_path: Path) -> None:
    won, lost = orders_with(
        cast, [Past(weight=Decimal(2), solved="partly", satisfied="satisfied"), Past()]
    )
    Lot.objects.create(order=lost, at=DUE, drawn=False)
    exported(tmp_path)
    rows = {row["order_id"]: row for row in rows_of(tmp_path, "follow_ups")}
    said = ("drawn", "weight", "solved", "satisfied")
    assert [rows[won.pk][name] for name in said] == [True, 2.0, "partly", 4]
    assert [rows[lost.pk][name] for name in said] == [False, None, None, None]


def test_nothing_of_a_person_is_written(cast: Cast, tmp_path: Path) -> None:
    request = a_request(cast.town, latitude=31.234567, longitude=121.765432, cell="8a2a1072b")
    order = an_order(cast.town, request=request, answer="Told Mei at 3 Ferry Lane.")
    a_report(cast.town, about=cast.town.lighting, subject_name="Officer Invented")
    Agency.objects.update(phone=PHONE, email="person@example.org")
    exported(tmp_path)
    written = json.dumps(
        [rows_of(tmp_path, one.name) for one in (*FACTS, *DIMENSIONS)], default=str
    )
    secrets = [
        NAME, PHONE, "Ferry Lane", request.title, request.text, "31.234567", "121.765432",
        "8a2a1072b", str(request.requester.pseudonym), request.requester.pseudonym.hex,
        request.number, order.number, "Officer Invented", "person@example.org", order.answer,
    ]  # fmt: skip
    assert [one for one in secrets if one in written] == []


def test_key_of_the_requester_is_not_written(cast: Cast, tmp_path: Path) -> None:
    requester = Requester.objects.create(pk=987_654_321)
    a_request(cast.town, requester=requester)
    exported(tmp_path)
    assert "987654321" not in json.dumps(rows_of(tmp_path, "requests"), default=str)


def test_unchanged_months_keep_their_files(cast: Cast, tmp_path: Path) -> None:
    old, _new = orders_with(cast, [Past(due_at=JANUARY), Past()])
    exported(tmp_path)
    before = paths(tmp_path)
    later = NOW + timedelta(hours=3)
    moved(old, OrderStep.NOTE, state=OrderState.ARCHIVED, at=later)
    report = exported(tmp_path, at=later)
    after = paths(tmp_path)
    assert not report.whole
    assert {key for key in after if after[key] != before[key]} == {("orders", "2026-01")}


def test_month_of_a_step_is_written_anew(cast: Cast, tmp_path: Path) -> None:
    (order,) = orders_with(cast, [Past(due_at=JANUARY)])
    exported(tmp_path)
    moved(order, OrderStep.NOTE, state=OrderState.ARCHIVED, at=NOW)
    assert one_order(tmp_path)["state"] == "archived"


def test_order_that_became_late_is_found_without_any_row(cast: Cast, tmp_path: Path) -> None:
    orders_with(cast, [Past(due_at=NOW + HOUR, answered=None)])
    exported(tmp_path)
    export_facts(tmp_path, at=NOW + 40 * DAY)
    (row,) = rows_of(tmp_path, "orders")
    assert row["breached"] is True


def test_brought_up_folder_equals_one_exported_at_once(cast: Cast, tmp_path: Path) -> None:
    old, _new = orders_with(cast, [Past(due_at=JANUARY), Past(weight=Decimal(1))])
    exported(tmp_path / "grown")
    moved(old, OrderStep.NOTE, state=OrderState.ARCHIVED, at=NOW)
    an_order(cast.town)
    later = NOW + timedelta(hours=3)
    exported(tmp_path / "grown", at=later)
    exported(tmp_path / "fresh", at=later)
    assert paths(tmp_path / "grown") == paths(tmp_path / "fresh")


def test_named_months_are_written_whatever_changed(cast: Cast, tmp_path: Path) -> None:
    (order,) = orders_with(cast, [Past(due_at=JANUARY)])
    exported(tmp_path)
    WorkOrder.objects.filter(pk=order.pk).update(hops=3)
    wish = {"since": datetime(2026, 1, 1, tzinfo=UTC).date()}
    exported(tmp_path, at=NOW + 2 * DAY, **wish)
    assert rows_of(tmp_path, "orders")[0]["hops"] == 3


def test_changed_code_makes_every_month_anew(cast: Cast, tmp_path: Path) -> None:
    orders_with(cast, [Past(due_at=JANUARY)])
    exported(tmp_path)
    Agency.objects.filter(code="lighting").update(code="lamps")
    report = exported(tmp_path)
    assert (report.whole, rows_of(tmp_path, "orders")[0]["agency"]) == (True, "lamps")


def test_export_that_stops_half_way_leaves_the_last_one_whole(cast: Cast, tmp_path: Path) -> None:
    (order,) = orders_with(cast, [Past()])
    exported(tmp_path)
    moved(order, OrderStep.NOTE, state=OrderState.ARCHIVED, at=NOW)
    # The manifest cannot be written: a folder has the name of its new file.
    (tmp_path / "manifest.json.new").mkdir()
    with pytest.raises(OSError, match=r"manifest\.json\.new"):
        exported(tmp_path)
    check_files(read_manifest(tmp_path), folder=tmp_path, digests=True)
    assert rows_of(tmp_path, "orders")[0]["state"] != "archived"


def test_export_after_a_half_written_one_is_as_if_nothing_had_been(
    cast: Cast, tmp_path: Path
) -> None:
    (order,) = orders_with(cast, [Past()])
    exported(tmp_path)
    moved(order, OrderStep.NOTE, state=OrderState.ARCHIVED, at=NOW)
    (tmp_path / "manifest.json.new").mkdir()
    with pytest.raises(OSError, match=r"manifest\.json\.new"):
        exported(tmp_path)
    (tmp_path / "manifest.json.new").rmdir()
    exported(tmp_path)
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet"))
    assert rows_of(tmp_path, "orders")[0]["state"] == "archived"
    assert files == sorted(one.path for one in read_manifest(tmp_path).files)


def test_watermark_of_another_manifest_is_not_used(cast: Cast, tmp_path: Path) -> None:
    orders_with(cast, [Past()])
    exported(tmp_path)
    state = (tmp_path / "export-state.json").read_text()
    exported(tmp_path, at=NOW + DAY)
    (tmp_path / "export-state.json").write_text(state)
    assert exported(tmp_path, at=NOW + DAY).whole


def test_export_makes_a_store(cast: Cast, tmp_path: Path) -> None:
    orders_with(cast, [Past(due_at=JANUARY), Past(), Past(weight=Decimal(1), solved="resolved")])
    exported(tmp_path / "facts")
    build(tmp_path / "facts", store=tmp_path / "insight.duckdb")
    with Store(tmp_path / "insight.duckdb") as store:
        rows = store.rows("SELECT agency, sum(orders)::INT AS n FROM unit_months GROUP BY agency")
    assert rows == [{"agency": "lighting", "n": 3}]


def test_city_without_a_request_exports_its_dimensions(cast: Cast, tmp_path: Path) -> None:
    report = exported(tmp_path)
    assert (report.rows_in_all, len(rows_of(tmp_path, "agencies"))) == (0, Agency.objects.count())


def test_database_without_a_city_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no city"):
        exported(tmp_path)


def test_span_that_ends_before_it_begins_is_refused(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not before"):
        exported(tmp_path, since=NOW.date(), until=NOW.date())


@pytest.mark.django_db(transaction=True)
def test_export_outside_a_transaction_reads_one_snapshot(cast: Cast, tmp_path: Path) -> None:
    orders_with(cast, [Past()])
    assert one_order(tmp_path)["agency"] == "lighting"


def test_command_prints_its_counts(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders_with(cast, [Past()])
    call_command("export_facts", out=tmp_path, json=True)
    printed = json.loads(capsys.readouterr().out)
    assert (printed["whole"], printed["rows_in_all"]) == (True, ServiceRequest.objects.count() + 1)
