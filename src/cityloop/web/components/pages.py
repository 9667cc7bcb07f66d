"""Which page of a list was asked for."""

from django.http import HttpRequest

# No list is longer, and what it is multiplied with still fits a database's offset.
LAST = 1_000_000


def page_number(request: HttpRequest) -> int:
    """The number in `?page=`, 1 when it is missing or no number, at most `LAST`."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit()):
        return 1
    # Python refuses to read numbers of thousands of digits.
    return max(1, int(text)) if len(text) < len(str(LAST)) else LAST
