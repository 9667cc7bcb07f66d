"""Whistles played through the flows: the ferry office calls the housing and lighting agencies."""

from typing import Any

from cityloop.core.models import City
from cityloop.flows import whistle
from cityloop.workorders.choices import OrderOutcome
from cityloop.workorders.models import Whistle, WhistleCall
from tests.integration.stories import HOUR, dispatched
from tests.people import NOW, Cast

MEET_AT = NOW + 8 * HOUR


def blown(cast: Cast, **more: Any) -> Whistle:  # noqa: ANN401 - fields of the whistle
    """A whistle on an order that lies with the lighting agency."""
    fields = {
        "topic": "flooding",
        "agencies": [cast.town.housing],
        "meet_at": MEET_AT,
        "text": "The cellar is under water.",
        "at": NOW,
    }
    order = more.pop("order", None) or dispatched(cast)
    return whistle.blow(order, by=cast.officer, **{**fields, **more})


def called(cast: Cast, **more: Any) -> WhistleCall:  # noqa: ANN401 - fields of the whistle
    """The call of the housing agency."""
    return blown(cast, **more).calls.get(agency=cast.town.housing)


def accepted(cast: Cast, **more: Any) -> WhistleCall:  # noqa: ANN401 - fields of the whistle
    return whistle.accept(called(cast, **more), by=cast.rival, at=NOW + HOUR)


def refused(cast: Cast, **more: Any) -> WhistleCall:  # noqa: ANN401 - fields of the whistle
    reason = "The building is not on our list."
    return whistle.refuse(called(cast, **more), reason=reason, by=cast.rival, at=NOW + HOUR)


def on_site(cast: Cast) -> WhistleCall:
    return whistle.attend(
        accepted(cast),
        attended_at=MEET_AT,
        attendants="Two fitters",
        finding="A burst pipe in the cellar.",
        by=cast.rival,
        at=MEET_AT + HOUR,
    )


def reported(cast: Cast) -> WhistleCall:
    return whistle.report(
        on_site(cast),
        outcome=OrderOutcome.RESOLVED,
        text="Pumped out and sealed.",
        by=cast.rival,
        at=MEET_AT + 2 * HOUR,
    )


def rated(cast: Cast) -> WhistleCall:
    call = whistle.confirm_arrival(reported(cast), by=cast.officer, at=MEET_AT + 3 * HOUR)
    whistle.rate(call, value=4, remark="Came fast.", by=cast.officer, at=MEET_AT + 3 * HOUR)
    return call


def warn_above(limit: int) -> None:
    """Warn of more whistles than this in a month."""
    city = City.objects.get()
    city.settings["whistle"]["monthly_warning"] = limit
    city.save()
