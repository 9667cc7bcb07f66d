"""Which months of which question must be answered anew, and in which steps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cityloop_analytics.contracts import FACTS
from cityloop_analytics.manifest import FactFile, Manifest
from cityloop_analytics.months import month_of, shifted
from cityloop_analytics.queries.engine import Question

Partitions = Mapping[tuple[str, str], str]
# Rows of facts that are read in one step: enough that a step's own cost does not count.
ROWS_A_STEP = 2_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """Months in a row, from first to last, and the questions that are answered for all of them."""

    first: str
    last: str
    questions: tuple[Question, ...]

    @property
    def back(self) -> int:
        return max(one.back for one in self.questions)

    @property
    def ahead(self) -> int:
        return max(one.ahead for one in self.questions)


def partitions(files: Iterable[FactFile]) -> dict[tuple[str, str], str]:
    """For each fact and month the digests of its files, joined."""
    found: dict[tuple[str, str], str] = {}
    for one in sorted(files, key=lambda file: file.path):
        if one.month:
            key = one.table, one.month
            found[key] = f"{found[key]} {one.sha256}" if key in found else one.sha256
    return found


def stale_months(
    question: Question, *, changed: set[tuple[str, str]], months: Iterable[str]
) -> set[str]:
    """The months of an answer on which a changed month of a fact bears.

    A month bears on the months that look ahead to it or back at it.
    """
    touched = {month for fact, month in changed if fact in question.facts}
    near = range(-question.ahead, question.back + 1)
    bears = {shifted(month, by=number) for month in touched for number in near}
    return bears & set(months)


def months_until_now(question: Question, *, moments: Iterable[int], zone: str) -> set[str]:
    """The months whose open matters are counted until one of these moments."""
    if not question.until_now:
        return set()
    return {
        shifted(month_of(moment, zone=zone), by=-number)
        for moment in moments
        for number in range(question.ahead + 1)
    }


def steps(
    stale: Mapping[str, set[str]], *, questions: Mapping[str, Question], manifest: Manifest
) -> Iterator[Step]:
    """The work in steps: months in a row with the same questions, small enough for the memory."""
    rows: dict[str, int] = {}
    for fact in FACTS:
        for one in manifest.of(fact.name):
            rows[one.month] = rows.get(one.month, 0) + one.rows
    open_step: list[str] = []
    asked: tuple[Question, ...] = ()
    for month in sorted(set().union(*stale.values())):
        here = tuple(one for one in questions.values() if month in stale[one.name])
        size = sum(rows.get(one, 0) for one in (*open_step, month))
        follows = open_step and shifted(open_step[-1], by=1) == month
        if open_step and (here != asked or not follows or size > ROWS_A_STEP):
            yield Step(open_step[0], open_step[-1], asked)
            open_step = []
        open_step, asked = [*open_step, month], here
    if open_step:
        yield Step(open_step[0], open_step[-1], asked)
