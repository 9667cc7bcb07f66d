"""A YAML file as marked nodes: every value knows its line."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cityloop.core.definitions.problems import Problems

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LEADING_TAB = re.compile(r"^ *\t")
Keys = tuple[Hashable, ...]


@dataclass(slots=True)
class Document:
    """One file: its name for messages, its nodes, and the line of every value read from it."""

    file: str
    root: yaml.Node
    lines: dict[Keys, int] = field(default_factory=dict)

    def line(self, keys: Keys) -> int | None:
        """The line of a value, or of the nearest thing around it that has one."""
        for length in range(len(keys), -1, -1):
            if keys[:length] in self.lines:
                return self.lines[keys[:length]]
        return None


def decoded_text(raw: bytes, *, file: str, problems: Problems) -> str | None:
    """The text of a UTF-8 file, with or without a byte order mark; None after noting why not."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = raw[error.start]
        problems.add(
            file,
            text=f"byte 0x{byte:02x} is not UTF-8; save the file with encoding UTF-8",
            line=line,
        )
        return None
    if not text.strip():
        problems.add(
            file, text="the file is empty; see the same file of definitions/demo for its shape"
        )
        return None
    return text


def read_document(path: Path, *, problems: Problems, file: str = "") -> Document | None:
    """The nodes of a YAML file, or None after its mistakes are noted in `problems`."""
    name = file or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        problems.add(name, text=f"cannot be read: {reason}; create the file or correct its name")
        return None
    text = decoded_text(raw, file=name, problems=problems)
    return None if text is None else parsed_document(text, file=name, problems=problems)


def parsed_document(text: str, *, file: str, problems: Problems) -> Document | None:
    """The nodes of a YAML text, or None after its mistakes are noted in `problems`."""
    tabs = [n for n, line in enumerate(text.splitlines(), start=1) if LEADING_TAB.match(line)]
    for number in tabs:
        problems.add(
            file, text="the line is indented with a tab; indent with two spaces", line=number
        )
    if tabs:
        return None
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        problems.add(
            file,
            text=f"is not YAML here: {error.problem}; check colons, quotes and indentation",
            line=mark.line + 1 if mark else None,
        )
        return None
    except yaml.reader.ReaderError as error:
        # Its position counts characters of the text, not lines.
        line = text.count("\n", 0, error.position) + 1
        problems.add(file, text="holds a control character here; delete it", line=line)
        return None
    if root is None:
        problems.add(file, text="the file holds comments only; see definitions/demo for its shape")
        return None
    return Document(file=file, root=root)


def pairs_of(
    node: yaml.MappingNode, *, document: Document, problems: Problems
) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Key text -> (key node, value node); a key written twice is noted as a mistake."""
    pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in pairs:
            first = pairs[name][0].start_mark.line + 1
            problems.add(
                document.file,
                text=f"the key is written twice, first in line {first}; remove one of the two",
                line=key.start_mark.line + 1,
                about=name,
            )
            continue
        pairs[name] = (key, value)
    return pairs


def plain_mapping(path: Path, *, file: str = "") -> dict[str, Any]:
    """The file as plain Python values, for readers that check the fields themselves.

    Raises DefinitionError when the file is no UTF-8 YAML mapping or has a key twice.
    """
    problems = Problems()
    document = read_document(path, problems=problems, file=file)
    problems.raise_if_any()
    assert document is not None  # noqa: S101 - raise_if_any has left otherwise
    note_double_keys(document.root, document=document, problems=problems)
    if not isinstance(document.root, yaml.MappingNode):
        problems.add(document.file, text="must be a mapping of fields, 'name: value'", line=1)
    problems.raise_if_any()
    loader = LOADER("")
    try:
        values: dict[str, Any] = loader.construct_document(document.root)
    finally:
        loader.dispose()
    return values


def note_double_keys(node: yaml.Node, *, document: Document, problems: Problems) -> None:
    """Note every key that stands twice in its mapping, at any depth."""
    if isinstance(node, yaml.MappingNode):
        children = pairs_of(node, document=document, problems=problems).values()
        for _, value in children:
            note_double_keys(value, document=document, problems=problems)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            note_double_keys(value, document=document, problems=problems)
