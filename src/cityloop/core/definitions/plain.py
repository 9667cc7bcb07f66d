"""Structs as plain values that a JSON column can keep, and back."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)


def to_plain(struct: msgspec.Struct) -> dict[str, Any]:
    """Text, numbers, lists and mappings with text keys; dates as YYYY-MM-DD."""
    plain: dict[str, Any] = msgspec.to_builtins(struct, str_keys=True)
    return plain


def from_plain(plain: Mapping[str, Any], *, kind: type[S]) -> S:
    """The struct that `to_plain` wrote, equal to the first one."""
    return msgspec.convert(plain, kind, strict=False)
