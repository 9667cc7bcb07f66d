"""What differs between two versions of a text, by rule and not by line (domain.md H13)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from cityloop.core.definitions import to_plain
from cityloop.responsibility.rules.definitions import DutyListFile, TimeLimitFile
from cityloop.responsibility.rules.gaps import publication_diff

Rules = Mapping[str, Mapping[str, Any]]
VALUE = "value"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a rule: what it said and what it says now, None where it said nothing."""

    name: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule, by its code; a rule that is new or gone has no fields."""

    code: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Rules that are new, gone, and said otherwise, each in the order of its text."""

    added: tuple[RuleChange, ...] = ()
    removed: tuple[RuleChange, ...] = ()
    changed: tuple[RuleChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)


def changes_of_duties(old: DutyListFile, *, new: DutyListFile) -> Changes:
    """Duties by their code; a duty that only moved to another row is the same."""
    added, removed, changed = publication_diff(old, new=new)
    return Changes(
        added=tuple(RuleChange(one.code) for one in added),
        removed=tuple(RuleChange(one.code) for one in removed),
        changed=tuple(
            RuleChange(now.code, _fields(_plain(was), new=_plain(now))) for was, now in changed
        ),
    )


def changes_of_rules(old: Rules, *, new: Rules) -> Changes:
    """Rules by their code, field by field."""
    both = [code for code in new if code in old and dict(old[code]) != dict(new[code])]
    return Changes(
        added=tuple(RuleChange(code) for code in new if code not in old),
        removed=tuple(RuleChange(code) for code in old if code not in new),
        changed=tuple(RuleChange(code, _fields(old[code], new=new[code])) for code in both),
    )


def rules_of_limits(limits: TimeLimitFile) -> Rules:
    """The rows of a table of time limits by code."""
    return {row.code: {"code": row.code, **_plain(row)} for row in limits.limits}


def rules_of_mapping(content: Mapping[str, Any]) -> Rules:
    """The leaves of a nested text by their path; each member of a list of plain values is one."""
    return {path: {VALUE: value} for path, value in _leaves(content, path=())}


def _leaves(value: Any, *, path: Sequence[str]) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any YAML
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, path=(*path, str(key)))
    elif isinstance(value, list | tuple) and value:
        for inner in value:
            yield f"{'.'.join(path)} {inner}", inner
    else:
        yield ".".join(path), value


def _plain(row: msgspec.Struct) -> dict[str, Any]:
    """The fields that say something; a number of a row is where it stands, not what it says."""
    plain = to_plain(row)
    return {name: value for name, value in plain.items() if name != "row" and value is not None}


def _fields(old: Mapping[str, Any], *, new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    names = dict.fromkeys((*old, *new))
    return tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    )
