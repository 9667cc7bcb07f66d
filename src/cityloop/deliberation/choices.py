"""Enums of deliberation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Choice(TextChoices):
    """What can stand on a ballot."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    ABSTAIN = "abstain", _("Abstains")
    FOLLOW = "follow", _("Goes with the majority")


class Unreturned(TextChoices):
    """What a ballot counts as that was handed over against proof and did not come back."""

    ABSENT = "absent", _("Does not take part")
    ABSTAINS = "abstains", _("Takes part and abstains")
    FOLLOWS = "follows", _("Takes part and goes with the majority")


class Measure(TextChoices):
    """What is counted; the law asks for both."""

    AREA = "area", _("Floor area")
    HEADS = "heads", _("Owners")


class Stage(TextChoices):
    PARTICIPATION = "participation", _("Taking part")
    APPROVAL = "approval", _("Agreeing")


class Boundary(TextChoices):
    """Whether exactly the share is enough."""

    AT_LEAST = "at_least", _("At least the share")
    MORE_THAN = "more_than", _("More than the share")


class Base(TextChoices):
    """Of whom a share of agreement is taken."""

    PARTICIPATING = "participating", _("Of those who take part")
    ALL = "all", _("Of all")


class DecisionUnit(TextChoices):
    """Who decides together."""

    OWNERS = "owners", _("All owners of the estate")
    STAIRWELL = "stairwell", _("Owners of the stairwell")
    COURTYARD = "courtyard", _("Households of the courtyard")
    TENANCIES = "tenancies", _("Tenancies")
    INTERESTED_OWNERS = "interested_owners", _("Owners whose interests are touched")


class Effect(TextChoices):
    """What follows when the gates are met."""

    RESOLUTION = "resolution", _("It is resolved")
    AGREEMENT_EFFECTIVE = "agreement_effective", _("The agreements take effect")
    START = "start", _("The project may start")
    MEDIATION_RIGHT = "mediation_right", _("Mediation may be asked for")


class VotingChannel(TextChoices):
    PAPER = "paper", _("Paper ballot")
    HOME_VISIT = "home_visit", _("Ballot at a home visit")
    PHONE = "phone", _("Ballot by telephone")
    PUBLIC_E_VOTE = "public_e_vote", _("Public electronic vote")
