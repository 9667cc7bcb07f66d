"""What every mailer keeps to: the one of development, and the real one at a real SMTP server."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from cityloop.core.errors import InputError
from cityloop.core.ports import Letter, LetterRefused, Mailer
from cityloop.integrations.mail.opening import open_mailer

pytestmark = pytest.mark.real_time
SENDER = "City Hotline <desk@city.example>"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def a_letter(**more: str) -> Letter:
    said = {
        "message_id": "<outbox.7.20260302@city.example>",
        "thread": "<sr-26-000001@city.example>",
        "to": "mei@home.example",
        "subject": "您的诉求 SR-26-000001 已有答复",
        "text": "The lamp is repaired. 路灯已修复。\n",
        "html": "<p>The lamp is repaired. 路灯已修复。</p>",
        "language": "zh-hans",
    }
    return Letter(**{**said, **more})


class Receiver:
    """Keeps what arrives; refuses some addresses for good, others for the moment."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.endswith(".invalid"):
            return "550 no such mailbox"
        if address.startswith("busy"):
            return "451 come back later"
        if address.startswith("gone"):
            assert server.transport is not None
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        return "250 taken"


def only_the_right_password(*arguments: object) -> AuthResult:
    right = getattr(arguments[-1], "password", b"") == b"right"
    return AuthResult(success=right, handled=right)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def server(receiver: Receiver) -> Iterator[Controller]:
    running = Controller(
        receiver,
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=only_the_right_password,
        auth_require_tls=False,
    )
    running.start()
    yield running
    running.stop()


def _free_port() -> int:
    # The server knocks at its own door by this number when it starts: 0 would not do.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def address_of(server: Controller, *, user: str = "") -> str:
    return f"smtp://{user}127.0.0.1:{server.port}?security=none&timeout=5"


def opened(address: str) -> Mailer:
    return open_mailer(address, sender=SENDER, clock=lambda: AT)


@pytest.fixture(params=["smtp", "folder"])
def arrived(
    request: pytest.FixtureRequest, server: Controller, receiver: Receiver, tmp_path: Path
) -> Iterator[tuple[Mailer, Callable[[], list[EmailMessage]]]]:
    """A mailer, and what has arrived at its other end."""
    smtp = request.param == "smtp"
    mailer = opened(address_of(server) if smtp else f"folder:{tmp_path}")

    def read() -> list[EmailMessage]:
        raw = receiver.received if smtp else [one.read_bytes() for one in tmp_path.iterdir()]
        return [message_from_bytes(one, policy=default) for one in raw]

    yield mailer, read
    mailer.close()


Arrived = tuple[Mailer, Callable[[], list[EmailMessage]]]


def test_letter_arrives_with_its_headers(arrived: Arrived) -> None:
    mailer, read = arrived
    mailer.send(a_letter())
    [message] = read()
    told = {name: message[name] for name in ("To", "From", "Message-ID", "References", "Subject")}
    assert told == {
        "To": "mei@home.example",
        "From": SENDER,
        "Message-ID": "<outbox.7.20260302@city.example>",
        "References": "<sr-26-000001@city.example>",
        "Subject": "您的诉求 SR-26-000001 已有答复",
    }


def test_letter_says_that_a_machine_wrote_it(arrived: Arrived) -> None:
    mailer, read = arrived
    mailer.send(a_letter())
    assert read()[0]["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(("kind", "words"), [("plain", "路灯已修复。"), ("html", "<p>The lamp")])
def test_letter_arrives_as_text_and_as_html(arrived: Arrived, kind: str, words: str) -> None:
    mailer, read = arrived
    mailer.send(a_letter())
    part = read()[0].get_body((kind,))
    assert part is not None
    assert words in part.get_content()


def test_several_letters_go_one_after_the_other(arrived: Arrived) -> None:
    mailer, read = arrived
    for serial in range(3):
        mailer.send(a_letter(message_id=f"<{serial}@city.example>"))
    assert {one["Message-ID"] for one in read()} == {f"<{n}@city.example>" for n in range(3)}


def test_mailbox_that_does_not_exist_is_refused_for_good(arrived: Arrived) -> None:
    with pytest.raises(LetterRefused) as refused:
        arrived[0].send(a_letter(to="nobody@home.invalid"))
    assert (refused.value.code, refused.value.final) == (550, True)


def test_refusal_does_not_repeat_the_address(arrived: Arrived) -> None:
    with pytest.raises(LetterRefused) as refused:
        arrived[0].send(a_letter(to="nobody@home.invalid"))
    assert "nobody" not in f"{refused.value!r} {refused.value.__cause__!r}"


def test_letter_after_a_refused_one_arrives(arrived: Arrived) -> None:
    mailer, read = arrived
    with pytest.raises(LetterRefused):
        mailer.send(a_letter(to="nobody@home.invalid"))
    mailer.send(a_letter())
    assert [one["To"] for one in read()] == ["mei@home.example"]


@pytest.mark.parametrize("field", ["to", "subject", "message_id"])
def test_nobody_adds_headers_with_a_line_break(arrived: Arrived, field: str) -> None:
    mailer, read = arrived
    with pytest.raises(ValueError, match="linefeed"):
        mailer.send(a_letter(**{field: "a@home.example\nBcc: b@home.example"}))
    assert read() == []


def test_server_that_is_busy_is_asked_again(server: Controller) -> None:
    mailer = opened(address_of(server))
    with pytest.raises(LetterRefused) as refused:
        mailer.send(a_letter(to="busy@home.example"))
    mailer.close()
    assert (refused.value.code, refused.value.final) == (451, False)


def test_wrong_password_is_no_fault_of_the_letter(server: Controller) -> None:
    with pytest.raises(LetterRefused) as refused:
        opened(address_of(server, user="desk:wrong@")).send(a_letter())
    assert (refused.value.code, refused.value.final) == (535, False)


def test_right_password_is_let_in(server: Controller, receiver: Receiver) -> None:
    mailer = opened(address_of(server, user="desk:right@"))
    mailer.send(a_letter())
    mailer.close()
    assert len(receiver.received) == 1


def test_server_that_is_not_there_is_an_error_of_the_connection() -> None:
    with pytest.raises(OSError, match="refused"):
        opened(f"smtp://127.0.0.1:{_free_port()}?security=none").send(a_letter())


def test_connection_that_broke_is_made_anew(server: Controller, receiver: Receiver) -> None:
    mailer = opened(address_of(server))
    with pytest.raises(OSError, match="closed"):
        mailer.send(a_letter(to="gone@home.example"))
    mailer.send(a_letter())
    mailer.close()
    assert len(receiver.received) == 1


def test_connection_that_needs_encryption_is_not_made_without(
    server: Controller, receiver: Receiver
) -> None:
    plain = address_of(server).replace("security=none", "security=starttls")
    with pytest.raises((OSError, LetterRefused)):
        opened(plain).send(a_letter())
    assert receiver.received == []


@pytest.mark.parametrize(
    "address", ["", "http://mail.example", "smtp://", "smtp://host:many", "smtp://h?security=some"]
)
def test_address_that_names_no_mailer_says_what_to_write(address: str) -> None:
    with pytest.raises(InputError, match="CITYLOOP_MAIL_URL"):
        opened(address)


def test_address_is_not_repeated_with_its_password() -> None:
    with pytest.raises(InputError) as refused:
        opened("smtp://desk:secret@host:many")
    assert "secret" not in f"{refused.value} {refused.value.__cause__!r}"
