"""A draft begun from a version, and saved again and again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cityloop.accounts.models import User
from cityloop.core.definitions import Problems
from cityloop.core.errors import InputError
from cityloop.core.models import City
from cityloop.core.operations import audit
from cityloop.core.sentences import Sentence
from cityloop.flows.defining.reading import Text, reading_of
from cityloop.flows.defining.texts import text_of
from cityloop.responsibility.models import DefinitionDraft
from cityloop.responsibility.operations.drafts import Written, create_draft, save_draft
from cityloop.responsibility.queries.versions import VersionLine

# A city of a million with a list a hundred times as long as the demo's stays well below.
MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a form says: the text, the day for kinds whose text names none, the revision seen."""

    text: str
    valid_from: date | None
    revision: int


@transaction.atomic(durable=True)
def start_draft(line: VersionLine, *, by: User | None, at: datetime) -> DefinitionDraft:
    """Begin a draft with the text of a version; it gets its own version and day by editing."""
    written = _written(
        line.kind, code=line.code, saved=Saved(text=text_of(line), valid_from=None, revision=1)
    )
    draft = create_draft(
        kind=line.kind, code=line.code, base=line.version, written=written, by=by, at=at
    )
    audit(what="definition.drafted", subject=f"draft {draft.pk}", by=by, at=at)
    return draft


@transaction.atomic(durable=True)
def save(draft: DefinitionDraft, *, saved: Saved, by: User | None, at: datetime) -> DefinitionDraft:
    """Save what a person wrote, with or without mistakes.

    Raises InputError for a text beyond all measure, TransitionNotAllowed when somebody else saved
    meanwhile.
    """
    if len(saved.text) > MOST_CHARACTERS:
        raise InputError(
            Sentence("The text is longer than %(most)s characters.", most=MOST_CHARACTERS)
        )
    written = _written(draft.kind, code=draft.code, saved=saved)
    kept = save_draft(draft, written=written, by=by, at=at)
    audit(
        what="definition.saved",
        subject=f"draft {kept.pk}",
        reason=f"revision {kept.revision}, sha256 {kept.digest}",
        by=by,
        at=at,
    )
    return kept


def _written(kind: str, *, code: str, saved: Saved) -> Written:
    """What is kept of a text; browsers send line ends of their own."""
    text = saved.text.replace("\r\n", "\n")
    city = City.objects.get()
    reading = reading_of(
        Text(kind=kind, code=code, text=text, file="", languages=tuple(city.languages)),
        problems=Problems(),
    )
    return Written(
        text=text,
        version=reading.version[:32] if reading else "",
        valid_from=(reading.valid_from if reading else None) or saved.valid_from,
        revision=saved.revision,
    )
