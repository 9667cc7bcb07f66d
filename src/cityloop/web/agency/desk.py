"""The pages of an agency's desk beside its worklist."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cityloop.accounts.permissions import Permission
from cityloop.accounts.rules.roles import Actor
from cityloop.evaluation.permissions import PERIOD_LIST
from cityloop.workorders.permissions import ORDER_LIST, TEMPLATE_KEEP


@dataclass(frozen=True, slots=True)
class DeskTab:
    """One page of the desk."""

    label: str | Promise
    name: str

    @property
    def url(self) -> str:
        return reverse(self.name)


TABS: tuple[tuple[DeskTab, Permission[None]], ...] = (
    (DeskTab(_("Worklist"), "agency_worklist"), ORDER_LIST),
    (DeskTab(_("Saved lists"), "agency_lists"), ORDER_LIST),
    (DeskTab(_("Reply templates"), "agency_templates"), TEMPLATE_KEEP),
    (DeskTab(_("Own figures"), "agency_figures"), PERIOD_LIST),
)


def desk_tabs(actor: Actor) -> list[DeskTab]:
    """The pages that the person's roles open."""
    return [tab for tab, permission in TABS if permission.role_refusal(actor) is None]
