"""Track a request: by its private link, or by reference and the phone's last digits."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.flows.letters import rating_path
from cityloop.flows.rating import number_followed
from cityloop.intake.models import PrivateLink, ServiceRequest
from cityloop.intake.operations import open_by_phone
from cityloop.intake.queries import get_request
from cityloop.intake.rules.links import digest_of
from cityloop.intake.rules.numbering import reference
from cityloop.web.citizen.drafts import is_opened, keep_opened
from cityloop.web.citizen.forms import TrackForm
from cityloop.web.citizen.guard import CitizenRequest, resident
from cityloop.web.citizen.standing import standing_of
from cityloop.web.citizen.suggestions import expected_of
from cityloop.web.citizen.timeline import timeline_of
from cityloop.web.components.attempts import done
from cityloop.web.components.guard import View
from cityloop.workorders.choices import OrderState


def opened(view: Callable[..., HttpResponse]) -> View:
    """Let in who has opened the request in this session; others are asked for its reference.

    Whether there is such a request shows in nothing.
    """

    @resident
    @wraps(view)
    def guarded(request: CitizenRequest, *, number: str, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - see View
        if not is_opened(request, number):
            query = urlencode({"reference": number})
            return redirect(f"{reverse('citizen_track')}?{query}")
        return view(request, asked=get_request(number), **kwargs)

    return guarded


@resident
def link_page(request: CitizenRequest, *, token: str) -> HttpResponse:
    number = _number_of(token)
    if number is None:
        raise NotFound(
            Sentence("This link is not complete or not valid."),
            mend=Sentence("Copy the whole address, or look up your reference."),
        )
    keep_opened(request, number)
    return redirect("citizen_request", number=number)


def _number_of(token: str) -> str | None:
    """The number that a private link opens, or the address in a letter.

    A letter's address opens nothing that is shielded or was made confidential afterwards.
    """
    kept = PrivateLink.objects.filter(digest=digest_of(token)).select_related("request").first()
    if kept is not None:
        return kept.request.number
    told = ServiceRequest.objects.filter(
        number=number_followed(token), shielded=False, confidential=False
    )
    return told.values_list("number", flat=True).first()


@resident
def track_page(request: CitizenRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = TrackForm(
        request.POST if posted else None,
        count=request.limits.phone_digits,
        initial={"reference": request.GET.get("reference", "")},
    )
    if posted and form.is_valid():
        found: list[ServiceRequest | None] = []
        if done(form, lambda: found.append(_looked_up(request, form))) and found[0] is None:
            form.add_error(None, _does_not_fit())
        if found and found[0] is not None:
            keep_opened(request, found[0].number)
            return redirect("citizen_request", number=found[0].number)
    return render(request, "citizen/track_page.html", {"form": form})


def _does_not_fit() -> str:
    return _(
        "Reference and digits do not fit together. Reports of wrongdoing and requests made in "
        "confidence open by their private link alone."
    )


def _looked_up(request: CitizenRequest, form: TrackForm) -> ServiceRequest | None:
    return open_by_phone(
        form.cleaned_data["reference"],
        digits=form.cleaned_data["digits"],
        # Behind a proxy this is the proxy: the limit then holds for all who come through it.
        origin=request.META.get("REMOTE_ADDR", ""),
        limits=request.limits,
        by=None,
        at=request.at,
    )


@opened
def request_page(request: CitizenRequest, *, asked: ServiceRequest) -> HttpResponse:
    return render(request, "citizen/request_page.html", request_shown(request, asked=asked))


def request_shown(request: CitizenRequest, *, asked: ServiceRequest) -> dict[str, Any]:
    """Everything that a requester sees of their request."""
    stands = standing_of(asked, city=request.city, at=request.at)
    expected = None
    if stands.order is None and asked.service_type is not None and not asked.shielded:
        expected = expected_of(
            asked.service_type, area=asked.area, city=request.city, at=asked.received_at
        )
    return {
        "asked": asked,
        "reference": reference(asked.number),
        "stands": stands,
        "expected": expected,
        "timeline": timeline_of(asked),
        "photos": asked.photos.order_by("pk"),
        "rating": rating_path(stands.follow_up.pk) if stands.follow_up else "",
        "answered": stands.order is not None
        and bool(stands.order.answer)
        and stands.order.state != OrderState.REWORK,
    }
