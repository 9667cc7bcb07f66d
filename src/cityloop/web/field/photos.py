"""Photos of field work: for staff who may see the order, and for its requesters where shown."""

from django.http import HttpRequest, HttpResponse

from cityloop.core.errors import NotFound
from cityloop.web.citizen.drafts import is_opened
from cityloop.web.citizen.standing import main_order
from cityloop.web.components.guard import identify, open_to_all
from cityloop.web.components.photos import NO_PHOTO, photo_answer
from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import FieldPhoto, WorkOrder
from cityloop.workorders.permissions import ORDER_SEE
from cityloop.workorders.queries.field import get_field_photo
from cityloop.workorders.queries.order import get_order


@open_to_all
def photo_page(request: HttpRequest, *, name: str) -> HttpResponse:
    photo = get_field_photo(name)
    number = photo.note.order.number
    if not (_is_shown(request, photo) or _is_seen_by_staff(request, number)):
        raise NotFound(NO_PHOTO)
    return photo_answer(name)


def _is_seen_by_staff(request: HttpRequest, number: str) -> bool:
    if not request.user.is_authenticated:
        return False
    known = identify(request)
    return ORDER_SEE(known.actor, get_order(number)) is None


def _is_shown(request: HttpRequest, photo: FieldPhoto) -> bool:
    """Whether somebody who opened their request sees the photo with the answer to it."""
    order = photo.note.order
    if not (photo.shown and is_told(order)):
        return False
    asked = [one for one in order.matter.requests.all() if is_opened(request, one.number)]
    return any(main_order(one) == order for one in asked)


def is_told(order: WorkOrder) -> bool:
    """Whether the requester reads an answer to the order now."""
    return bool(order.answer) and order.state != OrderState.REWORK
