"""Finding answers by words in any script, best first."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cityloop.core.rules.text import cut_words, index_terms, phrases, split_cjk, terms

TITLE_WEIGHT = 3.0
PHRASE_WEIGHT = 2.0
FEW = 3


def search_words(*texts: str) -> str:
    """The texts as one line to search in: CJK characters apart, English words as stems.

    It begins and ends with a space, so that a term of `search_terms` is found by containment.
    """
    cut = (word for text in texts for word in cut_words(text))
    return f" {' '.join(cut)} "


def search_terms(query: str) -> tuple[str, ...]:
    """The terms of a query, each as it stands in a line of `search_words`, spaces included."""
    return tuple(dict.fromkeys(f" {split_cjk(term)} " for term in terms(query)))


@dataclass(frozen=True, slots=True)
class SearchText:
    """What can be found: a title, which counts more, and a body, in all languages together."""

    code: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A text that shares terms with the query; `terms` are those shared."""

    code: str
    score: float
    terms: tuple[str, ...]


class SearchIndex:
    """Scores texts by the rarity of the shared terms; a term in the title weighs three times.

    A whole phrase of the query found in the text adds twice the weight of its rarest term, so
    that neighbouring characters beat scattered ones. Ties are broken by code.
    """

    def __init__(self, texts: Iterable[SearchText]) -> None:
        kept = tuple(texts)
        self._titles = {one.code: Counter(index_terms(one.title)) for one in kept}
        self._bodies = {one.code: Counter(index_terms(one.body)) for one in kept}
        self._split = {one.code: f" {split_cjk(f'{one.title} | {one.body}')} " for one in kept}
        seen = Counter(
            term for code in self._titles for term in {*self._titles[code], *self._bodies[code]}
        )
        self._seen = seen
        self._rarity = {term: math.log(1 + len(kept) / n) for term, n in seen.items()}

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all texts."""
        return frozenset(self._titles)

    def telling(self, query: str, *, share: float) -> str:
        """The query without the words that stand in more than this share of the texts.

        Among a handful of texts a share tells nothing: a word in at most three of them stays.
        """
        most = max(FEW, share * len(self._titles))
        counted = (term for term in dict.fromkeys(terms(query)) if self._seen[term] <= most)
        return " ".join(counted)

    def search(self, query: str, *, limit: int = 10) -> tuple[SearchHit, ...]:
        """The best texts for a query; empty when no term is known."""
        wanted = tuple(dict.fromkeys(term for term in terms(query) if term in self._rarity))
        runs = phrases(query)
        hits = (self._hit(code, wanted=wanted, runs=runs) for code in self._titles)
        found = [hit for hit in hits if hit.terms]
        return tuple(sorted(found, key=lambda hit: (-hit.score, hit.code))[:limit])

    def _hit(self, code: str, *, wanted: tuple[str, ...], runs: tuple[str, ...]) -> SearchHit:
        title, body = self._titles[code], self._bodies[code]
        shared = tuple(term for term in wanted if term in title or term in body)
        score = sum(
            self._rarity[term] * ((TITLE_WEIGHT if term in title else 0) + (term in body))
            for term in shared
        )
        whole = sum(f" {run} " in self._split[code] for run in runs)
        rarest = max((self._rarity[term] for term in shared), default=0.0)
        return SearchHit(code=code, score=score + PHRASE_WEIGHT * whole * rarest, terms=shared)
