"""One style sheet out of many small files: a page asks once, whatever it is made of."""

import gzip
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from cityloop.web.components.guard import open_to_all

FOLDER = Path(__file__).resolve().parents[1] / "static" / "cityloop"
# `layers.css` first: it fixes the order in which all others count.
PARTS = (
    "layers.css",
    "reset.css",
    "tokens.css",
    "base.css",
    "layout.css",
    "components/*.css",
    "pages/*.css",
    "citizen*.css",
    "print.css",
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANKS = re.compile(r"\s*\n\s*")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The text that goes out, its compressed form, and the name that changes with it."""

    text: bytes
    packed: bytes
    digest: str


def files() -> list[Path]:
    """Every file of the style sheet, in the order in which they are read."""
    return [path for part in PARTS for path in sorted(FOLDER.glob(part))]


def style_sheet() -> StyleSheet:
    """The style sheet as of now; read once, except while somebody works on it."""
    return _read() if settings.DEBUG else _kept()


@cache
def _kept() -> StyleSheet:
    return _read()


def _read() -> StyleSheet:
    whole = "\n".join(path.read_text(encoding="utf-8") for path in files())
    text = BLANKS.sub("\n", COMMENT.sub("", whole)).strip().encode()
    return StyleSheet(text, gzip.compress(text, 9, mtime=0), sha256(text).hexdigest()[:12])


def style_url() -> str:
    """Address of the style sheet; browsers keep it until it changes."""
    return reverse("style", args=[style_sheet().digest])


@open_to_all
def style_page(request: HttpRequest, *, digest: str) -> HttpResponse:
    """The style sheet; under an older address today's one, which nobody may keep."""
    sheet = style_sheet()
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(sheet.packed if packs else sheet.text, content_type="text/css")
    if packs:
        answer["Content-Encoding"] = "gzip"
    kept = f"public, max-age={YEAR}, immutable"
    answer["Cache-Control"] = kept if digest == sheet.digest else "no-store"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
