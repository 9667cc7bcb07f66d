"""The gallery of components; it does not exist outside of demo and development."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cityloop.web.components.guard import open_to_all
from cityloop.web.gallery.specimens import GalleryForm, specimens


@open_to_all
def gallery_page(request: HttpRequest) -> HttpResponse:
    """Show every component; 404 where neither DEBUG nor DEMO is set."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    form = GalleryForm({"grade": "9"})
    form.is_valid()
    return render(request, "gallery/gallery_page.html", {"wrong": form, **specimens()})
