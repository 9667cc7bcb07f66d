"""Drafts of reviewed texts and their dry runs."""

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.responsibility.choices import DraftState
from cityloop.responsibility.models import DefinitionDraft, DryRun


def get_draft(pk: int) -> DefinitionDraft:
    """Return a draft with the people who wrote and decided; raises NotFound."""
    people = ("author", "edited_by", "published_by", "ended_by")
    found = DefinitionDraft.objects.select_related(*people).filter(pk=pk).first()
    if found is None:
        raise NotFound(Sentence("There is no such draft."))
    return found


def drafts() -> list[DefinitionDraft]:
    """Drafts that are on their way, the last saved first, without their texts; one statement."""
    rows = DefinitionDraft.objects.filter(state=DraftState.DRAFT).defer("text")
    return list(rows.select_related("author", "edited_by"))


def get_dry_run(pk: int) -> DryRun:
    """Return a dry run with its draft; raises NotFound."""
    found = DryRun.objects.select_related("draft").filter(pk=pk).first()
    if found is None:
        raise NotFound(Sentence("There is no such dry run."))
    return found


def last_dry_run(draft: DefinitionDraft) -> DryRun | None:
    """Return the newest dry run of a draft, or None."""
    return draft.dry_runs.order_by("-pk").first()
