"""The first page: staff go to their work, residents are asked what the matter is."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from cityloop.web.citizen.answers import welcome_page
from cityloop.web.components.guard import identify, open_to_all
from cityloop.web.components.navigation import first_page


@open_to_all
def home(request: HttpRequest) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return welcome_page(request)
    page = first_page(identify(request).actor)
    return redirect(page) if page else render(request, "public/no_pages_page.html")
