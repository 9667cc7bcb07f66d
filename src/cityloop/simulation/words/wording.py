"""Texts by a seeded grammar: sentences with slots, variants of words, slips of the keyboard."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from cityloop.core.definitions import Document, Problems, Within, read_struct
from cityloop.simulation.words.draws import Draws

SLOT = re.compile(r"\{(\w+)\}")
SHORTEST_MISTYPED = 4
TITLE = 80
# A person's key holds their place and group: how to reach them is drawn by the key, not made of it.
CONTACT, NUMBERS = -(1 << 62), 10**10
SLOTS = frozenset({"thing", "place", "keyword", "days", "firm"})
Share = Annotated[float, Within(lambda share: 0 <= share <= 1, "must be between 0 and 1")]
Pairs = tuple[tuple[str, ...], ...]


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """How often the parts of a text occur, each from 0 to 1."""

    typo: Share
    variant: Share
    closing: Share
    since: Share
    effect: Share
    tried: Share
    email: Share


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """The sentences and names of one language; a section is named by what it is for."""

    inquiry: tuple[str, ...]
    assistance: tuple[str, ...]
    complaint: tuple[str, ...]
    irregularity: tuple[str, ...]
    suggestion: tuple[str, ...]
    praise: tuple[str, ...]
    malicious: tuple[str, ...]
    unlawful: tuple[str, ...]
    not_ours: tuple[str, ...]
    secret: tuple[str, ...]
    firm: tuple[str, ...]
    since: tuple[str, ...]
    effect: tuple[str, ...]
    tried: tuple[str, ...]
    closing: tuple[str, ...]
    names: tuple[str, ...]
    firms: tuple[str, ...]
    variants: Pairs
    typos: Pairs


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """The file wording.yaml of a simulated city."""

    shares: Shares
    words: dict[str, Language]
    staff: dict[str, dict[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that is said: `section` is a kind, or malicious, unlawful, not_ours, secret."""

    key: int
    person: int
    section: str
    thing: str
    keywords: Sequence[str]
    place: str
    language: str
    firm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The text as it was taken down, and who said it."""

    title: str
    text: str
    name: str
    phone: str
    email: str


def read_wording(folder: Path) -> Wording:
    """Read wording.yaml; raises DefinitionError naming file, line and field."""
    problems = Problems()
    path = folder / "wording.yaml"
    read = read_struct(path, kind=Wording, problems=problems)
    if read is not None:
        _note_unknown_slots(*read, problems=problems)
    problems.raise_if_any()
    assert read is not None  # noqa: S101 - raise_if_any has left otherwise
    return read[0]


def _note_unknown_slots(wording: Wording, document: Document, *, problems: Problems) -> None:
    known = ", ".join(sorted(SLOTS))
    for code, language in wording.words.items():
        for section, place, sentence in _sentences(language):
            for slot in set(SLOT.findall(sentence)) - SLOTS:
                problems.add(
                    document.file,
                    text=f"there is no slot '{slot}'; there are {known}",
                    line=document.line(("words", code, section, place)),
                    about=section,
                )


def _sentences(language: Language) -> Iterator[tuple[str, int, str]]:
    for section in language.__struct_fields__:
        if section not in {"variants", "typos"}:
            for place, sentence in enumerate(getattr(language, section)):
                yield section, place, sentence


class Writer:
    """Writes what people say; the same seed and key give the same words."""

    def __init__(self, wording: Wording, *, seed: int) -> None:
        self.shares, self.seed = wording.shares, seed
        self.languages = wording.words

    def written(self, said: Said) -> Written:
        """Return the text of a report and its speaker, who stays the same for a person."""
        words, draws = self.languages[said.language], Draws(self.seed, key=said.key)
        speaker = Draws(self.seed, key=-1 - said.person)
        number = Draws(self.seed, key=CONTACT - said.person).below(NUMBERS)
        name = speaker.one_of(words.firms if said.firm else words.names)
        given = {
            "thing": _inside(said.thing, said.language),
            "place": said.place,
            "keyword": draws.one_of(said.keywords) if said.keywords else said.thing,
            "days": str(2 + draws.below(19)),
            "firm": name,
        }
        text = self._sentences(said, words=words, draws=draws, given=given)
        return Written(
            title=f"{said.thing} · {said.place}"[:TITLE],
            text=self._slips(self._varied(text, words, draws), words, draws),
            name=name,
            phone=_phone(number),
            email=f"p{number:010d}@example.org" if speaker.happens(self.shares.email) else "",
        )

    def _sentences(
        self, said: Said, *, words: Language, draws: Draws, given: Mapping[str, str]
    ) -> str:
        section = "firm" if said.firm and said.section in {"assistance", "complaint"} else None
        parts = [draws.one_of(getattr(words, section or said.section))]
        if said.section in {"assistance", "complaint"}:
            more = ("since", "effect", "tried")
            parts += [
                draws.one_of(getattr(words, one))
                for one in more
                if draws.happens(getattr(self.shares, one))
            ]
        if draws.happens(self.shares.closing):
            parts.append(draws.one_of(words.closing))
        told = [SLOT.sub(lambda slot: given[slot[1]], part) for part in parts]
        joined = (" " if said.language == "en" else "").join(told)
        return joined[:1].upper() + joined[1:]

    def _varied(self, text: str, words: Language, draws: Draws) -> str:
        for usual, other in words.variants:
            if usual in text and draws.happens(self.shares.variant):
                text = text.replace(usual, other)
        return text

    def _slips(self, text: str, words: Language, draws: Draws) -> str:
        if words.typos:
            for right, wrong in words.typos:
                if right in text and draws.happens(self.shares.typo):
                    text = text.replace(right, wrong, 1)
            return text
        return " ".join(
            _mistyped(word, draws)
            if len(word) > SHORTEST_MISTYPED and draws.happens(self.shares.typo)
            else word
            for word in text.split(" ")
        )


def _inside(thing: str, language: str) -> str:
    return thing[:1].lower() + thing[1:] if language == "en" else thing


def _mistyped(word: str, draws: Draws) -> str:
    """Swap two neighbouring letters, or leave one out."""
    place = 1 + draws.below(len(word) - 2)
    if draws.happens(0.5):
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place + 1 :]


def _phone(number: int) -> str:
    """Return a number that no network gives out: 555-01, then ten digits that tell nothing."""
    return f"555-01{number:010d}"
