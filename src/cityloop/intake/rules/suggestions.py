"""Which service types a person's own words point to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cityloop.knowledge.rules.search import SearchIndex, SearchText

# A hit in an answer about a type says less than one in the words of the type itself.
ANSWER_WEIGHT = 0.4
# Words such as "the" stand in more than this share of the texts and tell nothing.
COMMON = 0.05
# Types with less than this share of the best one's score are not offered.
LEAST = 0.3


@dataclass(frozen=True, slots=True)
class TypeWords:
    """What a service type is known by: names and keywords, each in all languages together."""

    code: str
    names: str
    keywords: str


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """An answer of the knowledge base and the codes of the types that it is about."""

    code: str
    title: str
    body: str
    types: tuple[str, ...]


def suggested_types(
    words: str,
    *,
    types: tuple[TypeWords, ...],
    answers: tuple[AnswerWords, ...] = (),
    limit: int = 3,
) -> tuple[str, ...]:
    """Codes of the types that fit the words best, best first; empty when no word tells anything.

    A rare word in a name counts most, then in a keyword, then in an answer about the type. What is
    far behind the best is left out. A person chooses; nothing is decided here.
    """
    own = _index_of_types(types)
    found = own.search(own.telling(words, share=COMMON), limit=len(types))
    scores = {hit.code: hit.score for hit in found}
    for code, score in _from_answers(words, answers=answers).items():
        scores[code] = scores.get(code, 0.0) + ANSWER_WEIGHT * score
    known = {code: score for code, score in scores.items() if code in own.codes}
    least = LEAST * max(known.values(), default=0.0)
    ranked = sorted((-score, code) for code, score in known.items() if score >= least)
    return tuple(code for _score, code in ranked[:limit])


def _from_answers(words: str, *, answers: tuple[AnswerWords, ...]) -> Mapping[str, float]:
    about = {one.code: one.types for one in answers}
    index = _index_of_answers(answers)
    best: dict[str, float] = {}
    for hit in index.search(index.telling(words, share=COMMON), limit=10):
        for code in about[hit.code]:
            best[code] = max(best.get(code, 0.0), hit.score)
    return best


# An index of 127 types and as many answers takes 40 ms to make and 2 ms to ask.
@lru_cache(maxsize=4)
def _index_of_types(types: tuple[TypeWords, ...]) -> SearchIndex:
    return SearchIndex(SearchText(one.code, one.names, one.keywords) for one in types)


@lru_cache(maxsize=4)
def _index_of_answers(answers: tuple[AnswerWords, ...]) -> SearchIndex:
    return SearchIndex(SearchText(one.code, one.title, one.body) for one in answers)
