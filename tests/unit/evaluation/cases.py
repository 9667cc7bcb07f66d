"""Orders and schemes for the tests of the evaluation."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from cityloop.evaluation.rules.cohort import CohortEntry
from cityloop.evaluation.rules.scheme import EvaluationScheme

PRESETS = Path(__file__).parents[3] / "definitions" / "evaluation"
DUE = datetime(2026, 1, 20, 16, tzinfo=UTC)


def preset_mapping(name: str = "solve_first") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PRESETS / f"{name}.yaml").read_text("utf-8"))
    return found


def preset(name: str = "solve_first", **changes: object) -> EvaluationScheme:
    return EvaluationScheme.from_mapping(preset_mapping(name) | changes)


def entry(order_id: str, **facts: object) -> CohortEntry:
    plain: dict[str, Any] = {
        "agency": "A",
        "department": "works",
        "area": "north",
        "requester": None,
        "service_type": "street_light",
        "grade": 3,
        "hard": False,
        "kind": "complaint",
        "due_at": DUE,
    }
    return CohortEntry(order_id=order_id, **{**plain, **facts})


def entries(number: int, *, first: int = 0, **facts: object) -> list[CohortEntry]:
    unit = facts.get("agency", "A")
    return [entry(f"{unit}-{first + place:05}", **facts) for place in range(number)]


def answered(number: int, *, solved: str, first: int = 0, **facts: object) -> list[CohortEntry]:
    """Orders that were contacted in time, answered in time and called back with one result."""
    done: dict[str, Any] = {
        "responded": True,
        "on_time": True,
        "solved_weight": Decimal(solved),
        "satisfied_weight": Decimal(solved),
    }
    return entries(number, first=first, **{**done, **facts})
