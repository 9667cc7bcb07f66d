"""What a city writes in definitions/consent: who must agree, and how many of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from cityloop.core.definitions import Code, Count, Names, Positive, Problems, Within, read_struct
from cityloop.deliberation.choices import (
    Base,
    DecisionUnit,
    Effect,
    Measure,
    Unreturned,
    VotingChannel,
)
from cityloop.deliberation.rules.gates import Gate

ASSEMBLY_FILE = "residents_assembly"
Rule = TypeVar("Rule", bound=msgspec.Struct)


def _are_distinct(values: Collection[object]) -> bool:
    return bool(values) and len(set(values)) == len(values)


Measures = Annotated[
    tuple[Measure, ...], Within(_are_distinct, "must name 'area', 'heads' or both, each once")
]
Channels = Annotated[
    tuple[VotingChannel, ...], Within(_are_distinct, "must name at least one way, each once")
]


class ConsentRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A reviewed, dated rule by which owners or households consent (domain.md E2, H11).

    counts: every one of them must meet every gate. participation: gate of those who take part, of
    all; none where only consent is counted. approval_of: whose share the approval is. unreturned:
    only for ballots handed over against proof. voting_days: how long ballots are taken, where the
    rule says so. Days are natural days.
    """

    code: Code
    version: str
    names: Names
    note: Names | None = None
    source: str
    valid_from: date | None = None
    unit: DecisionUnit
    counts: Measures
    participation: Gate | None = None
    approval: Gate
    approval_of: Base
    unreturned: Unreturned
    effect: Effect
    channels: Channels
    notice_days: Count
    publication_days: Count
    voting_days: Positive | None = None
    only_posted_items: bool


class AssemblyRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a residents' assembly is called, is able to decide, and decides (domain.md E1, H12).

    quorum: present, of those eligible. decision: agreeing, of those present. The last three: who
    can demand that it is called.
    """

    code: Code
    version: str
    names: Names
    note: Names | None = None
    source: str
    valid_from: date | None = None
    quorum: Gate
    decision: Gate
    call_adults: Gate
    call_households: Gate
    call_groups: Gate


@dataclass(frozen=True, slots=True)
class Consents:
    """Every rule of consent of a folder; owners' and households' rules by code."""

    rules: dict[str, ConsentRule]
    assembly: AssemblyRule


def load_consents(folder: Path) -> Consents:
    """The rules of definitions/consent.

    Raises DefinitionError with every mistake: file, line and field; a file is named as its code.
    """
    problems = Problems()
    assembly = _read(folder / f"{ASSEMBLY_FILE}.yaml", kind=AssemblyRule, problems=problems)
    paths = [path for path in sorted(folder.glob("*.yaml")) if path.stem != ASSEMBLY_FILE]
    read = {path: _read(path, kind=ConsentRule, problems=problems) for path in paths}
    for path, rule in read.items():
        if rule is not None and rule.code != path.stem:
            text = f"is '{rule.code}', but the file is called '{path.stem}'; give both one name"
            problems.add(path.name, text=text, about="code")
    problems.raise_if_any()
    if assembly is None:
        raise AssertionError("a file that could not be read is a problem and has been raised")
    return Consents(
        rules={rule.code: rule for rule in read.values() if rule is not None}, assembly=assembly
    )


def _read(path: Path, *, kind: type[Rule], problems: Problems) -> Rule | None:
    found = read_struct(path, kind=kind, problems=problems, file=path.name)
    return None if found is None else found[0]
