"""What clicks from a mail mean."""

from collections.abc import Sequence


def answer_meant(opened: Sequence[str]) -> str | None:
    """The one answer that was opened, or None.

    A person opens one link; a program that checks mail opens all of them. Of several different
    answers none is believed, whichever came first.
    """
    different = set(opened)
    return next(iter(different)) if len(different) == 1 else None
