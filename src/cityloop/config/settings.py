"""Settings: every value that a deployment changes comes from the environment."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from xstatic.pkg import leaflet

_checkout = Path(__file__).resolve().parents[3]
# Installed from a wheel there is no checkout: what the deployment makes stays where it is started.
ROOT = _checkout if (_checkout / "pyproject.toml").exists() else Path.cwd()
VAR = Path(os.environ.get("CITYLOOP_VAR", ROOT / "var"))
DEMO = os.environ.get("CITYLOOP_MODE", "demo") == "demo"
DEBUG = os.environ.get("CITYLOOP_DEBUG", "") == "1"

_shipped = Path(__file__).resolve().parents[1] / "_definitions"
DEFINITIONS = Path(
    os.environ.get("CITYLOOP_DEFINITIONS", _shipped if _shipped.exists() else ROOT / "definitions")
)

# A demo must start with no preparation; a production start without a key must fail, not run open.
SECRET_KEY = os.environ.get("CITYLOOP_SECRET_KEY", "demo-only-key" if DEMO else "")
ALLOWED_HOSTS = os.environ.get("CITYLOOP_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CITYLOOP_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    # Before allauth, so that its pages wear our frame.
    "cityloop.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "cityloop.core",
    "cityloop.places",
    "cityloop.agencies",
    "cityloop.accounts",
    "cityloop.responsibility",
    "cityloop.knowledge",
    "cityloop.intake",
    "cityloop.workorders",
    "cityloop.followups",
    "cityloop.evaluation",
    "cityloop.jobs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cityloop.web.middleware.MapTiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cityloop.web.middleware.ErrorPages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "cityloop.config.urls"
WSGI_APPLICATION = "cityloop.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cityloop.web.context.page",
            ],
            "builtins": ["cityloop.web.templatetags.cityloop"],
        },
    },
]
FORM_RENDERER = "cityloop.web.components.form_markup.FormMarkup"


def _sqlite(path: str) -> dict[str, object]:
    # WAL without IMMEDIATE lost 287-371 of 600 read-then-write transactions; with it none.
    synchronous = "NORMAL" if DEMO else "FULL"
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            ),
        },
        # A file, not memory: threads and the live server must see the same tests' rows.
        "TEST": {"NAME": os.environ.get("CITYLOOP_TEST_SQLITE", str(VAR / "test.sqlite3"))},
    }


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        # A connection per request cost 26-659 ms at the median; the pool about 10.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
    }


def database(url: str) -> dict[str, object]:
    """Return Django's settings for `sqlite:///path` or `postgresql://user@host:port/name`."""
    if url.startswith("sqlite:///"):
        return _sqlite(url.removeprefix("sqlite:///"))
    if url.startswith(("postgresql://", "postgres://")):
        return _postgresql(url)
    message = (
        f"CITYLOOP_DATABASE_URL is {url!r}; write sqlite:///path or postgresql://user@host/name"
    )
    raise ValueError(message)


DATABASES = {
    "default": database(
        os.environ.get("CITYLOOP_DATABASE_URL", f"sqlite:///{VAR / 'cityloop.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "cityloop.accounts.adapters.StaffOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = True

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Photos of residents; never served by address alone, see web/citizen/photos.py.
MEDIA_ROOT = Path(os.environ.get("CITYLOOP_MEDIA", VAR / "media"))
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Leaflet's own files out of its package, below /static/leaflet/.
STATICFILES_DIRS = [("leaflet", leaflet.BASE_DIR)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

# What makes PDF files of pages; it needs the extra `pdf`, and says so where that is missing.
PDF_PRINTER = "cityloop.integrations.pdf.printer.print_page"

# Outside effects wait in the outbox; `cityloop deliver-outbox` carries them out. Without an
# address of a mail server a demo writes its mail into a folder, and a production refuses to run.
OUTBOX = {
    "max_attempts": int(os.environ.get("CITYLOOP_OUTBOX_ATTEMPTS", "10")),
    "first_wait_seconds": int(os.environ.get("CITYLOOP_OUTBOX_FIRST_WAIT", "60")),
    "longest_wait_seconds": int(os.environ.get("CITYLOOP_OUTBOX_LONGEST_WAIT", "21600")),
    "lease_seconds": int(os.environ.get("CITYLOOP_OUTBOX_LEASE", "300")),
}
# `cityloop status` calls a job late when its work has waited for so many seconds.
LATE_AFTER = {
    "outbox": int(os.environ.get("CITYLOOP_LATE_OUTBOX", "900")),
    "clock": int(os.environ.get("CITYLOOP_LATE_CLOCK", "300")),
    "call_backs": int(os.environ.get("CITYLOOP_LATE_CALL_BACKS", "129600")),
    "seal": int(os.environ.get("CITYLOOP_LATE_SEAL", "129600")),
}
MAIL_URL = os.environ.get("CITYLOOP_MAIL_URL", f"folder:{VAR / 'mail'}" if DEMO else "")
MAIL_FROM = os.environ.get("CITYLOOP_MAIL_FROM", "cityloop@localhost" if DEMO else "")
# Where the pages are, for the links in letters, such as https://requests.city.example
SITE_URL = os.environ.get("CITYLOOP_SITE_URL", "").rstrip("/")
