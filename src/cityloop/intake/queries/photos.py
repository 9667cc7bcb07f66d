"""Photos that requesters sent, as rows; each is served by the page that asks who may see it."""

from django.db.models import Q

from cityloop.intake.models import Photo, ServiceRequest


def request_photos(asked: ServiceRequest) -> tuple[str, ...]:
    """Names of the photos of one request, in the order in which they came.

    One statement; none when `get_request` has found that there are none.
    """
    if not getattr(asked, "photographed", True):
        return ()
    names = Photo.objects.filter(request=asked).order_by("pk").values_list("name", flat=True)
    return tuple(names)


def matter_photos(asked: ServiceRequest) -> tuple[str, ...]:
    """Names of the photos of a request and of the others of its matter; one statement.

    Those of other requests that are shielded are left out; of `asked` itself the caller knows.
    """
    wanted = Q(request=asked)
    if asked.matter_id is not None:
        wanted |= Q(request__matter=asked.matter_id, request__shielded=False)
    rows = Photo.objects.filter(wanted).order_by("request", "pk")
    return tuple(rows.values_list("name", flat=True))
