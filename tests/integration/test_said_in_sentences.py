"""Refusals keep template and values, so that a page can say them in its language."""

from collections.abc import Callable

import pytest

from cityloop.accounts.queries import get_actor
from cityloop.core.errors import CityloopError
from cityloop.core.models import City
from cityloop.core.sentences import Sentence
from cityloop.workorders.choices import OrderState
from cityloop.workorders.queries import boards
from cityloop.workorders.queries.boards_watched import board, watch_of
from tests.integration.whistle_stories import blown
from tests.people import NOW, Cast, an_order

pytestmark = pytest.mark.django_db
REFUSED: dict[str, Callable[[Cast], object]] = {
    "board": lambda cast: board(
        "none",
        actor=get_actor(cast.dispatcher, on=NOW.date()),
        watch=watch_of(City.objects.get(), at=NOW),
    ),
    "objection": lambda cast: boards.get_open_objection(an_order(cast.town)),
    "extension": lambda cast: boards.get_pending_extension(an_order(cast.town)),
    "whistle": lambda cast: blown(cast, order=an_order(cast.town, state=OrderState.REASSIGNED)),
}


@pytest.mark.parametrize("of", REFUSED)
def test_refusal_is_a_sentence_for_translation(cast: Cast, of: str) -> None:
    with pytest.raises(CityloopError) as refused:
        REFUSED[of](cast)
    assert isinstance(refused.value.what, Sentence)
