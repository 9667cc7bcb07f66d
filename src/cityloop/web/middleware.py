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


class MapTiles:
    """Let a page with a map load the city's tiles; without tiles every page stays on its own host.

    Whoever draws a map notes the host of its tiles on the request as `map_tiles`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        host = getattr(request, "map_tiles", "")
        if host:
            response._csp_update = {"img-src": [host]}  # type: ignore[attr-defined] # noqa: SLF001 - how django-csp is told
        return response


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
        # No text of PostgreSQL can hold this sign: looking for it there is an error.
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return _error_page(request, _unheard_of())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer with the error's own words; leave every other exception to Django."""
        return _error_page(request, error) if isinstance(error, CityloopError) else None


def _error_page(request: HttpRequest, error: CityloopError) -> HttpResponse:
    status = status_of(error)
    part = "components/error_part.html" if getattr(request, "htmx", None) else "error.html"
    context = {
        "title": _title(status),
        "what": said(error.what),
        "mend": said(error.mend),
        "status": status,
    }
    return render(request, part, context, status=status)


def _unheard_of() -> InputError:
    return InputError(
        _("The address holds a sign that no text can hold."),
        mend=_("Type the address, or the words to look for, once more."),
    )


def status_of(error: CityloopError) -> int:
    """The status of an answer that tells the error."""
    return next((code for kind, code in STATUSES if isinstance(error, kind)), SERVER_ERROR)


def _title(status: int) -> str:
    titles = {
        400: _("This cannot be taken as it is"),
        403: _("You may not do this"),
        404: _("Not found"),
        409: _("This step cannot be taken now"),
    }
    return titles.get(status, _("Something is not in order"))
