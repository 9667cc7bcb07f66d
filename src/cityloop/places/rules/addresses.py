"""Which area an address names."""

from collections.abc import Iterable
from dataclasses import dataclass

from cityloop.core.rules.text import normalise, split_cjk
from cityloop.places.rules.tree import level_rank


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An area with its level and its names in every language."""

    code: str
    level: str
    names: tuple[str, ...]


def area_named(address: str, *, areas: Iterable[NamedArea]) -> str | None:
    """The code of the finest area whose name stands in an address, or None.

    Between areas of one level the longer name wins. Two areas of the finest level that bear the
    same name give None: a person asks which.
    """
    text = f" {split_cjk(_plain(address))} "
    found: list[tuple[int, int, str]] = []
    for area in areas:
        lengths = [len(name) for name in area.names if _stands_in(text, name)]
        if lengths:
            found.append((level_rank(area.level), max(lengths), area.code))
    if not found:
        return None
    best = max(rank for rank, _length, _code in found)
    longest = max(length for rank, length, _code in found if rank == best)
    codes = [code for rank, length, code in found if (rank, length) == (best, longest)]
    return codes[0] if len(codes) == 1 else None


def _stands_in(text: str, name: str) -> bool:
    return bool(name.strip()) and f" {split_cjk(_plain(name))} " in text


def _plain(text: str) -> str:
    """Without marks, so that "Weavers' Yard, 3" and "weavers yard 3" are one."""
    return "".join(
        sign if sign.isalnum() else " " if sign not in "'’" else "" for sign in normalise(text)
    )
