"""Answers of the knowledge base for the tests that need one."""

from datetime import date
from typing import Any

from cityloop.agencies.models import Agency
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.rules.search import search_words
from tests.town import LONG_AGO

TODAY = date(2026, 3, 2)


def an_answer(owner: Agency, code: str = "lamps", **more: Any) -> KnowledgeItem:  # noqa: ANN401 - fields of the model
    """An item that holds, in both languages; written as it was before versions were kept."""
    titles = more.pop("titles", {"en": "Dark lamps", "zh-hans": "路灯不亮"})
    bodies = more.pop("bodies", {"en": "Call us at dusk.", "zh-hans": "请傍晚来电。"})
    return KnowledgeItem.objects.create(
        code=code,
        owner=owner,
        titles=titles,
        bodies=bodies,
        words=search_words(*titles.values(), *bodies.values()),
        **{"valid_from": LONG_AGO, **more},
    )
