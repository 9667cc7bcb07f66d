"""What kind of picture a file is, told from its first bytes: names and headers may lie."""

from dataclasses import dataclass
from enum import StrEnum

# As much of a file as the sniffer reads.
HEAD = 32
MEGA = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """What a city takes: the largest file in megabytes, the most million pixels, the edge kept."""

    megabytes: int
    megapixels: int
    edge_pixels: int

    @property
    def most_bytes(self) -> int:
        """The largest file in bytes."""
        return self.megabytes * MEGA


class PictureKind(StrEnum):
    """JPEG, PNG and WebP are taken; HEIC is known, so that it can be refused in clear words."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    OTHER = "other"


TAKEN = frozenset({PictureKind.JPEG, PictureKind.PNG, PictureKind.WEBP})
# Brands of ISO base media files (ISO/IEC 23008-12) that phones write for still pictures.
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def picture_kind(head: bytes) -> PictureKind:
    """The kind of a file from its first bytes, 32 of them suffice; OTHER for all that is none."""
    if head.startswith(b"\xff\xd8\xff"):
        return PictureKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureKind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PictureKind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return PictureKind.HEIC
    return PictureKind.OTHER
