"""How a city's maps look: its boundaries alone, or over tiles that the city chooses."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

import h3
import msgspec

from cityloop.core.definitions import Positive, Within
from cityloop.places.choices import AreaLevel
from cityloop.places.rules.geometry import LATITUDE_LIMIT, LONGITUDE_LIMIT

FINEST_CELL = 15
DEEPEST_ZOOM = 24
PLACES_OF_TILE = ("{z}", "{x}", "{y}")


def is_tile_address(text: str) -> bool:
    """True for a web address with a host and the places for zoom, column and row."""
    parts = urlsplit(text)
    whole = parts.scheme in ("https", "http") and bool(parts.hostname)
    # `{s}` would stand in the host, which the content policy must know by its name.
    return whole and "{" not in parts.netloc and all(one in text for one in PLACES_OF_TILE)


def is_longitude(degrees: float) -> bool:
    """True on the globe."""
    return abs(degrees) <= LONGITUDE_LIMIT


def is_latitude(degrees: float) -> bool:
    """True on the globe."""
    return abs(degrees) <= LATITUDE_LIMIT


def is_resolution(number: int) -> bool:
    """True for a resolution that h3 has."""
    return 0 <= number <= FINEST_CELL


def is_zoom(number: int) -> bool:
    """True for a zoom that maps have."""
    return 0 <= number <= DEEPEST_ZOOM


TileAddress = Annotated[
    str,
    Within(
        is_tile_address,
        "is not an address of tiles: write https://host/{z}/{x}/{y}.png, without {s}",
    ),
]
Longitude = Annotated[float, Within(is_longitude, "is no longitude: write -180 to 180")]
Latitude = Annotated[float, Within(is_latitude, "is no latitude: write -90 to 90")]
Zoom = Annotated[int, Within(is_zoom, f"is no zoom: write 0 to {DEEPEST_ZOOM}")]
Resolution = Annotated[int, Within(is_resolution, f"is no resolution: write 0 to {FINEST_CELL}")]


class MapSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Boundaries drawn, widest first; tiles below them; where a map opens; cells of the public map.

    Without `tiles` no map asks another server for anything. Without a centre (degrees, WGS 84) a
    map opens on the whole city. `cell_resolution` is h3's; a place is never told more exactly.
    `cell_bands`: the least counts of the classes in which cells are told, as multiples of
    privacy.min_cell.
    """

    levels: tuple[AreaLevel, ...] = (
        AreaLevel.DISTRICT,
        AreaLevel.SUBDISTRICT,
        AreaLevel.COMMUNITY,
    )
    tiles: TileAddress | None = None
    attribution: str | None = None
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    zoom: Zoom | None = None
    deepest_zoom: Zoom = 18
    cell_resolution: Resolution = 8
    cell_bands: tuple[Positive, ...] = (1, 2, 5, 10, 20)

    @property
    def tile_origin(self) -> str:
        """Scheme, host and port of the tiles, as a content policy names them; "" without."""
        parts = urlsplit(self.tiles or "")
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def map_faults(
    settings: MapSettings, *, point_snap_m: int, finest_kept: int
) -> Iterator[tuple[str, str]]:
    """Fields of the map that do not fit each other or the privacy settings, with what to do.

    point_snap_m: metres within which a published place must stay unknown (H8.4); finest_kept: the
    h3 resolution of the cells that matters are kept with.
    """
    if settings.tiles and not settings.attribution:
        yield "tiles", "tiles belong to somebody: name them in 'attribution'"
    if (settings.longitude is None) != (settings.latitude is None):
        yield (
            "longitude",
            "half a centre is none: write both 'longitude' and 'latitude', or neither",
        )
    if settings.cell_resolution > finest_kept:
        text = f"cells are kept at duplicates.hexagon_resolution {finest_kept}: write no finer one"
        yield "cell_resolution", text
    edge = h3.average_hexagon_edge_length(settings.cell_resolution, unit="m")
    if edge < point_snap_m:
        text = f"a cell's edge of {edge:.0f} m is below privacy.point_snap_m {point_snap_m}"
        yield "cell_resolution", f"{text}: write a smaller number"
    if list(settings.cell_bands) != sorted(set(settings.cell_bands)) or not settings.cell_bands:
        yield "cell_bands", "the classes must rise, and there must be one"
