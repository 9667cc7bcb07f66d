"""What a resident has said so far, kept in the session until it is sent.

The session is a row in the database behind a cookie that the form's protection needs anyway: the
draft is in no address that could be passed on or logged, holds for an evening, and goes with the
browser's session data. A row of its own would need a second secret for the same.
"""

import secrets
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.http import HttpRequest

from cityloop.intake.choices import RequestKind
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType

DRAFT = "citizen_draft"
SENT = "citizen_sent"
OPENED = "citizen_opened"
MOST_OPENED = 20


@dataclass(slots=True)
class Draft:
    """The answers of the pages; codes, not rows, so that a session can hold them."""

    key: str = ""
    text: str = ""
    type: str = ""
    decided: bool = False
    wrongdoing: bool = False
    firm: bool = False
    area: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    placed: bool = False
    agency: str = ""
    subject_name: str = ""
    matter: str = ""
    looked: bool = False
    photos: list[str] = field(default_factory=list)

    @property
    def service_type(self) -> ServiceType | None:
        if not self.type:
            return None
        return ServiceType.objects.filter(code=self.type, active=True).first()

    @property
    def place(self) -> Area | None:
        return Area.objects.filter(code=self.area).first() if self.area else None

    @property
    def kind(self) -> str:
        """The legal kind: of wrongdoing, else the first that the type knows, else help."""
        if self.wrongdoing:
            return RequestKind.IRREGULARITY
        known = self.service_type
        return str(known.kinds[0]) if known and known.kinds else RequestKind.ASSISTANCE


def get_draft(request: HttpRequest) -> Draft:
    """The draft of this session, or a new one with a key of its own."""
    held: dict[str, Any] = request.session.get(DRAFT) or {}
    names = {one.name for one in fields(Draft)}
    draft = Draft(**{name: value for name, value in held.items() if name in names})
    draft.key = draft.key or secrets.token_hex(16)
    return draft


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft."""
    request.session[DRAFT] = asdict(draft)


def drop(request: HttpRequest) -> None:
    """Forget the draft."""
    request.session.pop(DRAFT, None)


def keep_opened(request: HttpRequest, number: str) -> None:
    """Remember that this session has shown that it may see a request."""
    opened = [one for one in request.session.get(OPENED, []) if one != number]
    request.session[OPENED] = [*opened, number][-MOST_OPENED:]


def is_opened(request: HttpRequest, number: str) -> bool:
    """Whether this session may see a request."""
    return number in request.session.get(OPENED, [])
