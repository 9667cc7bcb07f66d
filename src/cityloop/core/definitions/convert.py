"""Marked nodes into frozen structs, by the types of the struct's fields."""

import types
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from cityloop.core.definitions.compact import Compact, spell_out
from cityloop.core.definitions.problems import Problems, suggestion
from cityloop.core.definitions.scalars import Unreadable, read_scalar
from cityloop.core.definitions.source import Document, Keys, pairs_of, read_document

S = TypeVar("S", bound=msgspec.Struct)
NULL = "tag:yaml.org,2002:null"
TEXTS = (str, str)


@dataclass(frozen=True, slots=True)
class Languages:
    """Marks a mapping language -> text that must hold every language of the city."""


@dataclass(frozen=True, slots=True)
class Within:
    """Marks a value with a condition and the sentence for one that does not meet it."""

    holds: Callable[[Any], bool]
    otherwise: str


class _Failed:
    """Stands for a value whose mistake has been noted."""


FAILED = _Failed()


@cache
def shape_of(kind: type[msgspec.Struct]) -> tuple[dict[str, Any], frozenset[str]]:
    """The types of a struct's fields and the names of those that have no default."""
    required = frozenset(one.name for one in msgspec.structs.fields(kind) if one.required)
    return get_type_hints(kind, include_extras=True), required


@dataclass(slots=True)
class Converter:
    """Reads one document; mistakes go to `problems` and the value is left out."""

    document: Document
    problems: Problems
    languages: tuple[str, ...] = ()
    # Many rows take the same texts from defaults; each is read once.
    texts: dict[int, dict[Any, Any]] = field(default_factory=dict)

    def fail(self, node: yaml.Node, *, keys: Keys, text: str) -> _Failed:
        """Note a mistake at a node."""
        about = str(keys[-1]) if keys else ""
        line = node.start_mark.line + 1
        self.problems.add(self.document.file, text=text, line=line, about=about)
        return FAILED

    def value(self, node: yaml.Node, *, kind: Any, keys: Keys) -> Any:  # noqa: ANN401
        """The value of a node as `kind`, or FAILED."""
        self.document.lines[keys] = node.start_mark.line + 1
        origin = get_origin(kind)
        if origin is Annotated:
            return self.marked(node, kind=kind, keys=keys)
        if origin in (Union, types.UnionType):
            return self.optional(node, kind=kind, keys=keys)
        if origin is tuple:
            return self.sequence(node, kind=get_args(kind)[0], keys=keys)
        if origin is dict:
            return self.mapping(node, kinds=get_args(kind), keys=keys)
        if issubclass(kind, msgspec.Struct):
            return self.struct(node, kind=kind, keys=keys)
        return self.scalar(node, kind=kind, keys=keys)

    def marked(self, node: yaml.Node, *, kind: Any, keys: Keys) -> Any:  # noqa: ANN401
        """A value with conditions."""
        inner, *marks = get_args(kind)
        value = self.value(node, kind=inner, keys=keys)
        for mark in marks:
            if value is FAILED:
                return FAILED
            if isinstance(mark, Within) and not mark.holds(value):
                return self.fail(node, keys=keys, text=f"{value!r} {mark.otherwise}")
            if isinstance(mark, Languages):
                value = self.translated(node, value=value, keys=keys)
        return value

    def translated(self, node: yaml.Node, *, value: dict[str, str], keys: Keys) -> Any:  # noqa: ANN401
        """A text in every language of the city, and in no other."""
        missing = [language for language in self.languages if language not in value]
        strange = [key for key in value if self.languages and key not in self.languages]
        for key in strange:
            hint = suggestion(key, options=self.languages)
            self.fail(node, keys=keys, text=f"language '{key}' is not a language of the city{hint}")
        if missing:
            named = ", ".join(f"'{language}'" for language in missing)
            self.fail(node, keys=keys, text=f"has no text in {named}; add it")
        return FAILED if missing or strange else value

    def optional(self, node: yaml.Node, *, kind: Any, keys: Keys) -> Any:  # noqa: ANN401
        """A value, or null."""
        if node.tag == NULL:
            return None
        inner = next(part for part in get_args(kind) if part is not types.NoneType)
        return self.value(node, kind=inner, keys=keys)

    def sequence(self, node: yaml.Node, *, kind: Any, keys: Keys) -> Any:  # noqa: ANN401
        """A list; items with mistakes are left out after noting them."""
        if not isinstance(node, yaml.SequenceNode):
            return self.fail(node, keys=keys, text="must be a list, each item after '- '")
        items = [
            self.value(child, kind=kind, keys=(*keys, n)) for n, child in enumerate(node.value)
        ]
        return tuple(item for item in items if item is not FAILED)

    def mapping(self, node: yaml.Node, *, kinds: tuple[Any, Any], keys: Keys) -> Any:  # noqa: ANN401
        """A mapping whose keys are data, such as years or languages."""
        if not isinstance(node, yaml.MappingNode):
            return self.fail(node, keys=keys, text="must be a mapping, 'name: value'")
        if kinds == TEXTS and id(node) in self.texts:
            return self.texts[id(node)]
        read: dict[Any, Any] = {}
        pairs = pairs_of(node, document=self.document, problems=self.problems)
        for name, (key_node, value_node) in pairs.items():
            key = self.value(key_node, kind=kinds[0], keys=(*keys, name))
            value = self.value(value_node, kind=kinds[1], keys=(*keys, name))
            if key is not FAILED and value is not FAILED:
                read[key] = value
        if kinds == TEXTS and len(read) == len(pairs):
            self.texts[id(node)] = read
        return read

    def struct(self, node: yaml.Node, *, kind: type[S], keys: Keys) -> Any:  # noqa: ANN401
        """A struct; unknown and missing fields are mistakes."""
        if not isinstance(node, yaml.MappingNode):
            return self.fail(node, keys=keys, text="must be a mapping of fields, 'name: value'")
        hints, required = shape_of(kind)
        pairs = pairs_of(node, document=self.document, problems=self.problems)
        self.refuse_unknown(pairs, known=hints, keys=keys)
        read = {
            name: self.value(pairs[name][1], kind=hint, keys=(*keys, name))
            for name, hint in hints.items()
            if name in pairs
        }
        missing = [name for name in hints if name in required and name not in read]
        for name in missing:
            self.fail(node, keys=(*keys, name), text="is missing; add it")
        if missing or FAILED in read.values():
            return FAILED
        return kind(**read)

    def refuse_unknown(
        self,
        pairs: dict[str, tuple[yaml.Node, yaml.Node]],
        *,
        known: dict[str, Any],
        keys: Keys,
    ) -> None:
        """Note every field the struct does not have: most are typing mistakes."""
        for name, (key_node, _) in pairs.items():
            if name not in known:
                hint = suggestion(name, options=known) or f"; known: {', '.join(known)}"
                self.fail(key_node, keys=(*keys, name), text=f"there is no such field{hint}")

    def scalar(self, node: yaml.Node, *, kind: type, keys: Keys) -> Any:  # noqa: ANN401
        """A single value."""
        if not isinstance(node, yaml.ScalarNode):
            return self.fail(
                node, keys=keys, text="must be a single value, not a list or a mapping"
            )
        if node.tag == NULL:
            return self.fail(node, keys=keys, text="is empty; write a value or remove the field")
        try:
            return read_scalar(kind, text=str(node.value))
        except Unreadable as error:
            return self.fail(node, keys=keys, text=str(error))


def read_struct(
    path: Path,
    *,
    kind: type[S],
    problems: Problems,
    languages: tuple[str, ...] = (),
    file: str = "",
) -> tuple[S, Document] | None:
    """A whole file as one struct with the lines of its values; None after noting mistakes."""
    document = read_document(path, problems=problems, file=file)
    if document is None:
        return None
    before = len(problems.found)
    for name, hint in shape_of(kind)[0].items():
        if any(isinstance(mark, Compact) for mark in get_args(hint)[1:]):
            spell_out(document, section=name, problems=problems)
    converter = Converter(document=document, problems=problems, languages=languages)
    value = converter.value(document.root, kind=kind, keys=())
    return None if len(problems.found) > before else (value, document)
