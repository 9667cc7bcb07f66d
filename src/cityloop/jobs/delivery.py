"""The delivery of the outbox as the settings say: what the job plugs together."""

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from cityloop.core.delivering import Delivered, Delivery, deliver_batch
from cityloop.core.errors import InputError
from cityloop.core.ports import Mailer
from cityloop.core.rules.retries import RetryRule
from cityloop.core.sentences import Sentence
from cityloop.integrations.mail.opening import open_mailer
from cityloop.integrations.mail.post import Post

# No try begins with less of its lease left: connecting and each of a letter's five answers may
# take the timeout of one answer, 20 seconds.
MARGIN = timedelta(seconds=120)


def retry_rule() -> RetryRule:
    """The rule of the settings; raises InputError for numbers that make none."""
    numbers = settings.OUTBOX
    try:
        rule = RetryRule(
            max_attempts=numbers["max_attempts"],
            first_wait=timedelta(seconds=numbers["first_wait_seconds"]),
            longest_wait=timedelta(seconds=numbers["longest_wait_seconds"]),
            lease=timedelta(seconds=numbers["lease_seconds"]),
        )
    except ValueError as error:
        raise InputError(str(error), where="CITYLOOP_OUTBOX_*") from error
    if rule.lease <= MARGIN:
        raise InputError(
            Sentence("A lease must be longer than %(seconds)s seconds.", seconds=MARGIN.seconds),
            where="CITYLOOP_OUTBOX_LEASE",
        )
    return rule


def mailer() -> Mailer:
    """The mailer of the settings; raises InputError when there is none or no sender."""
    if "@" not in parseaddr(settings.MAIL_FROM)[1]:
        raise InputError(
            Sentence("Letters have no sender."),
            mend="Set CITYLOOP_MAIL_FROM to an address such as 'City Hotline <desk@city.example>'.",
        )
    return open_mailer(settings.MAIL_URL, sender=settings.MAIL_FROM, clock=timezone.now)


def delivery(carrier: Mailer) -> Delivery:
    """What delivers the outbox through a mailer."""
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2]
    post = Post(mailer=carrier, domain=domain, site=settings.SITE_URL)
    return Delivery(handler=post, rule=retry_rule(), clock=timezone.now, margin=MARGIN)


def deliver_due(way: Delivery, *, batch: int, once: bool) -> Delivered:
    """Deliver what is due, batch by batch, until nothing is left; with `once` a single batch."""
    total = Delivered()
    while True:
        done = deliver_batch(way, limit=batch)
        total.add(done)
        # What was handed back is due still, and would come again at once for ever.
        if once or not done.touched or done.handed_back:
            return total
