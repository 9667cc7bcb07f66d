"""A long JSON list, or objects one after the other, read without holding the whole text."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from cityloop.core.errors import InputError

CHUNK = 1 << 18
# An element that is not whole after this much text is a mistake, not a long element.
LONGEST_ELEMENT = 1 << 22
BETWEEN = " \t\r\n,"


def json_objects(text: TextIO, *, path: Path) -> Iterator[Any]:
    """Yield the elements of a list, or the objects of a file with one on each line.

    Raises InputError naming file and line where the text is not JSON or not in its encoding.
    """
    buffer = _Buffer(text=text, path=path)
    buffer.fill()
    in_list = buffer.skip().startswith("[")
    if in_list:
        buffer.place += 1
    while True:
        start = buffer.skip()[:1]
        if start == "]" and in_list:
            return
        if not start:
            if in_list:
                raise buffer.mistake("the list is not closed; the file may be cut off")
            return
        yield buffer.element()


@dataclass(slots=True)
class _Buffer:
    """The part of the text that is being read, and the line at which it starts."""

    text: TextIO
    path: Path
    held: str = ""
    place: int = 0
    line: int = 1

    def fill(self) -> bool:
        """Read on; False at the end of the text."""
        try:
            more = self.text.read(CHUNK)
        except UnicodeDecodeError as error:
            where = self.line + self.held.count("\n") + error.object[: error.start].count(b"\n")
            raise InputError(
                f"byte 0x{error.object[error.start]:02x} is not {error.encoding}",
                where=f"{self.path} line {where}",
                mend="Set the file's encoding in the format.",
            ) from None
        self.line += self.held.count("\n", 0, self.place)
        self.held = self.held[self.place :] + more
        self.place = 0
        return bool(more)

    def skip(self) -> str:
        """Return the text from the next sign that is not between elements."""
        while True:
            while self.place < len(self.held) and self.held[self.place] in BETWEEN:
                self.place += 1
            if self.place < len(self.held) or not self.fill():
                return self.held[self.place : self.place + 1]

    def element(self) -> Any:  # noqa: ANN401 - whatever the JSON holds
        """Return the next element, reading on until it is whole."""
        decoder = json.JSONDecoder()
        while True:
            try:
                found, self.place = decoder.raw_decode(self.held, self.place)
            except json.JSONDecodeError as error:
                too_long = len(self.held) - self.place > LONGEST_ELEMENT
                if too_long or not self.fill():
                    raise self.mistake(f"is not JSON: {error.msg}") from None
                continue
            return found

    def mistake(self, what: str) -> InputError:
        """Return the error for the place that is being read."""
        line = self.line + self.held.count("\n", 0, self.place)
        return InputError(what, where=f"{self.path} line {line}")
