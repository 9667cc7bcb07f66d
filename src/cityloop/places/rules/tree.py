"""The tree of areas: who lies in whom."""

from collections.abc import Mapping

from cityloop.places.choices import AreaLevel

LEVELS = tuple(level.value for level in AreaLevel)


def level_rank(level: str) -> int:
    """0 for the city, rising with every finer level."""
    return LEVELS.index(level)


def area_chain(code: str, *, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The area and all that hold it, most specific first.

    `parents` maps each area to the one above it, or None. Raises ValueError for a circle.
    """
    chain: list[str] = []
    current: str | None = code
    while current is not None:
        if current in chain:
            raise ValueError(f"area '{current}' lies in itself: {' > '.join([*chain, current])}")
        chain.append(current)
        current = parents.get(current)
    return tuple(chain)


def counted_with(
    level: AreaLevel, *, levels: Mapping[str, str], parents: Mapping[str, str | None]
) -> dict[str, str]:
    """Each area and the one by which it is counted: that of a level which holds it, or itself.

    An estate has too few cases to be compared with others. `levels` maps codes to levels.
    """
    return {
        code: next(
            (each for each in area_chain(code, parents=parents) if levels[each] == level), code
        )
        for code in levels
    }
