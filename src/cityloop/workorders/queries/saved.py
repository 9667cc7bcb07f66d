"""What people keep at their desk: saved lists and reply templates."""

from dataclasses import dataclass

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.workorders.models import ReplyTemplate, SavedFilter


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A saved list: its name and the words of its address."""

    pk: int
    name: str
    query: str


def saved_filters(owner: int) -> tuple[SavedRow, ...]:
    """The person's own lists, by name; one statement."""
    rows = SavedFilter.objects.filter(owner=owner).order_by("name")
    return tuple(SavedRow(*row) for row in rows.values_list("pk", "name", "query"))


def get_saved(pk: int, *, owner: int) -> SavedRow:
    """One of the person's own lists; raises NotFound, for those of others too."""
    found = next((row for row in saved_filters(owner) if row.pk == pk), None)
    if found is None:
        raise NotFound(Sentence("There is no such saved list."))
    return found


def reply_templates(agency: int, *, retired: bool = False) -> tuple[ReplyTemplate, ...]:
    """The templates of an agency that are in use, or those retired; one statement."""
    rows = ReplyTemplate.objects.filter(agency=agency, retired_at__isnull=not retired)
    return tuple(sorted(rows.select_related("kept_by"), key=lambda one: (one.name, one.pk)))


def get_template(pk: int, *, agency: int) -> ReplyTemplate:
    """A template of the agency; raises NotFound, for those of other agencies too."""
    found = ReplyTemplate.objects.filter(pk=pk, agency=agency).first()
    if found is None:
        raise NotFound(Sentence("There is no such reply template."))
    return found
