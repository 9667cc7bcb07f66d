"""What a city sets for its call desk, as written in calls.yaml (domain.md A4, H8.9)."""

from typing import Annotated

import msgspec

from cityloop.core.definitions import Code, Names, Positive, Within
from cityloop.intake.rules.calls import MOST_WARNINGS
from cityloop.intake.rules.definitions import Share


def is_letter(key: str) -> bool:
    """True for one small letter, which a browser takes as an access key."""
    return len(key) == 1 and key.isascii() and key.islower()


def is_every_warning(words: tuple[Names, ...]) -> bool:
    """True when each warning that an operator gives has its words."""
    return len(words) == MOST_WARNINGS


AccessKey = Annotated[str, Within(is_letter, "must be one small letter")]
Warnings = Annotated[
    tuple[Names, ...], Within(is_every_warning, f"needs the words of {MOST_WARNINGS} warnings")
]


class PartnerRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be brought into a three-party call."""

    code: Code
    names: Names
    phone: str


class WrapUpRow(msgspec.Struct, frozen=True, kw_only=True):
    """A way to finish a call.

    `reached`: somebody was spoken to. `abuse`: the call was ended after the warnings. `note`: the
    operator says more.
    """

    code: Code
    names: Names
    reached: bool = True
    abuse: bool = False
    note: bool = False


class Scripts(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator says, in the languages of the city."""

    greeting: Names
    returning: Names
    closing: Names
    warnings: Warnings
    ending: Names


class CallFile(msgspec.Struct, frozen=True, kw_only=True):
    """The call desk of a city.

    Seconds to answer in, hours and share of the connect rate, days for which a missed call is to
    be called back. `emergency_keys` name channels of channels.yaml.
    """

    answer_seconds: Positive
    connect_hours: Positive
    connect_share: Share
    return_days: Positive
    emergency_keys: dict[Code, AccessKey]
    partners: tuple[PartnerRow, ...] = ()
    wrap_up: tuple[WrapUpRow, ...]
    scripts: Scripts

    def wrap_up_row(self, code: str) -> WrapUpRow | None:
        """The way of this code, or None."""
        return next((row for row in self.wrap_up if row.code == code), None)
