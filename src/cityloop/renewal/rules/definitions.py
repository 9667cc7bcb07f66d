"""What a city writes in definitions/renewal: kinds, sources of money, caps, gates."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from cityloop.core.definitions import (
    Code,
    Document,
    Names,
    Problems,
    Within,
    check_unique,
    note,
    read_struct,
)
from cityloop.renewal.choices import Body, Payer, ProjectStep

Content = TypeVar("Content", bound=msgspec.Struct)


def _is_share(number: Decimal) -> bool:
    return 0 <= number <= 1


ShareOfArea = Annotated[Decimal, Within(_is_share, "must lie from 0 to 1")]


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something with a code and its names."""

    code: Code
    names: Names


class KindRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of renewal and its items."""

    code: Code
    names: Names
    items: tuple[Row, ...]


class KindFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """kinds.yaml."""

    kinds: tuple[KindRow, ...]


class SourceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A source of money; from_works: never paid before the works begin."""

    code: Code
    payer: Payer
    from_works: bool
    names: Names


class SourceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """money_sources.yaml."""

    sources: tuple[SourceRow, ...]


class Caps(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much may be pulled down or added, as a share of the floor area before."""

    demolished: ShareOfArea
    added: ShareOfArea
    heritage_demolished: ShareOfArea


class CapFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """caps.yaml."""

    caps: Caps
    highest_return: ShareOfArea
    exemptions: tuple[Row, ...]


class GateRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a step needs: papers, the body that answers for it, and the power it acts on."""

    step: ProjectStep
    body: Body
    power: Names
    evidence: tuple[Code, ...]


class GateFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """gates.yaml; evidence: every paper that a gate may ask for."""

    evidence: tuple[Row, ...]
    gates: tuple[GateRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalDefinitions:
    """The reviewed text of renewal."""

    kinds: tuple[KindRow, ...]
    sources: tuple[SourceRow, ...]
    caps: Caps
    highest_return: Decimal
    exemptions: tuple[Row, ...]
    evidence: tuple[Row, ...]
    gates: dict[ProjectStep, GateRow]

    @property
    def payers(self) -> dict[str, Payer]:
        """Whose money each source is."""
        return {one.code: one.payer for one in self.sources}

    @property
    def items(self) -> dict[str, str]:
        """The kind of each item."""
        return {item.code: kind.code for kind in self.kinds for item in kind.items}


def load_renewal(folder: Path) -> RenewalDefinitions:
    """The reviewed text of definitions/renewal.

    Raises DefinitionError with every mistake: file, line and field.
    """
    problems = Problems()
    kinds = _read(folder / "kinds.yaml", kind=KindFile, problems=problems)
    sources = _read(folder / "money_sources.yaml", kind=SourceFile, problems=problems)
    caps = _read(folder / "caps.yaml", kind=CapFile, problems=problems)
    gates = _read(folder / "gates.yaml", kind=GateFile, problems=problems)
    if kinds is not None:
        _check_kinds(*kinds, problems=problems)
    if sources is not None:
        codes = [one.code for one in sources[0].sources]
        check_unique(codes, section="sources", key="code", document=sources[1], problems=problems)
    if gates is not None:
        _check_gates(*gates, problems=problems)
    problems.raise_if_any()
    if kinds is None or sources is None or caps is None or gates is None:
        raise AssertionError("a file that could not be read is a problem and has been raised")
    return RenewalDefinitions(
        kinds=kinds[0].kinds,
        sources=sources[0].sources,
        caps=caps[0].caps,
        highest_return=caps[0].highest_return,
        exemptions=caps[0].exemptions,
        evidence=gates[0].evidence,
        gates={gate.step: gate for gate in gates[0].gates},
    )


def _read(
    path: Path, *, kind: type[Content], problems: Problems
) -> tuple[Content, Document] | None:
    return read_struct(path, kind=kind, problems=problems, file=path.name)


def _check_kinds(file: KindFile, document: Document, *, problems: Problems) -> None:
    codes = [kind.code for kind in file.kinds]
    check_unique(codes, section="kinds", key="code", document=document, problems=problems)
    seen: set[str] = set()
    for number, kind in enumerate(file.kinds):
        for place, item in enumerate(kind.items):
            if item.code in seen:
                at = ("kinds", number, "items", place, "code")
                text = f"item '{item.code}' belongs to a kind already; give it another code"
                note(text, at=at, document=document, problems=problems)
            seen.add(item.code)


def _check_gates(file: GateFile, document: Document, *, problems: Problems) -> None:
    steps = [gate.step for gate in file.gates]
    check_unique(steps, section="gates", key="step", document=document, problems=problems)
    known = {one.code for one in file.evidence}
    for number, gate in enumerate(file.gates):
        for place, code in enumerate(gate.evidence):
            if code not in known:
                at = ("gates", number, "evidence", place)
                text = f"'{code}' is not in the list 'evidence' above; add it or correct it"
                note(text, at=at, document=document, problems=problems)
    if missing := [step.value for step in GATED if step not in steps]:
        text = f"no gate is written for: {', '.join(missing)}"
        note(text, at=("gates",), document=document, problems=problems)


# The steps that carry a project forward: none of them without a gate.
GATED = (
    ProjectStep.ADMIT,
    ProjectStep.CHOOSE_BODY,
    ProjectStep.SURVEY,
    ProjectStep.ASK_RESIDENTS,
    ProjectStep.OPEN_CONSENT,
    ProjectStep.RECORD_CONSENT,
    ProjectStep.PUBLISH_PLAN,
    ProjectStep.REVIEW,
    ProjectStep.ENTER_PLAN,
    ProjectStep.CLOSE_FUNDING,
    ProjectStep.BEGIN_WORKS,
    ProjectStep.ACCEPT_WORKS,
    ProjectStep.STOP_PACKAGE,
    ProjectStep.BEGIN_OPERATION,
    ProjectStep.EVALUATE,
    ProjectStep.WATCH,
    ProjectStep.CLOSE,
)
