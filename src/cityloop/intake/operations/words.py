"""What somebody said becomes findable, in the transaction that writes it down."""

from collections.abc import Iterable, Mapping

from cityloop.core.search import put, words_of
from cityloop.intake.models import REQUEST_WORDS, ServiceRequest


def index_words(
    requests: Iterable[ServiceRequest], *, scopes: Mapping[int, Iterable[str]] | None = None
) -> None:
    """Put the words of saved requests into the index; one statement for each 200 of them.

    A shielded report has none there. From then on triggers alone write to the index: they take
    the words out when somebody changes, hides or deletes the request, and say who may find it
    when an order is added. `scopes` says so, by key, where the orders were written before.
    """
    may_find = scopes or {}
    put(
        REQUEST_WORDS,
        (
            words_of(one.pk, one.received_at, *_texts(one), scopes=may_find.get(one.pk, ()))
            for one in requests
            if not one.shielded
        ),
    )


def _texts(request: ServiceRequest) -> tuple[str, str, str]:
    return request.title, request.text, request.address
