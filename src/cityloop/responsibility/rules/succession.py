"""Whether a new version follows the others without overlap or gap, and when it may be published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cityloop.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Span:
    """A version and its days, half-open; without an end it holds until the next begins."""

    version: str
    valid_from: date
    valid_to: date | None = None


def succession_faults(
    new: Span, *, others: Iterable[Span], today: date
) -> Iterator[tuple[str, str]]:
    """Field and sentence of each fault of a new version among those that exist."""
    known = sorted(others, key=lambda one: one.valid_from)
    if any(one.version == new.version for one in known):
        yield "version", f"'{new.version}' exists already; give the new version a name of its own"
    if new.valid_from <= today:
        text = (
            f"{new.valid_from} is not after today; begin tomorrow or later, so that nothing "
            "decided until then changes"
        )
        yield "valid_from", text
    before = [one for one in known if one.valid_from < new.valid_from]
    if before:
        yield from _after(before[-1], new=new)
    for one in known:
        if one.valid_from == new.valid_from or _covers(new, one.valid_from):
            text = (
                f"version '{one.version}' begins on {one.valid_from}, while this one holds; "
                "withdraw that one first, or choose other days"
            )
            yield "valid_from", text


def _covers(span: Span, day: date) -> bool:
    return span.valid_from < day and (span.valid_to is None or day < span.valid_to)


def _after(last: Span, *, new: Span) -> Iterator[tuple[str, str]]:
    if last.valid_to is None or last.valid_to == new.valid_from:
        return
    if last.valid_to < new.valid_from:
        text = (
            f"nothing would hold from {last.valid_to} to {new.valid_from}; begin on "
            f"{last.valid_to}, when version '{last.version}' ends"
        )
    else:
        text = f"version '{last.version}' holds until {last.valid_to}; begin then, not before"
    yield "valid_from", text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What the last dry run of a draft compared, and whether it came to its end."""

    done: bool
    digest: str
    base_digest: str


def why_not_publish(
    *, faults: int, digest: str, base_digest: str, tried: Tried | None
) -> Sentence | None:
    """Why a draft cannot be published as it stands, or None.

    The text must be in order, and a finished dry run must have compared this very text with the
    version that holds now.
    """
    if faults:
        return Sentence("The text has mistakes; they are named above.")
    if tried is None:
        return Sentence("Try it on last month's requests first.")
    if not tried.done:
        return Sentence("The dry run has not come to its end.")
    if tried.digest != digest:
        return Sentence("The text has changed since the dry run; try it again.")
    if tried.base_digest != base_digest:
        return Sentence("Another version holds since the dry run; try it again.")
    return None
