"""Words and tiles of the boards of supervision."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cityloop.web.components.tiles import Tile
from cityloop.web.templatetags.cityloop import when
from cityloop.workorders.queries.boards_watched import Board, Watch

BOARD_TITLES: dict[str, str | Promise] = {
    "overdue": gettext_lazy("Overdue"),
    "today": gettext_lazy("Due today"),
    "soon": gettext_lazy("Due within 24 hours"),
    "pace": gettext_lazy("Late at the usual pace"),
    "at_risk": gettext_lazy("At risk: four fifths of the time are gone"),
    "ping_pong": gettext_lazy("Sent back and forth"),
    "unclear": gettext_lazy("Unclear owner"),
    "reopened": gettext_lazy("Opened again and again"),
    "silent": gettext_lazy("Silent agencies"),
}
BOARD_TONES = {"overdue": "bad", "today": "soon", "soon": "soon", "pace": "soon", "silent": "soon"}
HINTS: dict[str, str | Promise] = {
    "pace": gettext_lazy(
        "Due within %(pace_hours)s hours. Of past orders of the same service type that took longer"
        " than this one has so far, half would miss its time: a reason to ask, no verdict."
    ),
    "ping_pong": gettext_lazy(
        "Sent on %(ping_pong_hops)s times or more, or objected to once more after that."
    ),
    "unclear": gettext_lazy(
        "No line of the responsibility list names who must act: sent by default, after a"
        " consultation, or by hand."
    ),
    "reopened": gettext_lazy("In round %(reopened_rounds)s or later; the first time counts."),
    "silent": gettext_lazy("Orders that nobody has accepted for more than %(silent_hours)s hours."),
}


def board_hint(code: str, *, watch: Watch) -> str:
    """What the board counts, with the numbers of this city; "" where the title says it."""
    hint = HINTS.get(code)
    if hint is None:
        return ""
    settings = watch.settings
    return str(hint) % {
        "pace_hours": settings.pace_hours,
        "ping_pong_hops": settings.ping_pong_hops,
        "reopened_rounds": settings.reopened_rounds,
        "silent_hours": settings.silent_hours,
    }


def board_tiles(boards: Iterable[Board]) -> list[Tile]:
    """A tile for each board, which leads to its list and says since when the oldest runs."""
    return [
        Tile(
            BOARD_TITLES[board.code],
            board.total,
            reverse("office_one_board", args=[board.code]),
            BOARD_TONES.get(board.code, ""),
            _("oldest from %(day)s") % {"day": when(timezone.localtime(board.oldest_at).date())}
            if board.oldest_at
            else "",
        )
        for board in boards
    ]
