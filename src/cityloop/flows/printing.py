"""A page leaves the house as a PDF, and the trail says which and for whom."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from cityloop.accounts.models import User
from cityloop.core.operations import audit

if TYPE_CHECKING:
    from cityloop.core.ports import Printer

MADE = "pdf.made"


@transaction.atomic(durable=True)
def printed(html: str, *, subject: str, by: User | None, at: datetime) -> bytes:
    """The PDF of a page; without `by` the requester of `subject` took it. Raises PrinterMissing."""
    printer: Printer = import_string(settings.PDF_PRINTER)
    made = printer(html)
    audit(what=MADE, subject=subject, by=by, at=at)
    return made
