"""Agencies and joint bodies as a city writes them in agencies.yaml and joint_bodies.yaml."""

import re
from datetime import date
from typing import Annotated

import msgspec

from cityloop.agencies.choices import AgencyKind, MemberRole
from cityloop.core.definitions import Code, Names, Within


def is_mailbox(text: str) -> bool:
    """True for something before one @ and a name with a dot behind it; no spaces."""
    return re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+", text) is not None


Mailbox = Annotated[str, Within(is_mailbox, "must be an e-mail address such as desk@city.example")]


class AgencyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One agency; `successor` took over its duties on the day `active_to` (exclusive).

    `email` is the office's mailbox, which is told of new orders; without one nobody is mailed.

    Without `active_from` it acts since the city's own `valid_from`.
    """

    code: Code
    kind: AgencyKind
    names: Names
    public_names: Names | None = None
    parent: Code | None = None
    territory: Code | None = None
    successor: Code | None = None
    peer_group: Code | None = None
    phone: str | None = None
    email: Mailbox | None = None
    active_from: date | None = None
    active_to: date | None = None


class JointMemberRow(msgspec.Struct, frozen=True, kw_only=True):
    """A seat in a joint body: an agency, or a group of people named in words."""

    role: MemberRole
    agency: Code | None = None
    names: Names | None = None


class JointBodyRow(msgspec.Struct, frozen=True, kw_only=True):
    """Those who settle a community's matters at one table."""

    code: Code
    names: Names
    area: Code
    members: tuple[JointMemberRow, ...]


class AgencyFile(msgspec.Struct, frozen=True, kw_only=True):
    agencies: tuple[AgencyRow, ...]


class JointBodyFile(msgspec.Struct, frozen=True, kw_only=True):
    joint_bodies: tuple[JointBodyRow, ...]
