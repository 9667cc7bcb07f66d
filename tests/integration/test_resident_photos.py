"""Photos of residents: what is kept of them, what is refused, and who sees them."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from pytest_django import Settings

from cityloop.core.errors import InputError
from cityloop.intake.models import Photo
from cityloop.intake.operations import add_photo
from cityloop.intake.operations.photos import photo_path
from cityloop.intake.rules.definitions import ResidentSettings
from tests.integration.resident_pages import a_file, a_picture, send, sent, tell, text_of
from tests.people import NOW, Cast, an_order

pytestmark = pytest.mark.django_db
LIMITS = ResidentSettings()


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    """The folder that the photos of a test go into."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept(data: bytes, *, limits: ResidentSettings = LIMITS) -> Photo:
    return add_photo(data, limits=limits, by=None, at=NOW)


def stored(photo: Photo) -> bytes:
    with default_storage.open(photo_path(photo.name)) as file:
        return bytes(file.read())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_is_kept_as_jpeg(cast: Cast, kind: str) -> None:
    with Image.open(BytesIO(stored(kept(a_picture(kind=kind))))) as picture:
        assert picture.format == "JPEG"


def test_nothing_says_where_or_with_what_it_was_taken(cast: Cast) -> None:
    data = stored(kept(a_picture(place=True)))
    with Image.open(BytesIO(data)) as picture:
        assert (dict(picture.getexif()), b"Secret Camera" in data) == ({}, False)


def test_picture_stands_upright(cast: Cast) -> None:
    photo = kept(a_picture(size=(40, 30), place=True))
    assert (photo.width, photo.height) == (30, 40)


def test_large_picture_is_made_smaller(cast: Cast) -> None:
    photo = kept(a_picture(size=(400, 300)), limits=ResidentSettings(photo_edge_pixels=200))
    assert (photo.width, photo.height) == (200, 150)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"\xff\xd8\xff\xe0 and nothing more", "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(cast: Cast, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        kept(data)


def test_file_beyond_the_limit_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError, match="larger than 1 MB"):
        kept(a_picture() + bytes(1_000_000), limits=ResidentSettings(photo_megabytes=1))


def test_picture_of_too_many_pixels_is_refused_before_it_is_read(cast: Cast) -> None:
    with pytest.raises(InputError, match="million pixels"):
        kept(a_picture(size=(1100, 1000)), limits=ResidentSettings(photo_megapixels=1))


def test_photos_go_with_the_request(cast: Cast, client: Client) -> None:
    tell(client)
    client.post("/report/photos/", {"photos": [a_file(a_picture()), a_file(a_picture())]})
    send(client)
    assert Photo.objects.filter(request__isnull=False).count() == 2


def test_one_photo_too_many_is_told(cast: Cast, client: Client) -> None:
    tell(client)
    files = [a_file(a_picture()) for _number in range(5)]
    page = text_of(client.post("/report/photos/", {"photos": files, "next": "1"}))
    assert ("At most 4 photos" in page, Photo.objects.count()) == (True, 4)


def test_refused_file_leaves_the_person_on_the_page(cast: Cast, client: Client) -> None:
    tell(client)
    page = text_of(client.post("/report/photos/", {"photos": a_file(b"text"), "next": "1"}))
    assert "This file is not a picture that can be read here." in page


def test_photo_is_removed_with_its_file(cast: Cast, client: Client) -> None:
    tell(client)
    client.post("/report/photos/", {"photos": a_file(a_picture())})
    name = Photo.objects.get().name
    client.post("/report/photos/", {"remove": name})
    assert (Photo.objects.count(), default_storage.exists(photo_path(name))) == (0, False)


def test_photo_that_was_never_sent_goes(cast: Cast) -> None:
    old = kept(a_picture())
    Photo.objects.update(added_at=NOW - timedelta(hours=25))
    kept(a_picture())
    assert not Photo.objects.filter(pk=old.pk).exists()


@pytest.fixture
def photo(cast: Cast) -> Photo:
    """A photo of somebody's request about a lamp, in the hands of the lighting agency."""
    theirs = Client()
    tell(theirs)
    theirs.post("/report/photos/", {"photos": a_file(a_picture())})
    send(theirs)
    photo = Photo.objects.select_related("request").get()
    assert photo.request is not None
    an_order(cast.town, request=photo.request)
    return photo


def status_for(client: Client, photo: Photo) -> int:
    return client.get(f"/photos/{photo.name}").status_code


def test_its_requester_sees_the_photo(cast: Cast, client: Client) -> None:
    tell(client)
    client.post("/report/photos/", {"photos": a_file(a_picture())})
    send(client)
    assert status_for(client, Photo.objects.get()) == 200


def test_others_do_not_see_the_photo(cast: Cast, client: Client, photo: Photo) -> None:
    sent(client)
    assert status_for(client, photo) == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("handler", 200), ("dispatcher", 200), ("rival", 404), ("caller", 404), ("stranger", 404)],
)
def test_staff_see_the_photo_as_they_see_the_request(
    cast: Cast, client: Client, photo: Photo, who: str, status: int
) -> None:
    client.force_login(getattr(cast, who))
    assert status_for(client, photo) == status
