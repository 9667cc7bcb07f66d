"""Rows of simulation.yaml; what each number means stands there beside it."""

from datetime import date

import msgspec


class CityFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of the whole city."""

    calendar: str
    volume: float
    households_power: float
    place_spread: float
    severity_spread: float
    watch_days: float
    join_days: float
    join_seen: float


class Climate(msgspec.Struct, frozen=True, kw_only=True):
    """Kinds of day by month; what is left over is fair."""

    persistence: float
    rain: tuple[float, ...]
    heat: tuple[float, ...]
    cold: tuple[float, ...]


class TypeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of a service type or of a group; what is not stated comes from further up."""

    incidents: float | None = None
    inquiries: float | None = None
    suggestions: float | None = None
    praises: float | None = None
    season: str | None = None
    week: str | None = None
    hours: str | None = None
    weather: str | None = None
    age_power: float | None = None
    branching: float | None = None
    contagion_days: float | None = None
    life_days: float | None = None
    life_spread: float | None = None
    reports: float | None = None
    in_estate: float | None = None
    firms: float | None = None
    ease: float | None = None
    work_hours: float | None = None
    whistles: float | None = None


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks up, by what, and in which words."""

    old: float
    tenant: float
    newcomer: float
    income_power: float
    place_spread: float
    heavy_power: float
    calls_again: float
    calls_again_days: float
    wrong_type: float
    complaint: float
    irregularity: float
    newcomer_chinese: float
    channels: dict[str, float]
    old_channels: dict[str, float]
    firm_channels: dict[str, float]


class IntentFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Requests per 1,000 households and year that are about no incident."""

    malicious: float
    unlawful: float
    not_ours: float
    secret: float


class DispatchFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What the hotline does with a request."""

    answered_at_once: float
    praise_at_once: float
    unlawful_refused: float
    minutes: float
    urgent_minutes: float
    spread: float
    wrong_agency: float
    hard_share: float
    hard_hours: float
    wrong_objected: float
    wrong_upheld: float
    strangers_solve: float
    objection_hours: float
    late_objection_minutes: float
    ruling_hours: float
    redispatch_hours: float
    extension_asked: float
    extension_granted: float
    extension_hours: float


class AgencyFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of an agency or of a kind of agency."""

    staff: float | None = None
    shift: str | None = None
    accept_minutes: float | None = None
    contact_hours: float | None = None
    pace: float | None = None
    pace_spread: float | None = None
    solved: float | None = None
    courtesy: float | None = None
    objects: float | None = None
    candour: float | None = None


class CallFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Call-backs: who is called, who answers, what they say."""

    drawn: float
    reached: float
    reached_old: float
    hours: float
    spread: float
    closes_days: float
    says_solved: float
    says_unsolved: float
    says_partly: float
    content_solved: float
    content_courtesy: float
    content_late: float
    content_spread: float
    reopens: float
    rework_share: float
    rework_solved: float
    pressure_told: float


class GamingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that games its scores: share of its orders by way of domain.md B2."""

    agency: str
    since: date
    pressure: float = 0.0
    select_called: float = 0.0
    close_on_promise: float = 0.0
    split: float = 0.0
    merge: float = 0.0
    object_late: float = 0.0
    circle: float = 0.0
    push_down: float = 0.0
    exclude: float = 0.0
    suppress: float = 0.0
    leak: float = 0.0
    whistle: float = 0.0
    over_promise: float = 0.0


class Outbreak(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents beyond what is usual, at a place, for some days."""

    code: str
    types: tuple[str, ...]
    areas: tuple[str, ...] = ()
    since: date
    days: int
    extra: float


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A slow drift, a measure or a renewal project: what it multiplies, where and from when.

    Factors are reached after `ramp_days` along a straight line; 1.0 changes nothing.
    """

    code: str
    types: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    since: date
    ramp_days: int = 0
    indicator: str = ""
    incidents: float = 1.0
    voice: float = 1.0
    solved: float = 1.0
    pace: float = 1.0
