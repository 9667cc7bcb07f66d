"""What is wrong in a reviewed text: file, line, field and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from cityloop.core.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, in words for the person who wrote the file."""

    file: str
    line: int | None
    field: str
    text: str
    part: str = "line"

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file} {self.part} {self.line}"
        if self.field:
            place = f"{place}, field '{self.field}'"
        return f"{place}: {self.text}"


@dataclass(slots=True)
class Problems:
    """Collects every mistake, so that a file is mended in one go."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, *, text: str, line: int | None = None, about: str = "") -> None:
        """Note one mistake; `about` is the field it stands in."""
        self.found.append(Problem(file=file, line=line, field=about, text=text))

    def raise_if_any(self) -> None:
        """Raise one DefinitionError whose text has a line for each mistake, in file order."""
        if self.found:
            ordered = sorted(self.found, key=lambda one: (one.file, one.line or 0))
            # A default with a mistake is read once for each row that takes it.
            raise DefinitionError("\n".join(str(problem) for problem in dict.fromkeys(ordered)))


def suggestion(word: str, *, options: Iterable[str]) -> str:
    """The tail of a message, "; did you mean 'x'?", or nothing when no option is near."""
    near = get_close_matches(word, list(options), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
