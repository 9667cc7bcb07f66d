"""Photos of residents: made anew without place and time, and kept under random names."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.intake.models import Photo, ServiceRequest
from cityloop.intake.rules.definitions import ResidentSettings
from cityloop.intake.rules.pictures import HEAD, TAKEN, PictureKind, picture_kind

MEGA = 1_000_000
QUALITY = 82
FOLDER = "photos"
WHITE = (255, 255, 255)
MEND = Sentence("Choose a JPEG, PNG or WebP picture.")


def add_photo(
    data: bytes, *, limits: ResidentSettings, by: AbstractUser | None, at: datetime
) -> Photo:
    """Keep a picture that belongs to no request yet; raises InputError for what is none.

    Only the picture itself is kept: drawn anew as JPEG, upright, at most as large as the city
    wants, so that no place, time, device or hidden content comes with it. Photos that were never
    sent and are too old go with this.
    """
    drop_unsent(before=at - timedelta(hours=limits.unsent_hours), by=by, at=at)
    _require_picture(data, limits=limits)
    picture = _drawn_anew(data, limits=limits)
    made = BytesIO()
    picture.save(made, "JPEG", quality=QUALITY, optimize=True)
    photo = Photo(
        name=f"{secrets.token_hex(16)}.jpg",
        width=picture.width,
        height=picture.height,
        size=made.tell(),
        added_at=at,
    )
    default_storage.save(photo_path(photo.name), ContentFile(made.getvalue()))
    photo.save(force_insert=True)
    return photo


def photo_path(name: str) -> str:
    """Where the file of a photo lies below the folder of media."""
    return f"{FOLDER}/{name[:2]}/{name}"


def attach_photos(
    names: Sequence[str], *, to: ServiceRequest, by: AbstractUser | None, at: datetime
) -> int:
    """Give unsent photos to the request that they were taken for; returns how many."""
    return Photo.objects.filter(name__in=names, request__isnull=True).update(request=to)


def remove_photo(name: str, *, by: AbstractUser | None, at: datetime) -> None:
    """Remove a photo that was not sent yet, and its file."""
    if Photo.objects.filter(name=name, request__isnull=True).delete()[0]:
        default_storage.delete(photo_path(name))


def drop_unsent(*, before: datetime, by: AbstractUser | None, at: datetime) -> int:
    """Remove photos that nobody sent, added before a moment; returns how many."""
    rows = Photo.objects.filter(request__isnull=True, added_at__lt=before)
    names = list(rows.values_list("name", flat=True))
    for name in names:
        remove_photo(name, by=by, at=at)
    return len(names)


def _require_picture(data: bytes, *, limits: ResidentSettings) -> None:
    if len(data) > limits.photo_megabytes * MEGA:
        raise InputError(
            Sentence("The picture is larger than %(limit)s MB.", limit=limits.photo_megabytes),
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


def _drawn_anew(data: bytes, *, limits: ResidentSettings) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=sorted(kind.upper() for kind in TAKEN)) as opened:
            # Before anything is decoded: a small file may claim to be a very large picture.
            if opened.width * opened.height > limits.photo_megapixels * MEGA:
                raise InputError(
                    Sentence(
                        "The picture has more than %(limit)s million pixels.",
                        limit=limits.photo_megapixels,
                    ),
                    mend=Sentence("Take it with fewer pixels, or send another one."),
                )
            opened.draft("RGB", (limits.photo_edge_pixels, limits.photo_edge_pixels))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((limits.photo_edge_pixels, limits.photo_edge_pixels))
            drawn = Image.new("RGB", upright.size, WHITE)
            layer = upright.convert("RGBA")
            drawn.paste(layer, mask=layer)
            return drawn
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise InputError(
            Sentence("The picture is damaged and cannot be read."), mend=MEND
        ) from broken
