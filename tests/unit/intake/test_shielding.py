"""A report of wrongdoing is never seen by those whom it accuses."""

from dataclasses import replace

import pytest

from cityloop.intake.choices import RequestKind
from cityloop.intake.rules.shielding import (
    Report,
    Viewer,
    is_shielded,
    why_hidden,
    why_not_sent_to,
)

REPORT = Report(
    shielded=True,
    accused_agencies=frozenset({"housing"}),
    accused_people=frozenset({"mo.ran"}),
    handling_agencies=frozenset({"supervision"}),
)
INSPECTOR = Viewer("yan.zheng", "supervisor", ("supervision", "district"))


@pytest.mark.parametrize(
    "viewer",
    [
        pytest.param(Viewer("a", "handler", ("housing", "district")), id="accused-agency"),
        pytest.param(Viewer("a", "handler", ("queue", "housing", "district")), id="part-of-it"),
        pytest.param(Viewer("a", "supervisor", ("housing",)), id="supervisor-of-accused-agency"),
        pytest.param(Viewer("mo.ran", "supervisor", ("supervision",)), id="accused-person"),
        pytest.param(Viewer("a", "handler", ("lighting",)), id="bystander"),
        pytest.param(Viewer("a", "administrator", ("supervision",)), id="administrator"),
        pytest.param(Viewer("a", "analyst", ("supervision",)), id="analyst"),
    ],
)
def test_report_does_not_exist_for(viewer: Viewer) -> None:
    assert why_hidden(REPORT, viewer=viewer) is not None


@pytest.mark.parametrize(
    "viewer",
    [
        pytest.param(INSPECTOR, id="inspector"),
        pytest.param(Viewer("a", "operator", ("centre", "city")), id="operator"),
        pytest.param(Viewer("a", "handler", ("supervision", "district")), id="handler-with-order"),
    ],
)
def test_report_is_seen_by(viewer: Viewer) -> None:
    assert why_hidden(REPORT, viewer=viewer) is None


def test_open_request_is_seen_by_everyone_with_a_role() -> None:
    report = replace(REPORT, shielded=False)
    assert why_hidden(report, viewer=Viewer("mo.ran", "handler", ("housing",))) is None


def test_order_never_goes_to_a_part_of_the_accused_agency() -> None:
    assert why_not_sent_to(REPORT, agencies=("queue", "housing")) == (
        "The report accuses this agency or the one above it; send it elsewhere."
    )


def test_order_goes_to_the_inspectors() -> None:
    assert why_not_sent_to(REPORT, agencies=("supervision", "district")) is None


@pytest.mark.parametrize(
    ("kind", "by_type", "shielded"),
    [
        (RequestKind.IRREGULARITY, False, True),
        (RequestKind.COMPLAINT, True, True),
        (RequestKind.COMPLAINT, False, False),
    ],
)
def test_shield_comes_from_the_kind_or_the_type(
    kind: str, *, by_type: bool, shielded: bool
) -> None:
    assert is_shielded(kind, type_is_shielded=by_type) is shielded
