"""The shipped plan, with changes, and moments of a working day in the demo city's zone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from cityloop.followups.choices import AttemptMode, AttemptResult
from cityloop.followups.rules.attempts import Attempt
from cityloop.followups.rules.plan import SamplingPlan

ZONE = "Asia/Shanghai"
MIDNIGHT = datetime(2026, 3, 1, 16, tzinfo=UTC)
CLOSES = MIDNIGHT + timedelta(days=10)
FILE = Path(__file__).parents[3] / "definitions" / "evaluation" / "follow_up.yaml"


def plan_mapping() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def plan(**changes: object) -> SamplingPlan:
    return SamplingPlan.from_mapping(plan_mapping() | changes)


def local(hour: float, *, day: int = 0) -> datetime:
    """Moment at an hour of the local day."""
    return MIDNIGHT + timedelta(days=day, hours=hour)


def call(hour: float, *, day: int = 0, result: AttemptResult = AttemptResult.NO_REPLY) -> Attempt:
    return Attempt(mode=AttemptMode.PHONE, result=result, at=local(hour, day=day))


def link(hour: float, *, day: int = 0) -> Attempt:
    return Attempt(mode=AttemptMode.SMS, result=AttemptResult.NO_REPLY, at=local(hour, day=day))
