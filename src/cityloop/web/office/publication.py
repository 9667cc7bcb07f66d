"""The way of an evaluation to its publication: what is done, what is missing, who does it when."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import Actor
from cityloop.evaluation import permissions as may
from cityloop.evaluation.choices import PeriodState
from cityloop.evaluation.models import EvaluationPeriod
from cityloop.evaluation.queries import count_exclusions, showing
from cityloop.evaluation.rules.publication import why_not_publish_yet
from cityloop.web.components.words import said


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationStep:
    """One step: its words, and a button with an address for those whose step it is.

    With `why_not` the button is grey; `now` marks the step that is waited for.
    """

    code: str
    label: str | Promise
    words: str
    done: bool
    now: bool = False
    button: str | Promise = ""
    url: str = ""
    why_not: str = ""


def publication(
    period: EvaluationPeriod, *, actor: Actor, at: datetime
) -> tuple[PublicationStep, ...]:
    """The four steps of a period: computed, shown, objections heard, published."""
    published = period.state == PeriodState.PUBLISHED
    shown = period.state != PeriodState.DRAFT
    over = why_not_publish_yet(showing(period), at=at) is None
    return (
        PublicationStep(
            code="run",
            label=gettext_lazy("Computed"),
            words=_by(period.run_at, period.run_by),
            done=True,
        ),
        _shown(period, actor=actor, shown=shown),
        PublicationStep(
            code="object",
            label=gettext_lazy("Objections"),
            words=_objections(period, actor=actor, at=at),
            done=published or over,
            now=shown and not published and not over,
        ),
        _published(period, actor=actor, at=at),
    )


def _by(moment: datetime | None, person: object) -> str:
    name = getattr(person, "get_full_name", str)() if person else ""
    return " · ".join(filter(None, (_when(moment), name)))


def _when(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _shown(period: EvaluationPeriod, *, actor: Actor, shown: bool) -> PublicationStep:
    days = showing(period).days
    waits = ngettext(
        "Not yet: the agencies must see it %(days)d day before it is published.",
        "Not yet: the agencies must see it %(days)d days before it is published.",
        days,
    ) % {"days": days}
    open_to_actor = not shown and actor.has(Right.DRAFT_SEE)
    return PublicationStep(
        code="show",
        label=gettext_lazy("Shown to the agencies"),
        words=_when(period.shown_at) if shown else waits,
        done=shown,
        now=not shown,
        button=gettext_lazy("Show it to the agencies") if open_to_actor else "",
        url=reverse("office_show_period", args=[period.pk]),
        why_not=may.PERIOD_RUN(actor, None) or "",
    )


def _objections(period: EvaluationPeriod, *, actor: Actor, at: datetime) -> str:
    ends_at = showing(period).ends_at
    if ends_at is None:
        return _("Begin when the agencies see it.")
    until = _("until %(moment)s") if at < ends_at else _("ended at %(moment)s")
    words = [until % {"moment": _when(ends_at)}]
    if actor.has(Right.EXCLUSION_REQUEST) and at < ends_at:
        words.append(_("To object, ask for an exclusion on the page of the order."))
    waiting = count_exclusions(period)
    if waiting:
        words.append(
            ngettext(
                "%(count)d exclusion waits for its reviews.",
                "%(count)d exclusions wait for their reviews.",
                waiting,
            )
            % {"count": waiting}
        )
    return " · ".join(words)


def _published(period: EvaluationPeriod, *, actor: Actor, at: datetime) -> PublicationStep:
    published = period.state == PeriodState.PUBLISHED
    not_yet = said(why_not_publish_yet(showing(period), at=at) or "")
    open_to_actor = not published and may.PERIOD_PUBLISH.role_refusal(actor) is None
    return PublicationStep(
        code="publish",
        label=gettext_lazy("Published"),
        words=_by(period.published_at, period.published_by) if published else not_yet,
        done=published,
        now=not published and not not_yet,
        button=gettext_lazy("Publish and freeze") if open_to_actor else "",
        url=reverse("office_publish_period", args=[period.pk]),
        why_not=may.PERIOD_PUBLISH(actor, period) or not_yet,
    )
