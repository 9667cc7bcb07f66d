"""Enums of agencies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgencyKind(TextChoices):
    HOTLINE_CENTRE = "hotline_centre", _("Hotline centre")
    CITY_GOVERNMENT = "city_government", _("City government")
    DISTRICT = "district", _("District government")
    DEPARTMENT = "department", _("Department")
    DIVISION = "division", _("Division or work queue")
    SUBDISTRICT = "subdistrict", _("Sub-district office")
    TOWNSHIP = "township", _("Township")
    COMMITTEE = "committee", _("Residents' committee")
    SERVICE_STATION = "service_station", _("Service station")
    UTILITY = "utility", _("Utility")
    STATE_FIRM = "state_firm", _("State firm")
    SOCIAL_ORGANISATION = "social_organisation", _("Social organisation")
    PROPERTY_FIRM = "property_firm", _("Property firm")
    RENEWAL_BODY = "renewal_body", _("Renewal body")
    EXTERNAL = "external", _("External body")


# Their orders count for the agency above them.
COUNTED_UNDER_PARENT = frozenset({AgencyKind.DIVISION, AgencyKind.SERVICE_STATION})


class MemberRole(TextChoices):
    """Who sits at the table of a joint body."""

    LEAD = "lead", _("Lead")
    COMMITTEE = "committee", _("Residents' committee")
    SERVICE_STATION = "service_station", _("Service station")
    SOCIAL_ORGANISATION = "social_organisation", _("Social organisation")
    PROPERTY_FIRM = "property_firm", _("Property firm")
    OWNERS = "owners", _("Owners' committee")
    FIRM = "firm", _("Local firm")
    STAKEHOLDER = "stakeholder", _("Stakeholder")
