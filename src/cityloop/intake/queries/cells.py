"""How many requests came out of which hexagon; only for pages that hide the small ones."""

from datetime import datetime

from django.db.models import Count, Q

from cityloop.intake.models import ServiceRequest


def requests_by_cell(*, since: datetime, until: datetime) -> dict[str, int]:
    """Requests of each hexagon that came in from `since` to before `until`; one statement.

    Without those that are shielded or confidential, and without types that may not stand in public
    tables (H8.4). The counts are exact: whoever prints them must first hide the small ones.
    """
    public = Q(service_type__isnull=True) | Q(
        service_type__public=True, service_type__shielded=False
    )
    rows = (
        ServiceRequest.objects.filter(public, shielded=False, confidential=False)
        .filter(received_at__gte=since, received_at__lt=until)
        .exclude(cell="")
    )
    return dict(rows.values_list("cell").annotate(Count("pk")).order_by())
