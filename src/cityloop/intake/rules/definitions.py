"""The city itself with its settings, and the channels outside it, as written by a city."""

from datetime import date
from typing import Annotated

import msgspec

from cityloop.accounts.choices import Role
from cityloop.core.definitions import Code, Count, Names, Positive, Within
from cityloop.core.rules.pictures import PictureLimits
from cityloop.intake.choices import RequestKind, Treatment
from cityloop.intake.rules.maps import MapSettings
from cityloop.knowledge.rules.definitions import KnowledgeSettings
from cityloop.responsibility.choices import Grade, TimeUnit

FINEST_HEXAGON = 15
WHOLE = 100


def is_resolution(number: int) -> bool:
    """True for the resolutions of the h3 grid."""
    return 0 <= number <= FINEST_HEXAGON


def is_share(number: float) -> bool:
    """True from 0 to 1."""
    return 0 <= number <= 1


Share = Annotated[float, Within(is_share, "must lie between 0 and 1")]
Resolution = Annotated[int, Within(is_resolution, "must lie between 0 and 15")]


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """A length of time in a stated unit."""

    amount: Positive
    unit: TimeUnit


class ObjectionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How long after dispatch a unit may object, by grade; null means never (H4.4)."""

    windows: dict[Grade, Window | None]


class DispatchSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Re-dispatches before a ruling is forced, the longest consultation, the upward copy."""

    redispatch_limit: Positive
    consultation_limit: Window
    copy_to_district: bool
    district_action_limit: Window


class ExtensionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Extensions of one order, each at most this percentage of the base time (H3.8)."""

    max_count: Count
    max_percent_of_base: Positive


class PauseSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Natural days: all pauses of an order together, and one question to the requester."""

    cap_days: Positive
    ask_requester_days: Positive


class DeferralSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Natural days between reviews, and the least time left on resuming."""

    review_days: Positive
    min_days_left: Positive


class ReworkSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Rounds of rework and the length of each as a percentage of the base time."""

    rounds: Count
    percent_of_base: Positive


class ReopenSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Natural days after closing, and reopenings that need no new fact (H2; 0 is strict)."""

    window_days: Positive
    automatic: Count


class AppealSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Natural days to appeal and to decide an appeal, and how often one order may be appealed."""

    window_days: Positive
    decision_days: Positive
    levels: Positive = 1


class DuplicateSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What makes two requests candidates for one matter (H4.8); a person confirms."""

    distance_m: Positive
    days: Positive
    similarity: Share
    hexagon_resolution: Resolution


class EscalationRow(msgspec.Struct, frozen=True, kw_only=True):
    """At this percentage of a clock, this role is told (H3.9)."""

    percent: Positive
    role: Role


class WhistleSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Hours to accept a whistle, and whistles a month that raise an overload warning."""

    accept_hours: Positive
    monthly_warning: Positive


class PrivacySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Kinds kept confidential at once, the smallest cell published, and retention in months."""

    confidential_kinds: tuple[RequestKind, ...]
    min_cell: Positive
    point_snap_m: Positive
    recording_months: Positive
    contact_months: Positive
    facts_months: Positive


class AdmissionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Working days: asked before a new task starts, and until it is decided (H13)."""

    lead_days: Positive
    decision_days: Positive


class ResidentSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the pages for residents allow.

    Photos: how many, the largest file sent in megabytes, the most million pixels, and the longer
    edge kept in pixels; hours for which an unsent one is kept. Tracking: failed look-ups until the
    door closes, for how many minutes, and the digits of the phone that are asked. Groups of
    service types that firms are shown first. Whom to tell of a barrier on the pages, and within how
    many working days they answer.
    """

    photos: Count = 4
    photo_megabytes: Positive = 10
    photo_megapixels: Positive = 60
    photo_edge_pixels: Positive = 1600
    unsent_hours: Positive = 24
    tries: Positive = 5
    tries_minutes: Positive = 15
    phone_digits: Positive = 4
    firm_groups: tuple[Code, ...] = ()
    barrier_phone: str = ""
    barrier_email: str = ""
    barrier_answer_days: Positive = 10

    @property
    def pictures(self) -> PictureLimits:
        """What is taken of a picture; those of field work are held to the same."""
        return PictureLimits(
            megabytes=self.photo_megabytes,
            megapixels=self.photo_megapixels,
            edge_pixels=self.photo_edge_pixels,
        )


class FieldSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Work on the spot: how many photos go with one note."""

    photos: Count = 6


class DeskSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Beside an order: matters so near in metres, opened in so many days before."""

    nearby_m: Positive = 150
    nearby_days: Positive = 90


class BoardSettings(msgspec.Struct, frozen=True, kw_only=True):
    """When an order stands on a board of supervision.

    Sent on so often; opened again so often (rounds, the first counts); an agency is silent with so
    many orders not accepted for so many hours. The usual pace: of so many orders closed last, at
    least so many to compare with, for orders due within so many hours.
    """

    ping_pong_hops: Positive = 2
    reopened_rounds: Positive = 3
    silent_hours: Positive = 48
    silent_orders: Positive = 1
    pace_orders: Positive = 2000
    pace_least: Positive = 5
    pace_hours: Positive = 72


class AnswerCheckSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A city's words, in any language, by which the check of answers gives hints (H2).

    Of a promise, of a thing not done, of a thing done; the shortest text in characters without
    white space.
    """

    promise: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    shortest: Count = 0


class OpenDataSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Under which licence the printed figures may be used, and where its text is."""

    licence: Names | None = None
    licence_url: str | None = None


class CitySettings(msgspec.Struct, frozen=True, kw_only=True):
    objection: ObjectionSettings
    dispatch: DispatchSettings
    extension: ExtensionSettings
    pause: PauseSettings
    deferral: DeferralSettings
    rework: ReworkSettings
    reopen: ReopenSettings
    appeal: AppealSettings
    duplicates: DuplicateSettings
    escalation: tuple[EscalationRow, ...]
    whistle: WhistleSettings
    privacy: PrivacySettings
    admission: AdmissionSettings
    resident: ResidentSettings = ResidentSettings()
    answer_check: AnswerCheckSettings = AnswerCheckSettings()
    map: MapSettings = MapSettings()
    board: BoardSettings = BoardSettings()
    field: FieldSettings = FieldSettings()
    desk: DeskSettings = DeskSettings()
    open_data: OpenDataSettings = OpenDataSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()


class CityRow(msgspec.Struct, frozen=True, kw_only=True):
    """The city: its code is the jurisdiction_id of the deployment.

    `valid_from` holds for every area and agency that gives no day of its own.
    """

    code: Code
    names: Names
    zone: str
    languages: tuple[str, ...]
    calendar: Code
    evaluation_scheme: Code
    area: Code
    hotline_phone: str
    valid_from: date
    settings: CitySettings
    notes: Names | None = None


class ChannelRow(msgspec.Struct, frozen=True, kw_only=True):
    """Where people are sent when a matter is not dispatched, and the words they are told."""

    code: Code
    treatment: Treatment
    names: Names
    bodies: Names
    phone: str | None = None
    url: str | None = None


class ChannelFile(msgspec.Struct, frozen=True, kw_only=True):
    channels: tuple[ChannelRow, ...]
