"""The files of a city's folder, each read into its structs with the lines of its values."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from cityloop.accounts.rules.definitions import PersonFile
from cityloop.agencies.rules.definitions import AgencyFile, JointBodyFile
from cityloop.core.definitions import Document, Problems, plain_mapping, read_struct
from cityloop.intake.rules.call_definitions import CallFile
from cityloop.intake.rules.definitions import ChannelFile, CityRow
from cityloop.knowledge.rules.definitions import KnowledgeFile
from cityloop.places.rules.definitions import AreaFile
from cityloop.places.rules.geojson import read_boundaries
from cityloop.responsibility.rules.definitions import (
    DutyListFile,
    MoneyFile,
    ServiceTypeFile,
    TimeLimitFile,
)

S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Read:
    """One file: what it holds, and where each value stands."""

    content: Any
    document: Document


@dataclass(slots=True)
class CityFiles:
    """Every file of a city that could be read; `boundaries` is None without areas.geojson."""

    folder: Path
    city: Read
    areas: Read
    agencies: Read
    joint_bodies: Read | None
    people: Read | None
    service_types: Read
    money: Read | None
    duty_lists: tuple[Read, ...]
    time_limits: Read
    knowledge: Read | None
    channels: Read | None
    calls: Read | None
    boundaries: dict[str, Any] | None
    calendars: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()


@dataclass(slots=True)
class FolderReader:
    """Reads the files of one folder; mistakes of all files are collected before any is raised."""

    folder: Path
    problems: Problems = field(default_factory=Problems)
    languages: tuple[str, ...] = ()

    def file(self, name: str) -> str:
        """The name of a file as messages show it."""
        return (self.folder / name).as_posix()

    def required(self, name: str, *, kind: type[msgspec.Struct]) -> Any:  # noqa: ANN401
        """A file that must be there; None after its mistakes are noted."""
        found = read_struct(
            self.folder / name,
            kind=kind,
            problems=self.problems,
            languages=self.languages,
            file=self.file(name),
        )
        return None if found is None else Read(content=found[0], document=found[1])

    def optional(self, name: str, *, kind: type[msgspec.Struct]) -> Any:  # noqa: ANN401
        """A file that may be absent."""
        return self.required(name, kind=kind) if (self.folder / name).exists() else None


def read_city_files(folder: Path) -> CityFiles:
    """Every file of the folder; raises DefinitionError with all mistakes of all files."""
    reader = FolderReader(folder)
    city = reader.required("city.yaml", kind=CityRow)
    reader.problems.raise_if_any()
    reader.languages = city.content.languages
    files = CityFiles(
        folder=folder,
        city=city,
        areas=reader.required("areas.yaml", kind=AreaFile),
        agencies=reader.required("agencies.yaml", kind=AgencyFile),
        joint_bodies=reader.optional("joint_bodies.yaml", kind=JointBodyFile),
        people=reader.optional("people.yaml", kind=PersonFile),
        service_types=reader.required("service_types.yaml", kind=ServiceTypeFile),
        money=reader.optional("money.yaml", kind=MoneyFile),
        duty_lists=_duty_lists(reader),
        time_limits=reader.required("time_limits.yaml", kind=TimeLimitFile),
        knowledge=reader.optional("knowledge.yaml", kind=KnowledgeFile),
        channels=reader.optional("channels.yaml", kind=ChannelFile),
        calls=reader.optional("calls.yaml", kind=CallFile),
        boundaries=_boundaries(reader),
    )
    reader.problems.raise_if_any()
    files.calendars = codes_in(folder, name="calendars")
    files.schemes = codes_in(folder, name="evaluation")
    return files


def _duty_lists(reader: FolderReader) -> tuple[Read, ...]:
    paths = sorted((reader.folder / "duty_lists").glob("*.yaml"))
    if not paths:
        reader.problems.add(
            reader.file("duty_lists"),
            text="holds no responsibility list; add one, such as 2026-1.yaml",
        )
    return tuple(reader.required(f"duty_lists/{path.name}", kind=DutyListFile) for path in paths)


def _boundaries(reader: FolderReader) -> dict[str, Any] | None:
    path = reader.folder / "areas.geojson"
    if not path.exists():
        return None
    found = read_boundaries(
        path, problems=reader.problems, name=None, file=reader.file("areas.geojson")
    )
    return {code: boundary.geometry for code, boundary in found.items()}


def codes_in(folder: Path, *, name: str) -> frozenset[str]:
    """Codes of the files in definitions/<name>/ and definitions/<city>/<name>/."""
    places = (folder.parent / name, folder / name)
    paths = [path for place in places for path in sorted(place.glob("*.yaml"))]
    return frozenset(str(plain_mapping(path).get("code", path.stem)) for path in paths)
