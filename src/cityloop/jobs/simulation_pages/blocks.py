"""Made parts of written pages: between two marks, so that the words around them stay."""

import re
from collections.abc import Iterable, Mapping, Sequence

from cityloop.core.errors import InputError

BLOCK = re.compile(r"<!-- made: (?P<name>[a-z-]+) -->\n.*?<!-- end -->", re.DOTALL)


def filled(page: str, *, blocks: Mapping[str, str], name: str) -> str:
    """Return a page with its made parts replaced.

    Raises InputError for a part that nobody makes and for one that the page does not show.
    """
    shown = [found["name"] for found in BLOCK.finditer(page)]
    if sorted(shown) != sorted(blocks):
        differ = ", ".join(sorted(set(shown) ^ set(blocks))) or "a part that stands twice"
        raise InputError(
            f"The made parts of the page are not the ones that the simulation makes: {differ}.",
            where=name,
            mend="Write '<!-- made: NAME -->' and '<!-- end -->' once for each of them.",
        )

    def made(found: re.Match[str]) -> str:
        part = found["name"]
        return f"<!-- made: {part} -->\n\n{blocks[part]}\n\n<!-- end -->"

    return BLOCK.sub(made, page)


def table(head: Sequence[str], *, rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table: the first column in words, the others in numbers."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def shown(picture: str, *, of: str) -> str:
    """Return the line that shows a picture, with the words for those who do not see it."""
    return f"![{of}](pictures/simulation-{picture}.svg)"


def thousands(number: float) -> str:
    """Write a whole number."""
    return f"{round(number):,}"


def percent(share: float, *, digits: int = 1) -> str:
    """Write a share as a percentage."""
    return f"{100 * share:.{digits}f} %"


def spaced(code: str) -> str:
    """Write a code as a name."""
    return code.replace("-", " ").replace("_", " ").capitalize()
