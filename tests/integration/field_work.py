"""Notes from the spot, for the tests that need them."""

from itertools import count
from typing import Any

from cityloop.flows import field
from cityloop.flows.field import FieldReport
from cityloop.workorders.models import FieldNote, WorkOrder
from tests.integration.resident_pages import a_picture
from tests.people import NOW, Cast, an_order

_serial = count(1)


def a_key() -> str:
    return f"{next(_serial):032x}"


def own_order(cast: Cast, **more: Any) -> WorkOrder:  # noqa: ANN401 - fields of the model
    """An open order of the lighting agency in the hands of its handler."""
    return an_order(cast.town, **{"handler": cast.handler, **more})


def a_note(cast: Cast, order: WorkOrder, **more: Any) -> FieldNote:  # noqa: ANN401 - of the report
    """A note with a photo of before and one of after."""
    fields: dict[str, Any] = {
        "key": a_key(),
        "text": "Cable torn by the digger.",
        "photos": [("before", a_picture(place=True)), ("after", a_picture())],
    }
    report = FieldReport(**{**fields, **more})
    return field.write(order, report=report, by=cast.handler, at=NOW)
