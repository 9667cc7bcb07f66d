"""Who pays for a project, in which year, and how firm that is: paid <= committed <= planned."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from cityloop.core.errors import InputError
from cityloop.core.sentences import Sentence
from cityloop.renewal.choices import MoneyStage, Payer
from cityloop.renewal.rules.cashflow import money


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """One source in one year; amounts of money in hundredths at most.

    Raises InputError unless 0 <= paid <= committed <= planned.
    """

    source: str
    year: int
    planned: Decimal
    committed: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        refusal = self.refusal()
        if refusal is not None:
            raise InputError(refusal, where=f"{self.source} {self.year}")

    def refusal(self) -> Sentence | None:
        """Why these amounts cannot stand together, or None."""
        if any(one != money(one) for one in (self.planned, self.committed, self.paid)):
            return Sentence("Money is written with two decimals at most.")
        if not 0 <= self.paid <= self.committed <= self.planned:
            return Sentence(
                "Paid %(paid)s, committed %(committed)s, planned %(planned)s: no more is paid than"
                " committed, and no more committed than planned.",
                paid=self.paid,
                committed=self.committed,
                planned=self.planned,
            )
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingMix:
    """Every line of a project's money. Raises InputError for two lines of one source and year."""

    lines: tuple[MoneyLine, ...] = ()

    def __post_init__(self) -> None:
        keys = [(line.source, line.year) for line in self.lines]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise InputError(
                Sentence(
                    "%(source)s stands twice in %(year)s; put both in one line.",
                    source=twice[0],
                    year=twice[1],
                ),
                where="funding",
            )

    def total(self, stage: MoneyStage) -> Decimal:
        """All money of this stage."""
        return self._sum(stage, of=self.lines)

    def by_year(self, stage: MoneyStage) -> dict[int, Decimal]:
        """Money of this stage by year, years rising."""
        years = sorted({line.year for line in self.lines})
        return {
            year: self._sum(stage, of=(line for line in self.lines if line.year == year))
            for year in years
        }

    def by_source(self, stage: MoneyStage) -> dict[str, Decimal]:
        """Money of this stage by source, in the order of the lines."""
        sources = dict.fromkeys(line.source for line in self.lines)
        return {
            source: self._sum(stage, of=(line for line in self.lines if line.source == source))
            for source in sources
        }

    def by_payer(self, stage: MoneyStage, *, payers: Mapping[str, Payer]) -> dict[Payer, Decimal]:
        """Money of this stage by whose it is; raises InputError for a source nobody lists."""
        found = dict.fromkeys(Payer, Decimal(0))
        for source, amount in self.by_source(stage).items():
            if source not in payers:
                raise InputError(
                    Sentence("No source of money is called '%(source)s'.", source=source),
                    where="source",
                )
            found[payers[source]] += amount
        return found

    def gap(self, *, cost: Decimal) -> Decimal:
        """What is not yet committed of the cost; 0 when all is."""
        return max(cost - self.total(MoneyStage.COMMITTED), Decimal(0))

    def with_committed(self, amount: Decimal, *, source: str, year: int) -> "FundingMix":
        """The mix after committing so much more; raises InputError beyond what is planned."""
        return self._changed(
            source, year, lambda line: replace(line, committed=line.committed + _above_0(amount))
        )

    def with_paid(self, amount: Decimal, *, source: str, year: int) -> "FundingMix":
        """The mix after paying so much more; raises InputError beyond what is committed."""
        return self._changed(
            source, year, lambda line: replace(line, paid=line.paid + _above_0(amount))
        )

    def _changed(
        self, source: str, year: int, change: Callable[[MoneyLine], MoneyLine]
    ) -> "FundingMix":
        here = [(line.source, line.year) == (source, year) for line in self.lines]
        if not any(here):
            raise InputError(
                Sentence("%(source)s has no plan for %(year)s.", source=source, year=year),
                where="funding",
            )
        return FundingMix(
            lines=tuple(
                change(line) if is_it else line
                for line, is_it in zip(self.lines, here, strict=True)
            )
        )

    @staticmethod
    def _sum(stage: MoneyStage, *, of: Iterable[MoneyLine]) -> Decimal:
        amounts: list[Decimal] = [getattr(line, stage.value) for line in of]
        return sum(amounts, Decimal(0))


def closing_refusal(mix: FundingMix, *, cost: Decimal) -> Sentence | None:
    """Why the funding cannot be closed: part of the cost is nobody's commitment."""
    missing = mix.gap(cost=cost)
    if not missing:
        return None
    return Sentence(
        "%(missing)s of %(cost)s is not committed by anybody.", missing=missing, cost=cost
    )


def _above_0(amount: Decimal) -> Decimal:
    if amount <= 0:
        raise InputError(Sentence("The amount must be above 0."), where="amount")
    return amount
