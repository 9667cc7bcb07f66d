"""Reviewed text that stands in no file: what somebody types into a page, or sends to it."""

from typing import Any, TypeVar, get_args

import msgspec
import yaml

from cityloop.core.definitions.compact import Compact, spell_out
from cityloop.core.definitions.convert import Converter, shape_of
from cityloop.core.definitions.problems import Problems
from cityloop.core.definitions.source import (
    LOADER,
    Document,
    note_double_keys,
    parsed_document,
)

S = TypeVar("S", bound=msgspec.Struct)


def struct_from_text(
    text: str, *, kind: type[S], problems: Problems, languages: tuple[str, ...], file: str
) -> tuple[S, Document] | None:
    """A whole text as one struct with the lines of its values; None after noting mistakes."""
    document = parsed_document(text, file=file, problems=problems)
    if document is None:
        return None
    before = len(problems.found)
    for name, hint in shape_of(kind)[0].items():
        if any(isinstance(mark, Compact) for mark in get_args(hint)[1:]):
            spell_out(document, section=name, problems=problems)
    converter = Converter(document=document, problems=problems, languages=languages)
    value = converter.value(document.root, kind=kind, keys=())
    return None if len(problems.found) > before else (value, document)


def mapping_from_text(
    text: str, *, problems: Problems, file: str
) -> tuple[dict[str, Any], Document] | None:
    """A whole text as plain values with the lines of its fields; None after noting mistakes."""
    document = parsed_document(text, file=file, problems=problems)
    if document is None:
        return None
    before = len(problems.found)
    note_double_keys(document.root, document=document, problems=problems)
    if not isinstance(document.root, yaml.MappingNode):
        problems.add(file, text="must be a mapping of fields, 'name: value'", line=1)
    if len(problems.found) > before:
        return None
    _mark_lines(document)
    return _constructed(document, problems=problems), document


def _mark_lines(document: Document) -> None:
    for key, value in document.root.value:
        document.lines[str(key.value),] = key.start_mark.line + 1
        if isinstance(value, yaml.MappingNode):
            for inner, _ in value.value:
                document.lines[str(key.value), str(inner.value)] = inner.start_mark.line + 1


def _constructed(document: Document, *, problems: Problems) -> dict[str, Any]:
    loader = LOADER("")
    try:
        values: dict[str, Any] = loader.construct_document(document.root)
    except (yaml.MarkedYAMLError, ValueError) as error:
        problems.add(document.file, text=f"has a value that cannot be read: {error}")
        return {}
    finally:
        loader.dispose()
    return values
