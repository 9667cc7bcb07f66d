"""A version as a readable table: any kind, found by words, page by page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cityloop.core.definitions import from_plain
from cityloop.core.models import localised
from cityloop.intake.choices import RequestKind
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.models import ServiceType
from cityloop.responsibility.rules.changes import VALUE, rules_of_mapping
from cityloop.responsibility.rules.definitions import DutyListFile, TimeLimitFile, TimeLimitRow
from cityloop.web.components.duty_rows import DutyLine, Names, duty_lines, names_now
from cityloop.web.components.words import code_words

ROWS = 50
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and the rows of one page; `total` rows fit the words that were typed."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]
    number: int
    pages: int
    total: int

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


def table_of(
    content: DutyListFile | Mapping[str, Any], *, kind: str, typed: str, number: int
) -> Table:
    """The table of a version's content, cut down to the rows that hold every word typed."""
    head, rows = _MAKERS[kind](content)
    return _page(head, rows=rows, typed=typed, number=number)


def types_table(*, typed: str, number: int) -> Table:
    """Every service type with its group; one statement."""
    head = (_("Group"), _("Service type"), _("Code"), _("Kinds"), _("Grade"), _("In use"))
    found = ServiceType.objects.filter(parent__isnull=False).select_related("parent")
    rows = [
        (
            one.parent.name if one.parent else "",
            one.name,
            one.code,
            ", ".join(str(RequestKind(kind).label) for kind in one.kinds),
            str(one.get_default_grade_display()),
            _("Yes") if one.active else _("No"),
        )
        for one in found.order_by("parent__code", "code")
    ]
    return _page(head, rows=rows, typed=typed, number=number)


def _page(head: Row, *, rows: Sequence[Row], typed: str, number: int) -> Table:
    words = typed.casefold().split()
    found = [row for row in rows if all(word in " ".join(row).casefold() for word in words)]
    pages = max(1, -(-len(found) // ROWS))
    number = min(number, pages)
    shown = found[(number - 1) * ROWS : number * ROWS]
    return Table(
        head=head,
        rows=tuple(tuple(zip(head, row, strict=True)) for row in shown),
        number=number,
        pages=pages,
        total=len(found),
    )


def _duties(content: DutyListFile) -> tuple[Row, list[Row]]:
    head = (
        _("Duty"),
        _("Service type"),
        _("Where"),
        _("Who acts"),
        _("Who joins"),
        _("Standing"),
        _("Money"),
        _("Row"),
    )
    return head, [_duty(one) for one in duty_lines(content.duties, names=names_now())]


def _duty(one: DutyLine) -> Row:
    owner = _("%(agency)s organises the solution") if one.by_fallback else "%(agency)s"
    return (
        f"{one.action} ({one.code})",
        one.service_type,
        one.area or _("the whole city"),
        owner % {"agency": one.owner},
        one.helpers,
        one.state,
        " · ".join(filter(None, (one.money_source, one.payer))),
        str(one.row),
    )


def _limits(content: Mapping[str, Any]) -> tuple[Row, list[Row]]:
    head = (_("Clock"), _("How long"), _("Which orders"), _("Calendar"), _("Code"))
    limits = from_plain(content, kind=TimeLimitFile).limits
    names = names_now()
    return head, [
        (
            str(row.clock.label),
            how_long(row),
            _which(row, names=names),
            " ".join(filter(None, (row.calendar, row.end_of_day))),
            row.code,
        )
        for row in limits
    ]


def how_long(row: TimeLimitRow) -> str:
    """An amount with its unit."""
    return f"{row.amount} {row.unit.label}"


def _which(row: TimeLimitRow, *, names: Names) -> str:
    type_name = names.types.get(row.service_type or "", row.service_type or "")
    parts = (
        type_name,
        str(row.grade.label) if row.grade else "",
        code_words(row.kind) if row.kind else "",
        str(row.agency_kind.label) if row.agency_kind else "",
    )
    return " · ".join(filter(None, parts)) or _("every order")


def _leaves(content: Mapping[str, Any]) -> tuple[Row, list[Row]]:
    head = (_("Field"), _("Value"))
    return head, [
        (path.partition(" ")[0], shown(field[VALUE]))
        for path, field in rules_of_mapping(content).items()
    ]


def shown(value: Any) -> str:  # noqa: ANN401 - any YAML
    """A value of a text in words: names in the reader's language, lists with commas."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        if "en" in value:
            return localised(dict(value))
        return " · ".join(f"{key}: {shown(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(shown(one) for one in value) or "–"
    return str(value)


_MAKERS: Mapping[str, Callable[[Any], tuple[Row, list[Row]]]] = {
    DefinitionKind.DUTY_LIST: _duties,
    DefinitionKind.TIME_LIMITS: _limits,
    DefinitionKind.CALENDAR: _leaves,
    DefinitionKind.SCHEME: _leaves,
}
