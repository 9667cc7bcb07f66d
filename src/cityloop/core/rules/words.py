"""Words as the search index holds them, words as somebody types them, and where they stand.

Chinese has no spaces. A run of characters is held as its neighbouring pairs, with its first and its
last character alone at the ends: `路灯不亮` is 路 路灯 灯不 不亮 亮. Typed from the middle of a
run, 灯不亮 is then the phrase 灯不 不亮. Pairs are rare enough to be looked up at once where single
characters are not: one text in three holds 路. Other words are held by their stems. A token is made
of letters and digits alone, so that no index cuts it again and nothing typed can be a mistake.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cityloop.core.rules.text import CJK_RUN, WORD, stem

# A text is found by its beginning: PostgreSQL keeps no place beyond 16,383 and no long token.
MOST_TOKENS, LONGEST_TOKEN = 4000, 64
MOST_PHRASES = 8
# Stands between two texts; a mark, which nobody can look for.
BREAK = "\u00b6"
CHUNK = re.compile(r'"([^"]*)"|([^\s"]+)')
# What is shown of a text around its first hit.
BEFORE, SHOWN = 30, 120

_stem = lru_cache(maxsize=20_000)(stem)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that follow each other."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `hit` where it is what was looked for."""

    text: str
    hit: bool = False


CUT = (Piece("…"),)


def index_tokens(*texts: str) -> tuple[str, ...]:
    """The tokens of these texts, 4,000 at most; no phrase reaches from one text into the next."""
    found: list[str] = []
    for text in filter(None, texts):
        if found:
            found.append(BREAK)
        for unit in WORD.findall(_folded(text).lower()):
            found += _unit_tokens(unit)
    return tuple(found[:MOST_TOKENS])


def typed_phrases(typed: str) -> tuple[Phrase, ...]:
    """What a text must hold to be found, eight phrases at most.

    All between two blanks is one phrase, and so is what stands in double quotes. A single letter,
    digit or character finds half of everything and is left out.
    """
    chunks = (found[1] or found[2] or "" for found in CHUNK.finditer(_folded(typed).lower()))
    phrases = (Phrase(tokens) for chunk in chunks if (tokens := _typed_tokens(chunk)))
    return tuple(dict.fromkeys(phrases))[:MOST_PHRASES]


def marked(text: str, *, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """The text in pieces, those marked that one of the phrases found."""
    pieces: list[Piece] = []
    done = 0
    for start, end in _merged(_hits(text, phrases=phrases)):
        pieces += [Piece(text[done:start]), Piece(text[start:end], hit=True)]
        done = end
    return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)


def excerpt(text: str, *, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """Some 120 characters around the first hit, marked; nothing of a text without a hit."""
    first = min((start for start, _end in _hits(text, phrases=phrases)), default=None)
    if first is None:
        return ()
    begin = max(0, first - BEFORE)
    cut = text[begin : begin + SHOWN]
    before, after = begin > 0, begin + SHOWN < len(text)
    return (*CUT[:before], *marked(cut, phrases=phrases), *CUT[:after])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("_", " ")


def _unit_tokens(unit: str) -> list[str]:
    """The tokens of a run of CJK characters or of another word, one after the other."""
    if not CJK_RUN.match(unit):
        return [_stem(unit[:LONGEST_TOKEN])]
    if len(unit) == 1:
        return [unit]
    return [unit[0], *(unit[n : n + 2] for n in range(len(unit)))]


def _typed_tokens(chunk: str) -> tuple[str, ...]:
    """The tokens of a chunk that may begin and end within a longer run."""
    units = WORD.findall(chunk)
    if sum(map(len, units)) <= 1:
        return ()
    tokens = [token for unit in units for token in _unit_tokens(unit)]
    begin = int(_is_run(units[0]))
    end = len(tokens) - _is_run(units[-1])
    return tuple(tokens[begin:end])


def _is_run(unit: str) -> bool:
    return len(unit) > 1 and CJK_RUN.match(unit) is not None


def _placed_tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The tokens of a text, each with where it begins and ends in it."""
    for found in WORD.finditer("".join(map(_one_sign, text))):
        unit, start = found[0], found.start()
        if not CJK_RUN.match(unit):
            yield _stem(unit[:LONGEST_TOKEN]), start, found.end()
            continue
        if len(unit) > 1:
            yield unit[0], start, start + 1
        for place in range(len(unit)):
            yield unit[place : place + 2], start + place, min(start + place + 2, found.end())


@lru_cache(maxsize=20_000)
def _one_sign(sign: str) -> str:
    """The sign as it is indexed, or as it is where that would be several: places stay the same."""
    folded = _folded(sign).lower()
    return folded if len(folded) == 1 else sign


def _hits(text: str, *, phrases: Iterable[Phrase]) -> Iterator[tuple[int, int]]:
    placed = list(_placed_tokens(text))
    tokens = [token for token, _start, _end in placed]
    for phrase in phrases:
        wanted, length = list(phrase.tokens), len(phrase.tokens)
        for place in range(len(tokens) - length + 1):
            if tokens[place] == wanted[0] and tokens[place : place + length] == wanted:
                yield placed[place][1], placed[place + length - 1][2]


def _merged(hits: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that overlap or touch as one, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(hits):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
