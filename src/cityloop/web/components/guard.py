"""Every view declares its permission; this module asks it before the view runs."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from cityloop.accounts.models import User
from cityloop.accounts.permissions import Permission, require_right
from cityloop.accounts.queries import get_actor
from cityloop.accounts.rules.roles import Actor
from cityloop.core.models import City
from cityloop.web.components.cities import activate_zone, get_city


class StaffRequest(HttpRequest):
    """A request of a signed-in person: who they are, in which city, and at which moment."""

    user: User
    actor: Actor
    city: City
    at: datetime


class View(Protocol):
    """A view that says which permission it asks; None is a page open to everybody."""

    permission: Permission[Any] | None

    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase: ...  # noqa: ANN401 - values from the address, typed by each view


def staff(permission: Permission[Any]) -> Callable[[Callable[..., HttpResponse]], View]:
    """Let in signed-in people whose roles give the right; send others to sign in.

    Checks on the thing itself stay with the view, which knows the thing.
    """

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - see View
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            known = identify(request)
            require_right(permission, known.actor)
            return view(known, **kwargs)

        return _declare(guarded, permission)

    return decorate


def signed_in(view: Callable[..., HttpResponse]) -> View:
    """Let in everybody who is signed in, whatever their roles."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - see View
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(identify(request), **kwargs)

    return _declare(guarded, None)


def open_to_all(view: Callable[..., HttpResponseBase]) -> View:
    """Declare that a page needs no sign-in."""
    return _declare(view, None)


def identify(request: HttpRequest) -> StaffRequest:
    """Add to the request who asks, the city, and the moment; one statement each for two of them."""
    known = cast("StaffRequest", request)
    known.at = timezone.now()
    known.city = get_city()
    zone = activate_zone(known.city)
    known.actor = get_actor(known.user, on=known.at.astimezone(zone).date())
    return known


def _declare(view: Callable[..., HttpResponseBase], permission: Permission[Any] | None) -> View:
    declared = cast("View", view)
    declared.permission = permission
    return declared
