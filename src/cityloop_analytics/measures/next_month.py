"""Next month's rate of each unit from what is known by the end of this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from cityloop_analytics.measures.case_mix import CaseMix, fit_case_mix
from cityloop_analytics.measures.cells import Codes, Floats, codes_of, grouped, shares, summed
from cityloop_analytics.measures.shrinkage import shrink_counts

# Share of a month's deviation that lasts into the next. Estimated from the months before it did
# worse than one half in all twelve comparisons of docs/explanation/fair-insight.md.
LASTS = 0.5
MONTH = "month"
KIND = "kind of unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Single cases with their outcome; one entry a case.

    month: running number of the month the case belongs to. factors: levels known when a case is
    filed. kind: kind of each unit. carried: factors whose last month's deviation lasts in part.
    """

    unit: Codes
    success: Floats
    month: Codes
    factors: Mapping[str, Codes]
    kind: Codes
    carried: Sequence[str] = ()

    def of_months(self, first: int, last: int) -> "Panel":
        """The cases of months first to last, both included."""
        inside = (self.month >= first) & (self.month <= last)
        return Panel(
            unit=self.unit[inside],
            success=self.success[inside],
            month=self.month[inside],
            factors={name: codes[inside] for name, codes in self.factors.items()},
            kind=self.kind,
            carried=self.carried,
        )

    def counts(self) -> tuple[Floats, Floats]:
        """Successes and trials of each unit."""
        size = len(self.kind)
        successes = summed(self.success, by=self.unit, size=size)
        return successes, np.bincount(self.unit, minlength=size).astype(float)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMonth:
    """Predictions for each unit beside what came; not a number where a month has no case.

    raw: this month's rate again. adjusted: raw over expected, times what is expected of the next
    month's cases. shrunk: this month's rate drawn to its kind. fair: adjusted and shrunk.
    same_mix: fair, but with this month's cases instead of the next month's, so that it could be
    said on the last evening of the month. actual: the rate that came. before, after: cases of
    this month and the next.
    """

    raw: Floats
    adjusted: Floats
    shrunk: Floats
    fair: Floats
    same_mix: Floats
    actual: Floats
    before: Floats
    after: Floats


def next_month(panel: Panel, *, month: int) -> NextMonth:
    """Predictions at the end of `month` for the month after it.

    Fitted on the cases of months up to `month` only. Of the next month's cases it uses what is
    known when each is filed (its kind), never how they ended. Effects of type and the like and of
    units last; of the month's own deviation, of the city and of each carried factor, half lasts.
    """
    past = panel.of_months(int(panel.month.min(initial=month)), month)
    now, coming = panel.of_months(month, month), panel.of_months(month + 1, month + 1)
    x, n = now.counts()
    y, m = coming.counts()
    raw = shares(x, of=n)
    chances = _Chances.fitted(past, month=month)
    expected_now = _mean(chances.of(now, units=False), panel=now)
    expected_next = _mean(chances.of(coming, units=False), panel=coming)
    return NextMonth(
        raw=raw,
        adjusted=np.minimum(raw / expected_now * expected_next, 1.0),
        shrunk=np.where(n > 0, shrink_counts(x, trials=n, kind=panel.kind).mean, np.nan),
        fair=_mean(chances.of(coming, units=True), panel=coming),
        same_mix=_mean(chances.of(now, units=True), panel=now),
        actual=shares(y, of=m),
        before=n,
        after=m,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chances:
    """The fitted effects, and what of the last month's deviations lasts."""

    mix: CaseMix
    lasting: Mapping[str, Floats]
    city: float

    @classmethod
    def fitted(cls, past: Panel, *, month: int) -> "_Chances":
        levels = {**past.factors, KIND: past.kind[past.unit]}
        months, names = codes_of(past.month.tolist())
        ages = month - np.array(names, dtype=np.int64)
        own = {MONTH: np.zeros_like(past.unit)} | {name: levels[name] for name in past.carried}
        pairs = {name: _pairs(codes, months=months) for name, codes in own.items()}
        factors = levels | {_by_month(name): one[0] for name, one in pairs.items()}
        cells = grouped(past.unit, success=past.success, factors=factors, kind=past.kind)
        mix = fit_case_mix(cells)
        lasting = {
            name: _lasting(mix.effects[_by_month(name)], pairs=pairs[name][1], ages=ages)
            for name in own
        }
        return cls(mix=mix, city=float(lasting.pop(MONTH)[0]), lasting=lasting)

    def of(self, panel: Panel, *, units: bool) -> Floats:
        """Chance of each case, with or without its unit's own effect."""
        levels = {**panel.factors, KIND: panel.kind[panel.unit]}
        logit = self.mix.level + self.city + np.zeros(len(panel.unit))
        for name, codes in levels.items():
            logit += _looked_up(self.mix.effects[name], codes=codes)
            if name in self.lasting:
                logit += _looked_up(self.lasting[name], codes=codes)
        own = self.mix.unit_effects[panel.unit] if units else 0.0
        return np.asarray(expit(logit + own))


def _by_month(name: str) -> str:
    return f"{name} by month"


def _pairs(codes: Codes, *, months: Codes) -> tuple[Codes, Codes]:
    """Code of each pair of level and month, and the pairs (level, month), in their order."""
    width = int(months.max(initial=0)) + 1
    found, where = np.unique(codes * width + months, return_inverse=True)
    return where.astype(np.int64), np.column_stack(np.divmod(found, width))


def _lasting(effects: Floats, *, pairs: Codes, ages: Codes) -> Floats:
    """Half of the last month's deviation of each level; 0 for a level without a case in it."""
    last = np.zeros(int(pairs[:, 0].max(initial=0)) + 1)
    newest = ages[pairs[:, 1]] == 0
    last[pairs[newest, 0]] = effects[newest]
    return LASTS * last


def _looked_up(effects: Floats, *, codes: Codes) -> Floats:
    known = codes < len(effects)
    return np.asarray(np.where(known, effects[np.where(known, codes, 0)], 0.0))


def _mean(chances: Floats, *, panel: Panel) -> Floats:
    sums = summed(chances, by=panel.unit, size=len(panel.kind))
    return shares(sums, of=panel.counts()[1])


def rolling(panel: Panel) -> list[NextMonth]:
    """Predictions from every month that has a month after it, first to last."""
    first, last = int(panel.month.min()), int(panel.month.max())
    return [next_month(panel, month=month) for month in range(first, last)]


def root_mean_square(months: Sequence[NextMonth], *, of: str, least: int = 1) -> float:
    """Error of one prediction over all units and months with at least `least` cases in both."""
    errors = []
    for one in months:
        both = (one.before >= least) & (one.after >= least)
        errors.append((getattr(one, of) - one.actual)[both])
    return float(np.sqrt(np.mean(np.concatenate(errors) ** 2)))
