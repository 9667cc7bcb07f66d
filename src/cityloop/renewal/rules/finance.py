"""Small-profit projects: what they bear, how long they may run, what a home pays and gets (D4)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from scipy.optimize import brentq

from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.renewal.rules.cashflow import (
    internal_rate,
    level_flows,
    money,
    present_value,
    rate_rounded,
)

# No lender asks ten times the sum as yearly interest: above it a project counts as unbreakable.
HIGHEST_LOAN_RATE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MicroProfit:
    """A project that lives on its own small income: outlay now, then level net cash by year.

    term: years of operation rights. loan_share: of the outlay that is borrowed, 0 to 1. loan_years:
    of level repayment at the end of each year. own_return: yearly return that the own money asks.
    Raises InputError for amounts or years that make no sense.
    """

    outlay: Decimal
    yearly: Decimal
    term: int
    loan_share: Decimal = Decimal(0)
    loan_years: int = 0
    own_return: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.outlay <= 0 or self.term <= 0:
            raise InputError(
                Sentence("Give an outlay above 0 and a term of at least one year."), where="outlay"
            )
        if not 0 <= self.loan_share <= 1 or not 0 <= self.loan_years <= self.term:
            raise InputError(
                Sentence("A loan is a share from 0 to 1, repaid within the term."), where="loan"
            )
        if self.loan_share and not self.loan_years:
            raise InputError(Sentence("Say over how many years it is repaid."), where="loan")

    @property
    def loan(self) -> Decimal:
        """The money that is borrowed."""
        return self.outlay * self.loan_share


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanLimit:
    """The highest loan rate that a project bears.

    rate: None when it is dead even without interest, or when no rate kills it (no loan). by_cash:
    rate at which a year's cash just meets the year's repayment. by_return: rate at which the own
    money just earns what it asks for within the term. why: which of the two kills it.
    """

    rate: Decimal | None
    by_cash: Decimal | None
    by_return: Decimal | None
    why: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeBalance:
    """What the average home pays, gets from others, and has afterwards; money in hundredths.

    pays: from its own pocket, funds and accounts. gets: everybody else's money. gain: value after
    less value before; net: gain less what it pays. saved: money a year. years: until the savings
    have paid back what it pays, None when there are none.
    """

    pays: Decimal
    gets: Decimal
    value_before: Decimal
    value_after: Decimal
    gain: Decimal
    net: Decimal
    saved: Decimal
    years: Decimal | None


def yearly_repayment(loan: Decimal, *, rate: Decimal, years: int) -> Decimal:
    """The level payment at the end of each year that repays a loan with interest; in hundredths.

    loan * rate / (1 - (1 + rate)^-years); the loan in equal parts at a rate of 0.
    """
    if years <= 0 or rate < 0:
        raise InputError(
            Sentence("A loan runs for at least one year at a rate of at least 0."), where="loan"
        )
    if not rate:
        return money(loan / years)
    return money(loan * rate / (1 - (1 + rate) ** -years))


def loan_limit(project: MicroProfit) -> LoanLimit:
    """The loan rate at which a micro-profit project dies: of cash, or for want of return.

    Both margins fall as the rate rises, so that each has one zero, found by Brent's method.
    """
    if not project.loan:
        return LoanLimit(
            rate=None, by_cash=None, by_return=None, why=Sentence("Nothing is borrowed.")
        )
    cash = _killing_rate(lambda rate: float(project.yearly) - _repayment(project, rate=rate))
    owned = _killing_rate(lambda rate: _own_value(project, rate=rate))
    if cash is None or owned is None:
        return LoanLimit(
            rate=None,
            by_cash=cash,
            by_return=owned,
            why=Sentence("It does not live even on a loan without interest."),
        )
    if cash <= owned:
        why = Sentence("Above it the year's cash no longer meets the year's repayment.")
    else:
        why = Sentence("Above it the own money does not earn what it asks for within the term.")
    return LoanLimit(rate=min(cash, owned), by_cash=cash, by_return=owned, why=why)


def operation_term(
    outlay: Decimal, *, yearly: Decimal, rate: Decimal, most_years: int = 100
) -> int | None:
    """The fewest whole years of operation rights in which the outlay earns this yearly rate.

    A rate of 0 gives the years that pay it back. None when even `most_years` are too few.
    """
    for years in range(1, most_years + 1):
        flows = level_flows(outlay, yearly=yearly, years=years)
        if present_value(flows, rate=rate) >= 0:
            return years
    return None


def excess_over_cap(project: MicroProfit, *, cap: Decimal) -> Decimal:
    """Yearly cash beyond the return cap, which belongs to the residents; 0 within the cap.

    The level part of the yearly cash that could be given away while the whole outlay still earns
    the capped rate over the term; in hundredths.
    """
    allowed = yearly_repayment(project.outlay, rate=cap, years=project.term)
    return max(project.yearly - allowed, Decimal(0))


def cap_refusal(project: MicroProfit, *, cap: Decimal) -> Sentence | None:
    """Why the project earns too much: its yearly return over the term is above the cap."""
    flows = level_flows(project.outlay, yearly=project.yearly, years=project.term)
    found = internal_rate(flows).only
    if found is None or found <= cap:
        return None
    return Sentence(
        "It earns %(found)s %% a year over %(term)s years; the cap is %(cap)s %%. Shorten the term"
        " or give %(excess)s a year to the residents.",
        found=f"{found * 100:.2f}",
        term=project.term,
        cap=f"{cap * 100:.2f}",
        excess=excess_over_cap(project, cap=cap),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """The homes of a project; area in square metres, prices of a square metre, money a year."""

    count: int
    area: Decimal
    price_before: Decimal
    price_after: Decimal
    saved: Decimal = Decimal(0)


def home_balance(homes: Homes, *, own: Decimal, others: Decimal) -> HomeBalance:
    """What the average home pays and gets; own: the residents' money, others: everybody else's.

    Averages only: what each home pays follows from its agreement. Raises InputError without homes.
    """
    if homes.count <= 0:
        raise InputError(Sentence("Say how many homes there are."), where="homes")
    pays, saved = money(own / homes.count), money(homes.saved / homes.count)
    before = money(homes.area * homes.price_before / homes.count)
    after = money(homes.area * homes.price_after / homes.count)
    return HomeBalance(
        pays=pays,
        gets=money(others / homes.count),
        value_before=before,
        value_after=after,
        gain=after - before,
        net=after - before - pays,
        saved=saved,
        years=money(pays / saved) if saved > 0 else None,
    )


def _repayment(project: MicroProfit, *, rate: float) -> float:
    loan, years = float(project.loan), project.loan_years
    return loan * rate / (1 - (1 + rate) ** -years) if rate else loan / years


def _own_value(project: MicroProfit, *, rate: float) -> float:
    """Present value, at the return that is asked for, of what the own money pays and receives."""
    each = 1 / (1 + float(project.own_return))
    cash = sum(float(project.yearly) * each**year for year in range(1, project.term + 1))
    repaid = _repayment(project, rate=rate)
    paid = sum(repaid * each**year for year in range(1, project.loan_years + 1))
    return cash - paid - float(project.outlay - project.loan)


def _killing_rate(margin: Callable[[float], float]) -> Decimal | None:
    if margin(0.0) < 0:
        return None
    if margin(HIGHEST_LOAN_RATE) > 0:
        return rate_rounded(HIGHEST_LOAN_RATE)
    return rate_rounded(float(brentq(margin, 0.0, HIGHEST_LOAN_RATE, xtol=1e-12)))
