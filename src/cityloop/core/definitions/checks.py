"""Checks across rows and files: codes once only, references that exist."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cityloop.core.definitions.problems import Problems, suggestion
from cityloop.core.definitions.source import Document, Keys


@dataclass(frozen=True, slots=True)
class Register:
    """The codes that exist of one kind of thing, and the file that lists them."""

    noun: str
    file: str
    codes: frozenset[str]

    def check(self, code: str | None, *, at: Keys, document: Document, problems: Problems) -> bool:
        """True when the code exists or is None; else notes the mistake at the value's line."""
        if code is None or code in self.codes:
            return True
        hint = suggestion(code, options=self.codes)
        text = f"{self.noun} '{code}' is not in {self.file}{hint}"
        note(text, at=at, document=document, problems=problems)
        return False


def note(text: str, *, at: Keys, document: Document, problems: Problems) -> None:
    """Note a mistake about a value that has been read."""
    about = next((str(key) for key in reversed(at) if isinstance(key, str)), "")
    problems.add(document.file, text=text, line=document.line(at), about=about)


def check_unique(
    codes: Iterable[str], *, section: str, key: str, document: Document, problems: Problems
) -> None:
    """Note every code that stands twice in a section."""
    first: dict[str, int | None] = {}
    for number, code in enumerate(codes):
        at = (section, number, key)
        if code in first:
            text = f"'{code}' stands here a second time, first in line {first[code]}; rename one"
            note(text, at=at, document=document, problems=problems)
        first.setdefault(code, document.line(at))


def check_all(
    codes: Collection[str], *, register: Register, at: Keys, document: Document, problems: Problems
) -> None:
    """Check each code of a list against a register."""
    for number, code in enumerate(codes):
        register.check(code, at=(*at, number), document=document, problems=problems)
