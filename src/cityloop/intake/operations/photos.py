"""Photos of residents: made anew without place and time, and kept under random names."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser

from cityloop.core.pictures import discard, drawn_anew, picture_path, store
from cityloop.intake.models import Photo, ServiceRequest
from cityloop.intake.rules.definitions import ResidentSettings

__all__ = ["add_photo", "attach_photos", "drop_unsent", "photo_path", "remove_photo"]
photo_path = picture_path


def add_photo(
    data: bytes, *, limits: ResidentSettings, by: AbstractUser | None, at: datetime
) -> Photo:
    """Keep a picture that belongs to no request yet; raises InputError for what is none.

    Only the picture itself is kept, see core/pictures.py. Photos that were never sent and are too
    old go with this.
    """
    drop_unsent(before=at - timedelta(hours=limits.unsent_hours), by=by, at=at)
    picture = drawn_anew(data, limits=limits.pictures)
    photo = Photo(
        name=picture.name,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        added_at=at,
    )
    store(picture)
    photo.save(force_insert=True)
    return photo


def attach_photos(
    names: Sequence[str], *, to: ServiceRequest, by: AbstractUser | None, at: datetime
) -> int:
    """Give unsent photos to the request that they were taken for; returns how many."""
    return Photo.objects.filter(name__in=names, request__isnull=True).update(request=to)


def remove_photo(name: str, *, by: AbstractUser | None, at: datetime) -> None:
    """Remove a photo that was not sent yet, and its file."""
    if Photo.objects.filter(name=name, request__isnull=True).delete()[0]:
        discard(name)


def drop_unsent(*, before: datetime, by: AbstractUser | None, at: datetime) -> int:
    """Remove photos that nobody sent, added before a moment; returns how many."""
    rows = Photo.objects.filter(request__isnull=True, added_at__lt=before)
    names = list(rows.values_list("name", flat=True))
    for name in names:
        remove_photo(name, by=by, at=at)
    return len(names)
