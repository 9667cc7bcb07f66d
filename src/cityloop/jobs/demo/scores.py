"""The demo's evaluation: the last months scored, the older one published as people would."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cityloop.accounts.choices import Role
from cityloop.core.models import City
from cityloop.flows import score
from cityloop.jobs.demo.lives import cast_of_city

SHOWN_FOR = timedelta(days=14)


def score_last_months(*, at: datetime) -> None:
    """Run the last two whole months: the earlier one published, the later one shown to units."""
    today = at.astimezone(ZoneInfo(City.objects.get().zone)).date()
    last = _month_before(today)
    evaluator = cast_of_city().by_role[Role.EVALUATOR]
    approver = cast_of_city().by_role[Role.RUN_APPROVER]
    earlier = score.run_period(code=f"{_month_before(last):%Y-%m}", by=evaluator, at=at - SHOWN_FOR)
    shown = score.show_period(earlier, by=evaluator, at=at - SHOWN_FOR)
    score.publish_period(shown, by=approver, at=at)
    draft = score.run_period(code=f"{last:%Y-%m}", by=evaluator, at=at)
    score.show_period(draft, by=evaluator, at=at)


def _month_before(day: date) -> date:
    """Return the first day of the month before that of a day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
