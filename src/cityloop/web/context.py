"""What every page needs to know."""

from django.http import HttpRequest

from cityloop.accounts.rules.roles import Actor
from cityloop.web.components.navigation import menu
from cityloop.web.search.views import may_search


def page(request: HttpRequest) -> dict[str, object]:
    """Return the context shared by all pages: the person, the menu, where we are."""
    known = getattr(request, "actor", None)
    actor = known if isinstance(known, Actor) else None
    return {
        "path": request.path,
        "actor": actor,
        "menu": menu(actor) if actor else [],
        "searches": actor is not None and may_search(actor),
        "city": getattr(request, "city", None),
        "at": getattr(request, "at", None),
    }
