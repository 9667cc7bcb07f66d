"""The reviewed text of a version: as it was published, as its file has it, or written anew."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cityloop.core.definitions import Problems, to_plain
from cityloop.core.errors import NotFound
from cityloop.core.models import Definition
from cityloop.core.rules.hashchain import GENESIS, event_hash
from cityloop.core.sentences import Sentence
from cityloop.evaluation.rules.scheme import EvaluationScheme
from cityloop.flows.defining.reading import Reading, Text, reading_of
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.models import DefinitionDraft
from cityloop.responsibility.queries.list_files import list_file
from cityloop.responsibility.queries.versions import VersionLine
from cityloop.responsibility.rules.definitions import DutyListFile

WIDTH = 100
PLACES = {
    DefinitionKind.DUTY_LIST: "**/duty_lists/*.yaml",
    DefinitionKind.TIME_LIMITS: "**/time_limits.yaml",
    DefinitionKind.CALENDAR: "**/calendars/*.yaml",
    DefinitionKind.SCHEME: "**/evaluation/*.yaml",
}


def text_of(line: VersionLine) -> str:
    """Return the text of a version, with its comments where the text as written is at hand.

    It is the text that was published; else the file of this deployment that says exactly what is
    kept; else the content written out as YAML, without comments and short forms.
    """
    if line.draft is not None:
        return DefinitionDraft.objects.values_list("text", flat=True).get(pk=line.draft)
    content = content_of(line)
    said = _says_the_same(content, kind=line.kind)
    for text in _files(line):
        reading = reading_of(_text(line, text), problems=Problems())
        if reading is not None and said(reading):
            return text
    return _written(content)


def content_of(line: VersionLine) -> DutyListFile | Mapping[str, Any]:
    """Return what is kept of a version: the list, or the plain content; raises NotFound."""
    if line.kind == DefinitionKind.DUTY_LIST:
        return list_file(line.version)
    rows = Definition.objects.filter(kind=line.kind, code=line.code, version=line.version)
    content = rows.values_list("content", flat=True).first()
    if content is None:
        raise NotFound(Sentence("There is no version %(version)s of it.", version=line.version))
    found: Mapping[str, Any] = content
    return found


def _says_the_same(
    content: DutyListFile | Mapping[str, Any], *, kind: str
) -> Callable[[Reading], bool]:
    if isinstance(content, DutyListFile):
        return lambda reading: reading.content.duties == content.duties
    if kind == DefinitionKind.SCHEME:
        scheme = EvaluationScheme.from_mapping(content)
        return lambda reading: reading.content == scheme
    # A JSON column gives lists where a struct has tuples.
    kept = event_hash(GENESIS, payload=content)
    return lambda reading: event_hash(GENESIS, payload=reading.plain) == kept


def _files(line: VersionLine) -> Iterator[str]:
    """Texts of files that could be meant: those that name the version."""
    folder = Path(settings.DEFINITIONS)
    for path in sorted(folder.glob(PLACES[DefinitionKind(line.kind)])):
        text = path.read_text(encoding="utf-8-sig")
        if line.version in text:
            yield text


def _text(line: VersionLine, text: str) -> Text:
    return Text(kind=line.kind, code=line.code, text=text, file="")


def _written(content: DutyListFile | Mapping[str, Any]) -> str:
    plain = to_plain(content) if isinstance(content, DutyListFile) else content
    text: str = yaml.safe_dump(_said(plain), allow_unicode=True, sort_keys=False, width=WIDTH)
    return text


def _said(value: Any) -> Any:  # noqa: ANN401 - any YAML
    """Without fields that say nothing."""
    if isinstance(value, Mapping):
        return {key: _said(one) for key, one in value.items() if one not in (None, [], {})}
    if isinstance(value, list | tuple):
        return [_said(one) for one in value]
    return value
