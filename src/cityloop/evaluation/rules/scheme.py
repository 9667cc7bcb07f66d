"""What a city decides about its evaluation: weights, gates, caps, thresholds, publication."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec

from cityloop.evaluation.choices import ExclusionCode
from cityloop.followups.choices import Satisfied, Solved
from cityloop.followups.rules.mapping import record_from_mapping
from cityloop.intake.choices import RequestKind
from cityloop.places.choices import AreaLevel

ONE = Decimal(1)


def _require(*checks: tuple[bool, str]) -> None:
    for holds, message in checks:
        if not holds:
            raise ValueError(message)


class RateWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """w1, w2, w3 of the composite; they add up to one."""

    response: Decimal
    resolution: Decimal
    satisfaction: Decimal

    def __post_init__(self) -> None:
        total = self.response + self.resolution + self.satisfaction
        _require(
            (min(self.response, self.resolution, self.satisfaction) >= 0, "no weight may be < 0"),
            (total == ONE, f"the weights must add up to 1, they add up to {total}"),
        )


class Gates(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Below these only counts are published; the warning share is of excluded cases in D."""

    minimum_cases: int
    minimum_reach: Decimal
    exclusion_warning_share: Decimal

    def __post_init__(self) -> None:
        _require(
            (self.minimum_cases >= 1, "minimum_cases must be at least 1"),
            (0 <= self.minimum_reach <= 1, "minimum_reach must lie between 0 and 1"),
            (
                0 <= self.exclusion_warning_share <= 1,
                "exclusion_warning_share must lie between 0 and 1",
            ),
        )


class PeerRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Fewest units of a peer group, and what a unit of it is compared with."""

    minimum_units: int
    reference: Literal["median", "mean"]


class CaseMixRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Months of city-wide data behind the expected rates; cells thinner than minimum back off."""

    months: int
    minimum_cell: int
    rates: tuple[Literal["response", "resolution", "satisfaction", "on_time"], ...]


class ClassRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Thresholds of the classes; shares are fractions of one, periods are counted with this one.

    tolerance_share is taken off the rectification threshold before a unit is named.
    improving_periods are those before this one.
    """

    rectification_threshold: Decimal
    rectification_periods: int
    tolerance_share: Decimal
    falsifications: int
    improving_periods: int
    governance_share: Decimal
    governance_periods: int

    def __post_init__(self) -> None:
        _require(
            (
                0 <= self.tolerance_share <= self.rectification_threshold <= 1,
                "rectification_threshold must lie between tolerance_share and 1",
            ),
            (0 < self.governance_share < 1, "governance_share must lie between 0 and 1"),
            (self.rectification_periods >= 1, "rectification_periods must be at least 1"),
            (self.falsifications >= 1, "falsifications must be at least 1"),
            (self.improving_periods >= 1, "improving_periods must be at least 1"),
            (self.governance_periods >= 1, "governance_periods must be at least 1"),
        )


class OscillationRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A correlation below `correlation` for `periods` in a row raises the notice."""

    correlation: Decimal
    periods: int


class FairRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Fair estimates beside H5: of which rates, how sure their intervals and their bands are.

    false_flag_rate: a unit is called better or worse when the chance of the opposite is at most
    half of it.
    """

    rates: tuple[Literal["response", "resolution", "satisfaction", "on_time"], ...]
    confidence: Decimal
    false_flag_rate: Decimal

    def __post_init__(self) -> None:
        _require(
            (bool(self.rates), "rates must name at least one rate"),
            (0 < self.confidence < 1, "confidence must lie between 0 and 1"),
            (0 < self.false_flag_rate < 1, "false_flag_rate must lie between 0 and 1"),
        )


class ExclusionRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Codes in use, and those of them a human panel must decide."""

    codes: tuple[str, ...]
    panel_codes: tuple[str, ...]

    def __post_init__(self) -> None:
        unknown = sorted(set(self.codes) - set(ExclusionCode.values))
        strange = sorted(set(self.panel_codes) - set(self.codes))
        _require(
            (not unknown, f"codes holds {', '.join(unknown)}, which is no exclusion code"),
            (not strange, f"panel_codes holds {', '.join(strange)}, which codes does not"),
        )


class EvaluationScheme(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One reviewed, dated version of the rules of domain.md H5; all shares are fractions of one.

    kinds: request kinds that are scored. centre_answers_count: whether orders the centre answered
    itself are. confidence: of every interval. prior_cases: k of the shrinkage. pseudonym_cap:
    most orders of one person in a unit's SR and MR. satisfied_aspects: questions MR rests on.
    minimum_cell: smallest count a public table may show. area_level: finer areas are counted with
    the one of that level that holds them. attributed_to: the place whose published scheme this is;
    then `source` must say where that is written. bands: whether the formulas of H5 or the fair
    estimates say which units are better or worse; both are computed and shown where `fair` is set.
    """

    code: str
    version: str
    names: dict[str, str]
    note: dict[str, str] = {}
    attributed_to: str = ""
    source: str = ""
    cycle: Literal["month", "quarter"]
    kinds: tuple[str, ...]
    centre_answers_count: bool
    weights: RateWeights
    solved_weights: dict[str, Decimal]
    satisfied_weights: dict[str, Decimal]
    satisfied_aspects: tuple[Literal["attitude", "speed", "result"], ...]
    confidence: Decimal
    gates: Gates
    prior_cases: Decimal
    pseudonym_cap: int
    peers: PeerRules
    case_mix: CaseMixRules
    classes: ClassRules
    oscillation: OscillationRules
    exclusions: ExclusionRules
    preview_days: int
    minimum_cell: int
    area_level: AreaLevel = AreaLevel.COMMUNITY
    bands: Literal["fair", "h5"] = "h5"
    fair: FairRules | None = None

    def __post_init__(self) -> None:
        _require(
            (bool(self.kinds), "kinds must name at least one request kind"),
            (
                set(self.kinds) <= set(RequestKind.values),
                f"kinds must be among: {', '.join(RequestKind.values)}",
            ),
            (bool(self.satisfied_aspects), "satisfied_aspects must name at least one question"),
            (0 < self.confidence < 1, "confidence must lie between 0 and 1"),
            (self.prior_cases >= 0, "prior_cases must not be negative"),
            (self.pseudonym_cap >= 1, "pseudonym_cap must be at least 1"),
            (self.preview_days >= 0, "preview_days must not be negative"),
            (self.minimum_cell >= 1, "minimum_cell must be at least 1"),
            (
                not self.attributed_to or bool(self.source),
                f"source must say where the scheme of {self.attributed_to} is published",
            ),
            (
                self.bands == "h5" or self.fair is not None,
                "bands cannot be fair without the rules of `fair`",
            ),
        )
        _require_scale(self.solved_weights, answers=set(Solved.values), field="solved_weights")
        _require_scale(
            self.satisfied_weights, answers=set(Satisfied.values), field="satisfied_weights"
        )

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], *, where: str = "") -> "EvaluationScheme":
        """Scheme of a definitions file; raises DefinitionError naming the field."""
        return record_from_mapping(cls, mapping=mapping, where=where)

    def to_mapping(self) -> dict[str, Any]:
        """Plain mapping that `from_mapping` reads back to the same scheme; numbers as text."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def _require_scale(scale: Mapping[str, Decimal], *, answers: set[str], field: str) -> None:
    _require(
        (
            set(scale) == answers,
            f"{field} must give a weight for each of: {', '.join(sorted(answers))}",
        ),
        (
            all(0 <= weight <= 1 for weight in scale.values()),
            f"{field} must lie between 0 and 1",
        ),
    )
