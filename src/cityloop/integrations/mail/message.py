"""A letter as the message that goes over the wire."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from cityloop.core.ports import Letter


def wire_message(letter: Letter, *, sender: str, at: datetime) -> EmailMessage:
    """The letter with both parts and the headers that keep robots from answering it.

    A line break in an address or a subject raises ValueError: nobody adds headers of their own.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = letter.message_id
    if letter.thread and letter.thread != letter.message_id:
        message["References"] = letter.thread
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    # Last: setting the content takes such headers away.
    message["Content-Language"] = letter.language
    return message
