"""What a reviewed text of each kind says, with the line of every mistake."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from cityloop.core.definitions import Document, Problems, note, to_plain
from cityloop.core.definitions.kinds import is_code
from cityloop.core.definitions.texts import mapping_from_text, struct_from_text
from cityloop.core.errors import DefinitionError, joined
from cityloop.core.rules.calendars import calendar_from_mapping
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.rules.definitions import DutyListFile, TimeLimitFile

FIELD = re.compile(r"field '([^']*)'")
PART = re.compile(r"[^.\[\]]+")
LONGEST_VERSION = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to be read: its kind, what it is about, the name of its file, the city's languages."""

    kind: str
    code: str
    text: str
    file: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says; `valid_from` is None for kinds whose text does not name a day.

    `content` is the struct or the calendar's mapping, `plain` what a JSON column keeps.
    """

    kind: str
    code: str
    version: str
    valid_from: date | None
    content: Any
    plain: Mapping[str, Any]
    document: Document


def reading_of(text: Text, *, problems: Problems) -> Reading | None:
    """The text as its kind reads it; None after noting what is wrong with its shape."""
    found = READERS[text.kind](text, problems)
    if found is None:
        return None
    if not is_code(found.version) or len(found.version) > LONGEST_VERSION:
        # It stands in addresses; what else is written there cannot be opened again.
        words = (
            f"must be a name of 1 to {LONGEST_VERSION} small letters, digits and hyphens, such as "
            "'2027-1'"
        )
        note(words, at=("version",), document=found.document, problems=problems)
        found = replace(found, version="")
    if found.code != text.code:
        words = f"is '{found.code}', but this is a draft of '{text.code}'; write that code"
        note(words, at=("code",), document=found.document, problems=problems)
    return found


def _struct(text: Text, problems: Problems, *, kind: type[msgspec.Struct]) -> Reading | None:
    found = struct_from_text(
        text.text, kind=kind, problems=problems, languages=text.languages, file=text.file
    )
    if found is None:
        return None
    content: Any = found[0]
    return Reading(
        kind=text.kind,
        code=text.code,
        version=content.version,
        valid_from=content.valid_from,
        content=content,
        plain=to_plain(content),
        document=found[1],
    )


def _duty_list(text: Text, problems: Problems) -> Reading | None:
    return _struct(text, problems, kind=DutyListFile)


def _time_limits(text: Text, problems: Problems) -> Reading | None:
    return _struct(text, problems, kind=TimeLimitFile)


def _calendar(text: Text, problems: Problems) -> Reading | None:
    def read(content: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        return calendar_from_mapping(content), jsonable(content)

    return _mapping(text, problems, read=read)


def _scheme(text: Text, problems: Problems) -> Reading | None:
    def read(content: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        scheme = EvaluationScheme.from_mapping(content)
        return scheme, scheme.to_mapping()

    return _mapping(text, problems, read=read)


def _mapping(
    text: Text,
    problems: Problems,
    *,
    read: Callable[[Mapping[str, Any]], tuple[Any, Mapping[str, Any]]],
) -> Reading | None:
    found = mapping_from_text(text.text, problems=problems, file=text.file)
    if found is None or problems.found:
        return None
    mapping, document = found
    try:
        content, plain = read(mapping)
    except DefinitionError as error:
        _note(error, document=document, problems=problems)
        return None
    return Reading(
        kind=text.kind,
        code=str(plain["code"]),
        version=str(plain["version"]),
        valid_from=None,
        content=content,
        plain=plain,
        document=document,
    )


def _note(error: DefinitionError, *, document: Document, problems: Problems) -> None:
    """Note an error of a reader that names its field, at the line of that field."""
    named = FIELD.search(error.where) or FIELD.search(error.what)
    path = named[1] if named else ""
    keys = tuple(PART.findall(path))
    problems.add(
        document.file, text=joined(error.what, error.mend), line=document.line(keys), about=path
    )


def jsonable(value: Any) -> Any:  # noqa: ANN401 - YAML of any shape
    """A value of YAML as a JSON column keeps it: days and other scalars become text."""
    if isinstance(value, Mapping):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


READERS: Mapping[str, Callable[[Text, Problems], Reading | None]] = {
    DefinitionKind.DUTY_LIST: _duty_list,
    DefinitionKind.TIME_LIMITS: _time_limits,
    DefinitionKind.CALENDAR: _calendar,
    DefinitionKind.SCHEME: _scheme,
}
