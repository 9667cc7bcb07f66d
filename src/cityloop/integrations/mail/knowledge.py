"""Who is told that an answer is about to expire: whoever keeps it, else its owner's mailbox."""

from django.urls import reverse

from cityloop.core.delivering import NoAddress
from cityloop.core.models import City, OutboxMessage
from cityloop.integrations.mail.letters import Draft
from cityloop.knowledge.models import KnowledgeItem
from cityloop.knowledge.operations import EXPIRING

LETTERS = {EXPIRING: "answer_expiring"}


def to_owner(message: OutboxMessage, *, site: str) -> Draft | NoAddress:
    """The letter about one item; none when it has been given another end meanwhile."""
    item = KnowledgeItem.objects.select_related("owner", "keeper").get(code=message.subject)
    if item.valid_to is None or f"{item.valid_to:%Y-%m-%d}" != message.payload.get("valid_to"):
        return NoAddress("the answer has another end by now")
    city = City.objects.get()
    language = city.languages[0] if city.languages else "en"
    to, keeper = item.owner.email, item.keeper
    if keeper is not None and keeper.is_active and keeper.email:
        to, language = keeper.email, keeper.language or language
    if not to:
        return NoAddress("neither the keeper nor the agency has a mailbox")
    path = reverse("knowledge_item", args=[item.code])
    return Draft(
        to=to,
        language=language,
        words=LETTERS[message.topic],
        about=item.code,
        values={
            "title": item.titles.get(language) or item.title,
            "end": item.valid_to,
            "link": f"{site}{path}" if site else "",
        },
    )
