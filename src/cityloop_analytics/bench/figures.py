"""A measured figure of the bench, before anyone prints it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure by name beside its baseline; `detail` says how it came about."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    detail: Mapping[str, float | str] = field(default_factory=dict)
