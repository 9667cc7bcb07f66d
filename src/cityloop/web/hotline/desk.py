"""The board of the call desk: what goes on now, and rates with all their parts."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cityloop.evaluation.rules.intervals import wilson
from cityloop.intake.permissions import CALL_TAKE, DESK_SEE, REQUEST_SEE
from cityloop.intake.queries import triage_tally
from cityloop.intake.queries.calls import DeskFigures, DeskNow, desk_figures, desk_now
from cityloop.intake.rules.call_definitions import CallFile
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.tiles import Tile
from cityloop.web.hotline.call_sheet import held_text, wait_words

CONFIDENCE = Decimal("0.95")


@dataclass(frozen=True, slots=True)
class DeskRate:
    """A share with what it rests on; `share`, `low` and `high` are None where nothing came."""

    name: str
    part: int
    of: int
    share: Decimal | None
    low: Decimal | None
    high: Decimal | None
    standard: Decimal | None

    @property
    def misses(self) -> bool:
        """Whether the share lies below the city's standard."""
        return self.share is not None and self.standard is not None and self.share < self.standard


def desk_rate(name: str, *, part: int, of: int, standard: float | None = None) -> DeskRate:
    """A share with its 95 % Wilson interval."""
    floor = None if standard is None else Decimal(str(standard))
    if not of:
        return DeskRate(name, part, of, None, None, None, floor)
    bounds = wilson(Decimal(part), trials=Decimal(of), confidence=CONFIDENCE)
    return DeskRate(name, part, of, Decimal(part) / of, bounds.low, bounds.high, floor)


@staff(DESK_SEE)
def desk_page(request: StaffRequest) -> HttpResponse:
    part = "hotline/desk_part.html" if request.htmx else "hotline/desk_page.html"  # type: ignore[attr-defined]
    return render(request, part, _board(request))


def _board(request: StaffRequest) -> dict[str, Any]:
    text = held_text(request).text
    since = request.at - timedelta(hours=text.connect_hours)
    figures = desk_figures(since=since, answer_seconds=text.answer_seconds)
    now = desk_now(since=request.at - timedelta(days=text.return_days))
    return {
        "at": request.at,
        "since": since,
        "hours": text.connect_hours,
        "figures": figures,
        "tiles": _tiles(request, now=now, text=text),
        "rates": _rates(figures, text=text),
        "handling": wait_words(figures.handling) if figures.handling is not None else "",
    }


def _rates(figures: DeskFigures, *, text: CallFile) -> list[DeskRate]:
    in_time = _("Answered within %(count)d s") % {"count": text.answer_seconds}
    return [
        desk_rate(in_time, part=figures.in_time, of=figures.offered),
        desk_rate(
            _("Connect rate"),
            part=figures.answered,
            of=figures.offered,
            standard=text.connect_share,
        ),
    ]


def _tiles(request: StaffRequest, *, now: DeskNow, text: CallFile) -> list[Tile]:
    """What goes on; a figure leads on only where its list opens for the person."""
    calls = reverse("hotline_calls") if CALL_TAKE.role_refusal(request.actor) is None else ""
    inbox = reverse("hotline_inbox") if REQUEST_SEE.role_refusal(request.actor) is None else ""
    wait = request.at - now.oldest_at if now.oldest_at else timedelta()
    longest = _("longest: %(span)s") % {"span": wait_words(wait)} if now.oldest_at else ""
    tone = "bad" if wait > timedelta(seconds=text.answer_seconds) else "soon"
    missed = _("numbers, of the last %(count)d days") % {"count": text.return_days}
    triage = triage_tally(request.actor)
    return [
        Tile(_("Waiting now"), now.waiting, url=calls, tone=tone, hint=longest),
        Tile(_("In a call"), now.talking),
        Tile(_("To call back"), now.to_return, url=calls, tone="soon", hint=missed),
        Tile(_("Backlog in triage"), triage.waiting, url=inbox),
    ]
