"""What the core needs of the outside: somebody who carries letters, somebody who prints."""

from dataclasses import dataclass
from typing import Protocol

from cityloop.core.errors import CityloopError


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one address, in plain text and as HTML that says the same.

    `message_id` is the same whenever the same letter is sent again, so that the receiving side can
    tell a repetition; `thread` is the same for all letters about one thing.
    """

    message_id: str
    thread: str
    to: str
    subject: str
    text: str
    html: str
    language: str


class LetterRefused(Exception):
    """The other side does not take the letter; `final` when trying again changes nothing.

    `code` is its answer as a number. Its words are left out: they repeat the address.
    """

    def __init__(self, code: int, *, final: bool) -> None:
        self.code = code
        self.final = final
        super().__init__(f"refused with code {code}")


class Mailer(Protocol):
    """Carries letters; used by one thread at a time."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over; returns when the other side has taken it. Raises LetterRefused."""

    def close(self) -> None:
        """End the connection, if there is one."""


class PrinterMissing(CityloopError):
    """This deployment makes no PDF; the text says what is missing."""


class Printer(Protocol):
    """Makes a PDF of a page that holds all it needs; nothing is fetched for it."""

    def __call__(self, html: str) -> bytes:
        """The document. Raises PrinterMissing where the parts that print are not installed."""
