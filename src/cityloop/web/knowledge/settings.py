"""What the city has set for its knowledge base."""

from cityloop.core.definitions import from_plain
from cityloop.core.models import City
from cityloop.intake.rules.definitions import CitySettings
from cityloop.knowledge.rules.definitions import KnowledgeSettings


def knowledge_settings(city: City) -> KnowledgeSettings:
    """Days before an end on which owners are told, and the like."""
    return from_plain(city.settings, kind=CitySettings).knowledge
