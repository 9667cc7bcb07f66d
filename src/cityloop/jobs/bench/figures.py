"""A measured figure beside what it is measured against."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure by name; `ratio` is value over baseline, `detail` says how it came about."""

    name: str
    value: float | None
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> str:
        """The figure as one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def figure_of(line: str) -> Figure:
    """The figure of one line as `as_json` wrote it."""
    return Figure(**json.loads(line))


def against(name: str, value: float, *, unit: str, baseline: float, **detail: Any) -> Figure:  # noqa: ANN401 - values of JSON
    """A figure with its ratio to a baseline."""
    return Figure(
        name=name,
        value=round(value, 2),
        unit=unit,
        baseline=round(baseline, 2),
        ratio=round(value / baseline, 3),
        detail=detail,
    )


def absent(*names: str, unit: str = "", why: str) -> list[Figure]:
    """Figures that could not be measured, with the reason."""
    return [Figure(name=name, value=None, unit=unit, detail={"why": why}) for name in names]
