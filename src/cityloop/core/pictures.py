"""Pictures that people send: drawn anew without place and time, and kept under random names."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from cityloop.core.errors import InputError
from cityloop.core.rules.pictures import HEAD, MEGA, TAKEN, PictureKind, PictureLimits, picture_kind
from cityloop.core.sentences import Sentence

QUALITY = 82
FOLDER = "photos"
WHITE = (255, 255, 255)
MEND = Sentence("Choose a JPEG, PNG or WebP picture.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is kept: JPEG bytes under a name that nobody guesses."""

    name: str
    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """What tells a later change of the file: the SHA-256 of its bytes."""
        return sha256(self.data).hexdigest()


def drawn_anew(data: bytes, *, limits: PictureLimits) -> Picture:
    """Return the picture in a file and nothing else of it; raises InputError for what is none.

    Drawn anew as JPEG, upright, its longer edge at most as the city wants, so that no place, time,
    device or hidden content comes with it.
    """
    _require_picture(data, limits=limits)
    drawn = _drawn(data, limits=limits)
    made = BytesIO()
    drawn.save(made, "JPEG", quality=QUALITY, optimize=True)
    name = f"{secrets.token_hex(16)}.jpg"
    return Picture(name=name, data=made.getvalue(), width=drawn.width, height=drawn.height)


def picture_path(name: str) -> str:
    """Where the file of a picture lies below the folder of media."""
    return f"{FOLDER}/{name[:2]}/{name}"


def store(picture: Picture) -> None:
    """Write the file of a picture."""
    default_storage.save(picture_path(picture.name), ContentFile(picture.data))


def discard(name: str) -> None:
    """Remove the file of a picture, if it is there."""
    default_storage.delete(picture_path(name))


def _require_picture(data: bytes, *, limits: PictureLimits) -> None:
    if len(data) > limits.most_bytes:
        raise InputError(
            Sentence("The picture is larger than %(limit)s MB.", limit=limits.megabytes),
            mend=Sentence("Take it with fewer pixels, or send another one."),
        )
    kind = picture_kind(data[:HEAD])
    if kind == PictureKind.HEIC:
        raise InputError(
            Sentence("Pictures of the kind HEIC cannot be read here."),
            mend=Sentence(
                "Set the camera to the most compatible format, or send a screenshot of the picture."
            ),
        )
    if kind not in TAKEN:
        raise InputError(Sentence("This file is not a picture that can be read here."), mend=MEND)


def _drawn(data: bytes, *, limits: PictureLimits) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=sorted(kind.upper() for kind in TAKEN)) as opened:
            # Before anything is decoded: a small file may claim to be a very large picture.
            if opened.width * opened.height > limits.megapixels * MEGA:
                raise InputError(
                    Sentence(
                        "The picture has more than %(limit)s million pixels.",
                        limit=limits.megapixels,
                    ),
                    mend=Sentence("Take it with fewer pixels, or send another one."),
                )
            opened.draft("RGB", (limits.edge_pixels, limits.edge_pixels))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((limits.edge_pixels, limits.edge_pixels))
            drawn = Image.new("RGB", upright.size, WHITE)
            layer = upright.convert("RGBA")
            drawn.paste(layer, mask=layer)
            return drawn
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise InputError(
            Sentence("The picture is damaged and cannot be read."), mend=MEND
        ) from broken
