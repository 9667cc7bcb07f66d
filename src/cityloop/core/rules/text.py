"""Text made ready for search and comparison, in any script."""

import re
import unicodedata
from collections import Counter

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
ONE_CJK = re.compile(f"([{CJK}])")
CJK_RUN = re.compile(f"[{CJK}]+")
WORD = re.compile(f"[{CJK}]+|[^\\W{CJK}]+")
SPACES = re.compile(r"\s+")
SHORTEST_STEM = 3


def normalise(text: str) -> str:
    """Unicode NFKC, small letters, single spaces: full-width and half-width forms are one."""
    return SPACES.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def split_cjk(text: str) -> str:
    """The normalised text with a space around every CJK character.

    A search index that splits at spaces then finds any run of characters as a phrase.
    """
    return SPACES.sub(" ", ONE_CJK.sub(r" \1 ", normalise(text))).strip()


def phrases(query: str) -> tuple[str, ...]:
    """What to search for: each run of CJK characters as a phrase, each other word alone."""
    return tuple(dict.fromkeys(split_cjk(word) for word in WORD.findall(normalise(query))))


def stem(word: str) -> str:
    """An English word without its plural or verb ending; other words as they are."""
    if not word.isascii():
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        short = word.removesuffix(ending) + instead
        if word.endswith(ending) and len(short) >= SHORTEST_STEM and not word.endswith("ss"):
            return short
    return word


def terms(text: str) -> tuple[str, ...]:
    """Words to count: stems of words, and for CJK every pair of neighbours (or a lone sign)."""
    found: list[str] = []
    for word in WORD.findall(normalise(text)):
        if CJK_RUN.fullmatch(word) and len(word) > 1:
            found.extend(word[n : n + 2] for n in range(len(word) - 1))
        else:
            found.append(stem(word))
    return tuple(found)


def cut_words(text: str) -> tuple[str, ...]:
    """Every CJK character alone and every other word as its stem; marks are left out."""
    words = WORD.findall(split_cjk(text))
    return tuple(stem(word) for word in words)


def index_terms(text: str) -> tuple[str, ...]:
    """The terms of a text that is to be found, and each CJK character alone, for short queries."""
    return (*terms(text), *ONE_CJK.findall(normalise(text)))


def character_pairs(text: str) -> Counter[str]:
    """How often each pair of neighbouring letters or signs occurs; spaces and marks left out."""
    plain = "".join(WORD.findall(normalise(text)))
    return Counter(plain[n : n + 2] for n in range(len(plain) - 1))


def similarity(one: str, other: str) -> float:
    """The Dice coefficient of two texts' character pairs: 0 nothing shared, 1 the same."""
    first, second = character_pairs(one), character_pairs(other)
    together = first.total() + second.total()
    if not together:
        return 1.0 if normalise(one) == normalise(other) else 0.0
    return 2 * (first & second).total() / together
