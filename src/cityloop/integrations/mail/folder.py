"""Carries letters into a folder, one file each: for development, and for tests of what is said."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cityloop.core.ports import Letter, LetterRefused
from cityloop.integrations.mail.message import wire_message

# Addresses at this name, which no real one ever has, are refused as a server would refuse them.
REFUSING = ".invalid"
NO_SUCH_MAILBOX = 550


class FolderMailer:
    """A `Mailer` that writes; the same letter sent again takes the place of the first."""

    def __init__(self, folder: Path, *, sender: str, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.sender = sender
        self.clock = clock

    def send(self, letter: Letter) -> None:
        """Write the letter as it would go over the wire. Raises LetterRefused."""
        if letter.to.endswith(REFUSING):
            raise LetterRefused(NO_SUCH_MAILBOX, final=True)
        message = wire_message(letter, sender=self.sender, at=self.clock())
        self.folder.mkdir(parents=True, exist_ok=True)
        name = sha256(letter.message_id.encode()).hexdigest()[:16]
        (self.folder / f"{name}.eml").write_bytes(message.as_bytes())

    def close(self) -> None:
        """Nothing is open."""
