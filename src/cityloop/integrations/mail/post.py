"""The handler of the outbox: which topic is a letter to whom, and which is told to nobody by mail.

Addresses are read here, when the mail goes, and kept nowhere: a row of the outbox names a request
or an order by its number, so what retention or an objection has removed is not mailed afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cityloop.core.delivering import NoAddress, Sent
from cityloop.core.models import City, OutboxMessage
from cityloop.core.operations import Notice
from cityloop.core.ports import Mailer
from cityloop.integrations.mail import knowledge, people, residents, staff
from cityloop.integrations.mail.letters import Draft, Office, written

# Told on pages, or by the messages that go with them; each with the reason that its row keeps.
NOT_BY_MAIL: Mapping[str, str] = {
    "whistle.called": "the called agencies are told of their own orders",
    "work_order.fact_added": "the agency finds it in the history of its order",
    "rating.pressured": "supervision finds it in the audit trail alone",
    "period.shown": "agencies find it on the page of the evaluation",
    "period.published": "agencies find it on the page of the evaluation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Turns a message into a letter and hands it to the mailer."""

    mailer: Mailer
    domain: str
    site: str = ""

    def __call__(self, message: OutboxMessage) -> Sent | NoAddress:
        """Deliver; raises whatever the mailer raises, and DoesNotExist for a subject gone."""
        if message.topic in residents.SPREAD:
            return _spread(residents.requesters_of(message), message=message)
        if message.topic.startswith("exclusion."):
            return _spread(residents.exclusion_notice(message), message=message)
        draft = self._draft(message)
        if isinstance(draft, NoAddress):
            return draft
        letter = written(draft, office=self._office(), message_id=self.message_id(message))
        self.mailer.send(letter)
        return Sent()

    def _draft(self, message: OutboxMessage) -> Draft | NoAddress:
        if message.topic in residents.LETTERS:
            return residents.to_requester(message, site=self.site)
        if message.topic in staff.LETTERS:
            return staff.to_agency(message)
        if message.topic in people.LETTERS:
            return people.to_person(message, site=self.site)
        if message.topic in knowledge.LETTERS:
            return knowledge.to_owner(message, site=self.site)
        return NoAddress(NOT_BY_MAIL.get(message.topic, "nobody is told of this by mail"))

    def message_id(self, message: OutboxMessage) -> str:
        """The letter's name in the world: the same row gives the same name at every try."""
        return f"<outbox.{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{self.domain}>"

    def _office(self) -> Office:
        city = City.objects.get()
        return Office(names=city.names, zone=city.zone, domain=self.domain)


def _spread(further: tuple[Notice, ...], *, message: OutboxMessage) -> Sent | NoAddress:
    """Make one message for each receiver, so that each is retried by itself."""
    if message.topic == "work_order.reopened":
        further = (*further, Notice("agency.reopened", message.subject))
    return Sent(further) if further else NoAddress("only the main order's news goes to residents")
