"""The first page: staff go to their work, others are told what this is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cityloop.web.components.cities import get_city
from cityloop.web.components.guard import identify, open_to_all
from cityloop.web.components.navigation import first_page


@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "public/welcome_page.html", {"city": get_city()})
    page = first_page(identify(request).actor)
    return redirect(page) if page else render(request, "public/no_pages_page.html")
