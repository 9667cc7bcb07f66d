"""The store of figures as pages read it: opened once in a process, known by its stamp.

What the public may read of it is in `web.public.figures`, whose tables are protected together: a
page that counts cells of its own here would undo that.
"""

from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language

from cityloop.web.components.stylesheet import style_sheet
from cityloop_analytics.store import CurrentStore, Store

FILE = "insight.duckdb"
WEB = Path(__file__).resolve().parents[1]


def store_path() -> Path:
    """Where `cityloop-analytics build` puts the store unless it is told otherwise."""
    return Path(settings.VAR) / FILE


def current_store() -> Store:
    """The newest store. Raises StoreUnreadable when there is none that this program reads."""
    return _kept(store_path()).get()


@lru_cache(maxsize=8)
def _kept(path: Path) -> CurrentStore:
    return CurrentStore(path)


def as_of(store: Store) -> datetime:
    """The moment up to which the store knows things."""
    return datetime.fromtimestamp(store.facts.as_of, UTC)


def data_tag(*parts: object) -> str:
    """The ETag of data that is the same for everybody who reads the language."""
    return _tag(_code(), get_language(), *parts)


def page_tag(request: HttpRequest, *parts: object) -> str:
    """The ETag of a page, which also shows who is signed in and holds the token of its forms."""
    cookies = [request.COOKIES.get(name, "") for name in _cookies()]
    return _tag(_code(), style_sheet().digest, get_language(), *cookies, *parts)


@cache
def _code() -> str:
    """A digest of what pages are made by: a new version of it makes new pages of old figures."""
    digest = sha256()
    for folder, ending in (
        (WEB / "public", "*.py"),
        (WEB / "insight", "*.py"),
        (WEB / "templates", "*.html"),
    ):
        for path in sorted(folder.rglob(ending)):
            digest.update(path.read_bytes())
    for path in sorted((WEB.parent / "locale").rglob("*.po")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cookies() -> tuple[str, str]:
    return settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME


def _tag(*parts: object) -> str:
    text = "\n".join(str(part) for part in parts)
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, *, tag: str, public: bool = False) -> HttpResponseBase | None:
    """The answer 304 to a browser that has this very version, else None.

    It says as the whole answer does who may keep it and on what it depends: what stands between
    takes that over for what it keeps (RFC 9110, 15.4.5).
    """
    answer = get_conditional_response(request, etag=tag)
    return None if answer is None else _marked(answer, tag=tag, public=public)


def marked(answer: HttpResponse, *, tag: str, at: datetime, public: bool) -> HttpResponse:
    """Let a browser keep an answer and ask each time whether it still holds.

    public: what stands between may keep it as well; never a page with somebody's name on it.
    """
    answer["Last-Modified"] = http_date(at.timestamp())
    _marked(answer, tag=tag, public=public)
    return answer


def _marked(answer: HttpResponseBase, *, tag: str, public: bool) -> HttpResponseBase:
    answer["ETag"] = tag
    patch_cache_control(answer, no_cache=True, **{"public" if public else "private": True})
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer
