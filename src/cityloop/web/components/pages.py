"""Which page of a list was asked for."""

from django.http import HttpRequest


def page_number(request: HttpRequest) -> int:
    """The number in `?page=`, 1 when it is missing or no number."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() else 1
