"""The worklist that a person saves: which words of its address are kept."""

from urllib.parse import parse_qsl, urlencode

from cityloop.core.sentences import Sentence

LONGEST_NAME = 60
LONGEST_QUERY = 600
MOST = 20


def kept_query(query: str, *, fields: frozenset[str]) -> str:
    """The known fields of a query string that say something, in alphabetical order.

    A page number and whatever else stands in an address is left out, so that two ways to the same
    list are saved alike and nothing foreign comes back as a link.
    """
    pairs = sorted({(name, value.strip()) for name, value in parse_qsl(query)})
    return urlencode([(name, value) for name, value in pairs if name in fields and value])


def filter_refusal(name: str, *, query: str, taken: frozenset[str]) -> str | None:
    """Why a list cannot be saved under this name, or None; `taken`: the person's other names."""
    if not name.strip():
        return Sentence("Give the list a name.")
    if len(name) > LONGEST_NAME:
        return Sentence("A name has at most %(most)s characters.", most=LONGEST_NAME)
    if refusal := _query_refusal(query):
        return refusal
    if name.casefold() in {one.casefold() for one in taken}:
        return Sentence("You have a list of that name already.")
    if len(taken) >= MOST:
        return Sentence("You have %(most)s saved lists; delete one first.", most=MOST)
    return None


def _query_refusal(query: str) -> str | None:
    if not query:
        return Sentence("Nothing is filtered; the whole list is there without saving it.")
    if len(query) > LONGEST_QUERY:
        return Sentence("This filter is too long to be saved.")
    return None
