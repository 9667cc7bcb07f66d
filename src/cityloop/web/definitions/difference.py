"""What differs between a draft and the version that it replaces: by rule, and line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice
from typing import Any

from cityloop.core.definitions import from_plain
from cityloop.core.models import localised
from cityloop.flows.defining.reading import Reading
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.rules.changes import (
    Changes,
    RuleChange,
    changes_of_duties,
    changes_of_rules,
    rules_of_limits,
    rules_of_mapping,
)
from cityloop.responsibility.rules.definitions import DutyListFile, TimeLimitFile
from cityloop.web.components.duty_rows import names_now
from cityloop.web.definitions.tables import shown

# More is no longer read; the lines tell it all.
MOST_RULES = 200
MOST_LINES = 3000
AROUND = 3
FieldNames = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field before and after, in words."""

    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that is new (added), gone (removed) or said otherwise (changed)."""

    how: str
    code: str
    words: str
    fields: tuple[FieldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The rules that differ, of each sort how many, and whether more are left out."""

    lines: tuple[RuleLine, ...]
    added: int
    removed: int
    changed: int
    left_out: int


def difference_of(base: Any, *, reading: Reading) -> Difference:  # noqa: ANN401 - content of a kind
    """What the draft changes in the version that it was begun from."""
    changes = _changes(base, reading=reading)
    words = {**_words(base), **_words(reading.content)}
    lines = [*_lines(changes, words=words, names=_field_names() if changes else {})]
    return Difference(
        lines=tuple(lines[:MOST_RULES]),
        added=len(changes.added),
        removed=len(changes.removed),
        changed=len(changes.changed),
        left_out=max(0, len(lines) - MOST_RULES),
    )


def _changes(base: Any, *, reading: Reading) -> Changes:  # noqa: ANN401 - see above
    if reading.kind == DefinitionKind.DUTY_LIST:
        return changes_of_duties(base, new=reading.content)
    if reading.kind == DefinitionKind.TIME_LIMITS:
        old = from_plain(base, kind=TimeLimitFile)
        return changes_of_rules(rules_of_limits(old), new=rules_of_limits(reading.content))
    return changes_of_rules(rules_of_mapping(base), new=rules_of_mapping(reading.plain))


def _words(content: Any) -> Mapping[str, str]:  # noqa: ANN401 - see above
    """What a duty is about, by its code; other rules speak for themselves."""
    if not isinstance(content, DutyListFile):
        return {}
    return {duty.code: localised(duty.actions) for duty in content.duties}


def _lines(changes: Changes, *, words: Mapping[str, str], names: FieldNames) -> Iterator[RuleLine]:
    sorts = (
        ("changed", changes.changed),
        ("added", changes.added),
        ("removed", changes.removed),
    )
    for how, rules in sorts:
        for rule in rules:
            yield RuleLine(how, rule.code, words.get(rule.code, ""), _fields(rule, names=names))


def _fields(rule: RuleChange, *, names: FieldNames) -> tuple[FieldLine, ...]:
    return tuple(
        FieldLine(
            one.name, *(_in_words(said, names.get(one.name, {})) for said in (one.was, one.now))
        )
        for one in rule.fields
    )


def _in_words(value: Any, names: Mapping[str, str]) -> str:  # noqa: ANN401 - see above
    return names[value] if isinstance(value, str) and value in names else shown(value)


def _field_names() -> FieldNames:
    """Names by code, for the fields that hold one."""
    names = names_now()
    return {
        "lead": names.agencies,
        "fallback": names.agencies,
        "area": names.areas,
        "service_type": names.types,
        "money_source": names.sources,
        "payer": names.payers,
    }


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the text: added, removed, the same, or the head of a place."""

    how: str
    text: str


SORTS = {"+": "added", "-": "removed", "@": "place"}


def text_lines(old: str, *, new: str) -> list[TextLine]:
    """The lines that differ, with three around each; at most 3,000."""
    found = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=AROUND)
    # The first two lines name files.
    body = islice(found, 2, MOST_LINES + 2)
    return [TextLine(SORTS.get(line[:1], "same"), _line(line)) for line in body]


def _line(line: str) -> str:
    return line.strip("@ ") if line.startswith("@@") else line[1:]
