"""A chosen plan in words: how sure it is, why each project is out, which rules contradict."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cityloop.core.sentences import Sentence
from cityloop_analytics.portfolio.conflict import Conflict
from cityloop_analytics.portfolio.prices import Bought
from cityloop_analytics.portfolio.reasons import Insistence, Refusal, Why
from cityloop_analytics.portfolio.rows import Kind, Rule
from cityloop_analytics.portfolio.solving import Plan, Status

# The same rule said as what it demands, and as what would be broken.
_DEMANDS = {
    Kind.BUDGET: "The budget of %(a)s in %(b)s is not overrun.",
    Kind.FLOOR: "%(a)s gets at least its floor.",
    Kind.PREREQUISITE: "%(b)s waits for %(a)s.",
    Kind.EXCLUSION: "At most one of these is done: %(all)s.",
    Kind.PACKAGE: "The steps of package %(a)s follow one another.",
    Kind.LOCK: "The residents' choice about %(a)s is kept.",
    Kind.ONCE: "%(a)s starts once at most.",
}
_BREAKS = {
    Kind.BUDGET: "The budget of %(a)s in %(b)s would be overrun by %(by)s.",
    Kind.FLOOR: "%(a)s would fall below its floor.",
    Kind.PREREQUISITE: "%(a)s is not done in time before %(b)s.",
    Kind.EXCLUSION: "Another one of these is done: %(all)s.",
    Kind.PACKAGE: "The steps of package %(a)s would not follow one another.",
    Kind.LOCK: "The residents have decided about %(a)s.",
    Kind.ONCE: "%(a)s would start twice.",
}
_PLAIN = {
    Why.LOCKED_OUT: "The residents have decided against it.",
    Why.NO_YEAR: "No year lets its works end within the plan.",
    Why.NO_POINTS: "It has no points.",
    Why.WITHIN_GAP: "It would fit: the search ended within its gap before it was added.",
}


def plan_words(plan: Plan) -> Sentence:
    """How the search ended, with the gap it leaves, in one sentence."""
    gap = f"{plan.gap * 100:.2f}"
    match plan.status:
        case Status.PROVEN if plan.gap == 0:
            return Sentence("No other plan has more points.")
        case Status.PROVEN:
            return Sentence("No other plan has more than %(gap)s %% more points.", gap=gap)
        case Status.OUT_OF_TIME:
            return Sentence(
                "The time ran out. No other plan has more than %(gap)s %% more points.", gap=gap
            )
        case Status.IMPOSSIBLE:
            return Sentence("No plan keeps all rules: some of them contradict each other.")
        case Status.NONE_FOUND:
            return Sentence("The time ran out before any plan was found: give it more time.")


def demand_words(rule: Rule) -> Sentence:
    """What a rule demands."""
    return Sentence(_DEMANDS[rule.kind], **_named(rule))


def breach_words(rule: Rule, *, by: int) -> Sentence:
    """What would be broken; `by` is in the unit of money of the problem."""
    return Sentence(_BREAKS[rule.kind], **_named(rule), by=by)


def refusal_words(refusal: Refusal) -> tuple[Sentence, ...]:
    """Why a project is not in the plan: the rules it would break, and what stands in its place."""
    if refusal.why != Why.RULES:
        return (Sentence(_PLAIN[refusal.why]),)
    broken = [breach_words(rule, by=by) for rule, by in refusal.broken.items()]
    return (
        Sentence("If it started in %(year)s:", year=refusal.year),
        *broken,
        *(_instead_words(code, needed=needed) for code, needed in refusal.instead.items()),
    )


def conflict_words(conflict: Conflict) -> tuple[Sentence, ...]:
    """The contradiction: a first sentence, and then what each of its rules demands."""
    first = (
        Sentence("These rules cannot all be kept; drop or loosen any one of them:")
        if conflict.settled
        else Sentence(
            "Among these rules is a contradiction; the time ran out before all were told:"
        )
    )
    return (first, *(demand_words(rule) for rule in conflict.rules))


def bought_words(bought: Bought) -> tuple[Sentence, ...]:
    """What more money would buy, by solving again, with what is certain about it."""
    gain = Sentence(
        "%(amount)s more of %(source)s in %(year)s buys %(points)s points (from %(least)s to"
        " %(most)s).",
        amount=bought.amount,
        source=bought.source,
        year=bought.year,
        points=_points(bought.points),
        least=_points(bought.least),
        most=_points(bought.most),
    )
    return (
        gain,
        *_listed("Projects that come in: %(all)s.", codes=bought.entering),
        *_listed("Projects that go out: %(all)s.", codes=bought.leaving),
        *_listed("Projects that start in another year: %(all)s.", codes=bought.moved),
    )


def insistence_words(found: Insistence) -> Sentence:
    """What it costs to have a project in the plan all the same."""
    if found.least is None or found.most is None:
        return Sentence("No plan with %(project)s in it was found.", project=found.project)
    return Sentence(
        "With %(project)s in it the best plan loses from %(least)s to %(most)s points.",
        project=found.project,
        least=_points(found.least),
        most=_points(found.most),
    )


def price_words(worth: Mapping[Rule, float], *, unit: int) -> tuple[Sentence, ...]:
    """What so many more units of each tight budget are worth, the most first: a guide only."""
    budgets = [(rule, each) for rule, each in worth.items() if rule.kind == Kind.BUDGET and each]
    return tuple(
        Sentence(
            "If parts of projects could be done, %(unit)s more of %(a)s in %(b)s would buy"
            " %(points)s points.",
            **_named(rule),
            unit=unit,
            points=_points(each * unit),
        )
        for rule, each in sorted(budgets, key=lambda pair: -pair[1])
    )


def _instead_words(code: str, *, needed: Sequence[Rule]) -> Sentence:
    if not needed:
        return Sentence(
            "%(project)s has fewer points for its money and is there because it fits.",
            project=code,
        )
    return Sentence(
        "%(project)s has fewer points for its money and is there because of a rule: %(rules)s",
        project=code,
        rules=" ".join(demand_words(rule) for rule in needed),
    )


def _named(rule: Rule) -> dict[str, str]:
    first, second = (*rule.about, "", "")[:2]
    return {"a": first, "b": second, "all": ", ".join(rule.about)}


def _listed(template: str, *, codes: Sequence[str]) -> tuple[Sentence, ...]:
    return (Sentence(template, all=", ".join(codes)),) if codes else ()


def _points(number: float) -> Decimal:
    return Decimal(f"{number:.1f}")
