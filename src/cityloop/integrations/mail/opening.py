"""The mailer that a deployment's address names."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from cityloop.core.errors import InputError
from cityloop.core.ports import Mailer
from cityloop.core.sentences import Sentence
from cityloop.integrations.mail.folder import FolderMailer
from cityloop.integrations.mail.smtp import Security, SmtpMailer, SmtpServer

FORMS = (
    "Set CITYLOOP_MAIL_URL to smtp://user:password@host:587, smtps://user:password@host:465 or "
    "folder:/path; `?security=none` for a server on this machine."
)
PORTS = {"smtp": 587, "smtps": 465}


def open_mailer(address: str, *, sender: str, clock: Callable[[], datetime]) -> Mailer:
    """The mailer of `smtp://`, `smtps://` or `folder:`; nothing is connected yet.

    Raises InputError without repeating the address, which holds a password.
    """
    parts = urlsplit(address)
    if parts.scheme == "folder" and parts.path:
        return FolderMailer(Path(unquote(parts.path)), sender=sender, clock=clock)
    if parts.scheme not in PORTS or not parts.hostname:
        raise InputError(Sentence("There is no mail server to deliver to."), mend=FORMS)
    return SmtpMailer(_server(parts), sender=sender, clock=clock)


def _server(parts: SplitResult) -> SmtpServer:
    asked = parse_qs(parts.query)
    usual = Security.TLS if parts.scheme == "smtps" else Security.STARTTLS
    try:
        return SmtpServer(
            host=parts.hostname or "",
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            security=Security(asked.get("security", [usual])[0]),
            timeout=float(asked.get("timeout", ["20"])[0]),
        )
    except ValueError:
        raise InputError(
            Sentence("A part of the mail server's address cannot be read."), mend=FORMS
        ) from None
