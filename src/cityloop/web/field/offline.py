"""What a phone keeps for times without a line: a page without data, and a short list of orders.

The page (the shell) says nothing about anybody; its scripts fill it with what the device keeps.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache

from cityloop.web.components.cities import get_city
from cityloop.web.components.guard import StaffRequest, open_to_all, staff
from cityloop.web.components.stylesheet import style_url
from cityloop.web.field.forms import NoteForm
from cityloop.web.field.sending import settings_of
from cityloop.web.templatetags.cityloop import closing
from cityloop.workorders.permissions import FIELD_LIST
from cityloop.workorders.queries.field import FieldOrder, field_orders

FOLDER = Path(__file__).resolve().parents[1] / "static" / "cityloop" / "field"
FIRST = "page.js"
WORKER = "worker.js"


@staff(FIELD_LIST)
@never_cache
def orders(request: StaffRequest) -> JsonResponse:
    """The short list to keep, whose it is, and what sends the notes that wait."""
    return JsonResponse(
        {
            "person": str(request.user.pk),
            "token": get_token(request),
            "orders": [_told(order) for order in field_orders(request.actor)],
        }
    )


def _told(order: FieldOrder) -> dict[str, str]:
    return {
        "number": order.number,
        "title": order.title,
        "address": order.address or order.area,
        "due": closing(order.due_at),
    }


@open_to_all
def shell_page(request: HttpRequest) -> HttpResponse:
    context = {"form": NoteForm(), "settings": settings_of(get_city())}
    return render(request, "field/shell_page.html", context)


@open_to_all
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The worker that answers for the pages below it while there is no line."""
    head = {"SHELL": reverse("field_shell"), "ASSETS": _assets(), "CACHE": f"field-{_digest()}"}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in head.items()]
    text = "\n".join([*lines, (FOLDER / WORKER).read_text(encoding="utf-8")])
    answer = HttpResponse(text, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


def _assets() -> list[str]:
    """Addresses of what the shell needs; a script asks for the others by their plain names."""
    plain = [f"{settings.STATIC_URL}cityloop/field/{path.name}" for path in _scripts()]
    return sorted({style_url(), static(f"cityloop/field/{FIRST}"), *plain})


def _scripts() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.js") if path.name != WORKER)


@cache
def _kept_digest() -> str:
    return _read_digest()


def _digest() -> str:
    """Changes with what the shell needs, so that a device fetches it anew."""
    return _read_digest() if settings.DEBUG else _kept_digest()


def _read_digest() -> str:
    scripts = b"".join(path.read_bytes() for path in _scripts())
    return sha256(scripts + style_url().encode()).hexdigest()[:12]
