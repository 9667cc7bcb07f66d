"""Photos are served to those who may see their request, and to nobody else."""

from django.http import HttpRequest, HttpResponse

from cityloop.accounts.permissions import require
from cityloop.core.errors import NotFound, PermissionRefused
from cityloop.intake.models import Photo
from cityloop.intake.permissions import REQUEST_SEE, is_hidden
from cityloop.intake.queries import get_request
from cityloop.web.citizen.drafts import get_draft, is_opened
from cityloop.web.components.guard import StaffRequest, identify, open_to_all
from cityloop.web.components.photos import NO_PHOTO, photo_answer
from cityloop.workorders.models import WorkOrder
from cityloop.workorders.permissions import ORDER_SEE, is_hidden_order
from cityloop.workorders.queries.order import get_order


@open_to_all
def photo_page(request: HttpRequest, *, name: str) -> HttpResponse:
    photo = Photo.objects.filter(name=name).select_related("request").first()
    if photo is None or not (_is_own(request, photo) or _is_seen_by_staff(request, photo)):
        raise NotFound(NO_PHOTO)
    return photo_answer(name)


def _is_own(request: HttpRequest, photo: Photo) -> bool:
    if photo.request is None:
        return photo.name in get_draft(request).photos
    return is_opened(request, photo.request.number)


def _is_seen_by_staff(request: HttpRequest, photo: Photo) -> bool:
    if photo.request is None or not request.user.is_authenticated:
        return False
    known = identify(request)
    asked = get_request(photo.request.number)
    if is_hidden(known.actor, asked):
        return False
    return _may_see_request(known, asked.number) or any(
        _may_see_order(known, number)
        for number in WorkOrder.objects.filter(matter=asked.matter_id).values_list(
            "number", flat=True
        )
        if asked.matter_id is not None
    )


def _may_see_request(request: StaffRequest, number: str) -> bool:
    try:
        require(REQUEST_SEE, request.actor, get_request(number))
    except PermissionRefused:
        return False
    return True


def _may_see_order(request: StaffRequest, number: str) -> bool:
    order = get_order(number)
    if is_hidden_order(request.actor, order):
        return False
    try:
        require(ORDER_SEE, request.actor, order)
    except PermissionRefused:
        return False
    return True
