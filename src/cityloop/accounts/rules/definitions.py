"""People who may sign in to a demo city, as written in people.yaml."""

import msgspec

from cityloop.accounts.choices import Role
from cityloop.core.definitions import Code, Names


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One invented person; no password is ever written in a reviewed text."""

    username: Code
    role: Role
    agency: Code
    names: Names


class PersonFile(msgspec.Struct, frozen=True, kw_only=True):
    people: tuple[PersonRow, ...]
