"""Reads reviewed texts: YAML in, frozen structs out, every mistake named with file and line."""

from cityloop.core.definitions.checks import Register, check_all, check_unique, note
from cityloop.core.definitions.compact import Compact
from cityloop.core.definitions.convert import Languages, Within, read_struct
from cityloop.core.definitions.kinds import Code, Count, Names, Positive
from cityloop.core.definitions.plain import from_plain, to_plain
from cityloop.core.definitions.problems import Problem, Problems, suggestion
from cityloop.core.definitions.source import (
    Document,
    Keys,
    decoded_text,
    plain_mapping,
    read_document,
)

__all__ = [
    "Code",
    "Compact",
    "Count",
    "Document",
    "Keys",
    "Languages",
    "Names",
    "Positive",
    "Problem",
    "Problems",
    "Register",
    "Within",
    "check_all",
    "check_unique",
    "decoded_text",
    "from_plain",
    "note",
    "plain_mapping",
    "read_document",
    "read_struct",
    "suggestion",
    "to_plain",
]
