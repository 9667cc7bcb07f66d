"""Who reads the knowledge base, and who keeps which item of it (domain.md H7)."""

from django.utils.translation import gettext as _

from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.rights import Right
from cityloop.accounts.rules.roles import Actor
from cityloop.knowledge.models import KnowledgeItem


def _of_own_agency(actor: Actor, item: KnowledgeItem) -> str | None:
    if actor.agency_id is not None and item.owner_id == actor.agency_id:
        return None
    return _("%(agency)s keeps this answer current.") % {"agency": item.owner.name}


KNOWLEDGE_SEE = Permission[None](Right.KNOWLEDGE_SEE)
KNOWLEDGE_ADD = Permission[None](Right.KNOWLEDGE_KEEP)
KNOWLEDGE_KEEP = Permission[KnowledgeItem](Right.KNOWLEDGE_KEEP, (_of_own_agency,))
