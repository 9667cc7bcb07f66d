"""Errors of ours become pages that say what happened and how to mend it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cityloop.core.errors import (
    CityloopError,
    InputError,
    NotFound,
    PermissionRefused,
    TransitionNotAllowed,
)
from cityloop.web.components.words import said

STATUSES: tuple[tuple[type[CityloopError], int], ...] = (
    (PermissionRefused, 403),
    (NotFound, 404),
    (TransitionNotAllowed, 409),
    (InputError, 400),
)
SERVER_ERROR = 500


class ErrorPages:
    """Show a CityloopError as a page with a fitting status instead of a crash."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with the error's own words; leave every other exception to Django."""
        if not isinstance(error, CityloopError):
            return None
        status = next((code for kind, code in STATUSES if isinstance(error, kind)), SERVER_ERROR)
        part = "components/error_part.html" if getattr(request, "htmx", None) else "error.html"
        context = {
            "title": _title(status),
            "what": said(error.what),
            "mend": said(error.mend),
            "status": status,
        }
        return render(request, part, context, status=status)


def _title(status: int) -> str:
    titles = {
        400: _("This cannot be taken as it is"),
        403: _("You may not do this"),
        404: _("Not found"),
        409: _("This step cannot be taken now"),
    }
    return titles.get(status, _("Something is not in order"))
