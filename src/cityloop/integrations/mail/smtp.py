"""Carries letters to an SMTP server; one connection for a batch."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cityloop.core.ports import Letter, LetterRefused
from cityloop.integrations.mail.message import wire_message

# A code of this kind about a receiver or a content stays what it is, however often one asks.
FINAL = range(500, 600)


class Security(StrEnum):
    """How the connection is kept from others: from the start, by STARTTLS, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where the server is and how it is spoken to; `timeout` in seconds for each answer."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: Security = Security.STARTTLS
    timeout: float = 20


class SmtpMailer:
    """A `Mailer` over SMTP."""

    def __init__(self, server: SmtpServer, *, sender: str, clock: Callable[[], datetime]) -> None:
        self.server = server
        self.sender = sender
        self.clock = clock
        self._open: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        """Hand the letter over. Raises LetterRefused, or OSError when there is no connection."""
        message = wire_message(letter, sender=self.sender, at=self.clock())
        try:
            self._connection().send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _words in error.recipients.values())
            raise LetterRefused(code, final=code in FINAL) from None
        except smtplib.SMTPDataError as error:
            raise LetterRefused(error.smtp_code, final=error.smtp_code in FINAL) from None
        except smtplib.SMTPResponseException as error:
            # Not about this letter: our own name or password. The next try may do better.
            self.close()
            raise LetterRefused(error.smtp_code, final=False) from None
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """End the connection; one that is broken already is no error."""
        connection, self._open = self._open, None
        if connection is not None:
            try:
                connection.quit()
            except OSError:
                connection.close()

    def _connection(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        where = (server.host, server.port)
        if server.security == Security.TLS:
            safe = ssl.create_default_context()
            made: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=server.timeout, context=safe)
        else:
            made = smtplib.SMTP(*where, timeout=server.timeout)
        try:
            if server.security == Security.STARTTLS:
                made.starttls(context=ssl.create_default_context())
            if server.user:
                made.login(server.user, server.password)
        except BaseException:
            made.close()
            raise
        return made
