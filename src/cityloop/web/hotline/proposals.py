"""What an operator found out, and the treatment that follows from it (domain.md A2 Art. 11)."""

from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cityloop.core.models import localised
from cityloop.flows.repeats import repeats_of_person
from cityloop.intake.choices import Treatment
from cityloop.intake.models import ServiceRequest
from cityloop.intake.rules.repeats import RepeatOutcome
from cityloop.intake.rules.treatments import TreatmentFacts, TreatmentProposal, treatment_proposal
from cityloop.web.components.forms import StaffForm
from cityloop.web.components.guard import StaffRequest


class FoundForm(StaffForm):
    """Plain questions; the first that holds decides what is proposed."""

    emergency = forms.BooleanField(label=_("Somebody is in danger now"), required=False)
    legal_channel = forms.BooleanField(
        label=_("A court, petition or other legal channel decides it, or is deciding it"),
        required=False,
    )
    outside_area = forms.BooleanField(label=_("The place is not in this city"), required=False)
    repeat_without_new_fact = forms.BooleanField(
        label=_("The same person, the same matter, and nothing new"), required=False
    )
    secret_or_private = forms.BooleanField(
        label=_("An answer would disclose secrets or somebody's private life"), required=False
    )
    outside_duties = forms.BooleanField(label=_("No public body has this duty"), required=False)
    unlawful = forms.BooleanField(
        label=_("What is asked is unlawful or against public order"), required=False
    )


NAMES = tuple(one.name for one in fields(TreatmentFacts))


@dataclass(frozen=True, slots=True)
class Proposed:
    """The questions, and what follows; `words` and the rest are empty while nothing follows."""

    form: FoundForm
    proposal: TreatmentProposal | None

    @property
    def label(self) -> str:
        """The treatment in the reader's words."""
        return str(Treatment(self.proposal.treatment).label) if self.proposal else ""

    @property
    def words(self) -> str:
        """Why, and what to tell the person, in the reader's language."""
        return localised(dict(self.proposal.reasons)) if self.proposal else ""

    @property
    def initial(self) -> dict[str, Any]:
        """What the form of the step is filled in with."""
        return {"treatment": self.proposal.treatment.value} if self.proposal else {}


def proposed(request: StaffRequest, asked: ServiceRequest) -> Proposed:
    """The proposal for what was ticked; at first for what the rows already say."""
    ticked = request.GET if any(name in request.GET for name in ("found", *NAMES)) else None
    facts = _ticked(ticked) if ticked is not None else {REPEAT: _repeats(request, asked)}
    form = FoundForm(initial=facts, auto_id="found-%s")
    return Proposed(form, treatment_proposal(TreatmentFacts(**facts)))


REPEAT = "repeat_without_new_fact"


def _ticked(sent: QueryDict) -> dict[str, bool]:
    return {name: name in sent for name in NAMES}


def _repeats(request: StaffRequest, asked: ServiceRequest) -> bool:
    """Whether a matter of the same person stands, about which nothing is done without news."""
    if asked.service_type_id is None:
        return False
    repeats = repeats_of_person(
        asked.requester_id, service_type=asked.service_type_id, but=asked.pk, at=request.at
    )
    return any(one.unchanged.outcome == RepeatOutcome.LINK for one in repeats)
