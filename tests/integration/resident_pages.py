"""A resident at the pages, for the tests that need one."""

from io import BytesIO
from typing import Any, Protocol

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cityloop.intake.models import ServiceRequest

WORDS = "The street light at the corner of Ferry Lane is dark."
CONTACT = {"phone": "555-0123", "email": "bo@home.example", "name": "Bo Invented"}


def a_picture(
    *, size: tuple[int, int] = (40, 30), kind: str = "JPEG", place: bool = False
) -> bytes:
    """A picture as a phone sends it; with `place`, its file says where it was taken."""
    picture = Image.new("RGB", size, (200, 120, 40))
    exif = picture.getexif()
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "Secret Camera"
        exif[0x0112] = 6
    made = BytesIO()
    picture.save(made, kind, exif=exif)
    return made.getvalue()


def a_file(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


class Answer(Protocol):
    """What a client gets."""

    content: bytes


def text_of(answer: Answer) -> str:
    return answer.content.decode()


def tell(client: Client, *, type_code: str = "street-light", **where: Any) -> None:  # noqa: ANN401 - fields of the form
    """The first pages: the words, the type, the place."""
    client.post("/report/", {"text": WORDS})
    client.post("/report/about/", {"type": type_code})
    client.post("/report/where/", {"address": "3 Ferry Lane", "next": "1", **where})


def key_of(client: Client) -> str:
    """The key of the form that sends."""
    client.get("/report/contact/")
    return str(client.session["citizen_draft"]["key"])


def send(client: Client, **contact: str) -> None:
    """The last page; without words of its own with a phone, a mail address and a name."""
    client.post("/report/contact/", {"key": key_of(client), **(contact or CONTACT)})


def sent(client: Client, **contact: str) -> ServiceRequest:
    """Report in one go; the request that was made."""
    tell(client)
    send(client, **contact)
    return ServiceRequest.objects.order_by("-pk")[0]


def private_link(client: Client) -> str:
    return f"/r/{client.session['citizen_sent']['token']}/"
