"""Who reads, writes and publishes the city's definitions (domain.md H7, H18)."""

from django.utils.translation import gettext as _

from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import Actor
from cityloop.responsibility.choices import DraftState
from cityloop.responsibility.models import DefinitionDraft


def _still_a_draft(_actor: Actor, draft: DefinitionDraft) -> str | None:
    if draft.state == DraftState.DRAFT:
        return None
    return _("A version that was published or dropped is not changed; start a new draft from it.")


def _writes_or_publishes(actor: Actor, _draft: DefinitionDraft) -> str | None:
    if actor.has(Right.DEFINITION_WRITE) or actor.has(Right.DEFINITION_PUBLISH):
        return None
    return _("Those who write or publish definitions try them.")


def _not_an_author(actor: Actor, draft: DefinitionDraft) -> str | None:
    if actor.user_id == draft.author_id or actor.user_id in draft.editors:
        return _("Whoever wrote on the draft may not publish it.")
    return None


def _is_published(_actor: Actor, draft: DefinitionDraft) -> str | None:
    if draft.state == DraftState.PUBLISHED:
        return None
    return _("Only a published version can be withdrawn.")


DEFINITION_LIST = Permission[None](Right.DEFINITION_SEE)
DEFINITION_WRITE = Permission[None](Right.DEFINITION_WRITE)
DRAFT_EDIT = Permission[DefinitionDraft](Right.DEFINITION_WRITE, (_still_a_draft,))
DRAFT_TRY = Permission[DefinitionDraft](
    Right.DEFINITION_SEE, (_still_a_draft, _writes_or_publishes)
)
DRAFT_PUBLISH = Permission[DefinitionDraft](
    Right.DEFINITION_PUBLISH, (_still_a_draft, _not_an_author)
)
DRAFT_WITHDRAW = Permission[DefinitionDraft](Right.DEFINITION_PUBLISH, (_is_published,))
