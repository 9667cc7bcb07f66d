"""Prints a page with WeasyPrint, which the extra `pdf` installs, and with Pango of the system."""

from importlib import import_module
from typing import Any

from cityloop.core.ports import PrinterMissing
from cityloop.core.sentences import Sentence

# Tagged, with language and title: read aloud and reflowed like the page it was made from.
ACCESSIBLE = "pdf/ua-1"


def print_page(html: str) -> bytes:
    """A `Printer`; the page holds its own styles, and whatever it points to is not fetched."""
    library = _weasyprint()
    # No protocol is allowed, so nothing is read: no other host, and no file of this machine.
    nothing = library.urls.URLFetcher(allowed_protocols=())
    document = library.HTML(string=html, url_fetcher=nothing)
    made: bytes = document.write_pdf(pdf_variant=ACCESSIBLE)
    return made


def _weasyprint() -> Any:  # noqa: ANN401 - a library without types
    try:
        return import_module("weasyprint")
    except ImportError:
        raise _missing(
            Sentence("Whoever runs this installation adds the extra 'pdf' to it.")
        ) from None
    except OSError:
        raise _missing(
            Sentence("Whoever runs this installation installs the system's library Pango.")
        ) from None


def _missing(mend: Sentence) -> PrinterMissing:
    return PrinterMissing(
        Sentence("No PDF can be made here yet; your browser can print the page itself."),
        mend=mend,
    )
