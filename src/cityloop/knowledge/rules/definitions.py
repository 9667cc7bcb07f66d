"""Answers that people can be given at once, as written in knowledge.yaml."""

from datetime import date

import msgspec

from cityloop.core.definitions import Code, Names, Positive


class KnowledgeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One answer; its owner keeps it current (domain.md A2, Art. 31)."""

    code: Code
    titles: Names
    bodies: Names
    owner: Code
    valid_from: date
    service_types: tuple[Code, ...] = ()
    valid_to: date | None = None
    public: bool = True


class KnowledgeFile(msgspec.Struct, frozen=True, kw_only=True):
    items: tuple[KnowledgeRow, ...]


class KnowledgeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Days before its end on which an item's owner is told; most complaints on an item in a day."""

    remind_days: Positive = 30
    unhelpful_a_day: Positive = 50
